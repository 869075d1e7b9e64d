import { zeros } from '../maths/tensor.ts'
import { exactSolution, normalSolver } from './exact.ts'
import { slackAt } from './loss.ts'
import { createMoments, mergeMoments, momentsOfOutput, subtractMoments } from './moments.ts'
import { kernelFrom, parametersFrom, rowsFrom } from './parameters.ts'
import { spectrumOf } from './spectrum.ts'
import type { Geometry } from '../maths/geometry.ts'
import type { Tensor } from '../maths/tensor.ts'
import type { Moments } from './moments.ts'
import type { LearnedKernel } from './parameters.ts'

/**
 * A picture file holds 0 … 1. What a kernel made darker or brighter was cut off, and least squares takes the cut for the
 * kernel's doing: from the edges of a photo it learns a Laplacian whose center is wrong by 4 of 8. There are two ways round.
 */
export interface Limits {
  readonly low: number
  readonly high: number
}

/** What a picture file can hold. */
export const pictureLimits: Limits = { low: 0, high: 1 }

/**
 * First way, for addRows: 1 where every output channel of the target lies strictly between the limits, 0 where one is
 * saturated (N·P·Q). What the saturated pixels do say, "at most 0" and "at least 1", is lost.
 */
export function unsaturated(
  target: { readonly data: ArrayLike<number> },
  { N, K, P, Q }: Geometry,
  { low, high } = pictureLimits,
): Uint8Array {
  const keep = new Uint8Array(N * P * Q).fill(1)
  for (let i = 0; i < target.data.length; i++) {
    if (target.data[i] > low && target.data[i] < high) continue
    const n = Math.floor(i / (K * P * Q))
    keep[n * P * Q + (i % (P * Q))] = 0
  }
  return keep
}

/** How many positions `unsaturated` marks with 0. */
export function countSaturated(
  { data }: { readonly data: ArrayLike<number> },
  { N, K, P, Q }: Geometry,
  { low, high } = pictureLimits,
): number {
  let count = 0
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < P * Q; i++) {
      for (let k = 0; k < K; k++) {
        const y = data[(n * K + k) * P * Q + i]
        if (y > low && y < high) continue
        count += 1
        break
      }
    }
  }
  return count
}

/**
 * Second way: L(w) = Σ (y − ŷ)² over all pixels but the satisfied ones: y ≤ low and ŷ ≤ y, or y ≥ high and ŷ ≥ y.
 *
 * L is convex and piecewise quadratic, so Newton's method ends at its minimum after a few rounds: each round takes the pixels
 * satisfied by the last kernel off the moments of the whole pair (they are gathered once) and solves for the rest,
 * w ← w + A⁻¹·(b − A·w). Should a step overshoot, half of it is tried instead. Rounds from an 8-bit Laplacian: 5. From round to
 * round few pixels change sides, and only those are summed.
 *
 * One fit is one output channel, and all its tensors have K = 1.
 */
export interface ClippedFit {
  /** Of all pixels. */
  readonly whole: Moments
  readonly ridge: number
  /** w to be tried in this round. */
  rows: Float64Array
  /** The moments of the pixels that the rows tried last satisfy. */
  readonly dropped: Moments
  /** The best w tried so far, and Σ (y − ŷ)² + ρ·Σw² there. */
  best: Float64Array
  bestLoss: number
  /** Whether the pixels that count at the best w determine the kernel. */
  determined: boolean
  rounds: number
}

/** What one look at all pixels finds. */
export interface RoundSums {
  /** Σ (y − ŷ)² over the pixels that are not satisfied. */
  readonly loss: number
  /** The moments of those that became satisfied in this round, less those of the ones that are so no more. */
  readonly change: Moments
}

/** Whoever looks at the pixels, and whoever solves: threads, band by band. */
export interface ClippedWork {
  /** A round of output channel k with w. */
  look(k: number, rows: Float64Array): Promise<RoundSums> | RoundSums
  step(counting: Moments, rows: Float64Array, ridge: number): Promise<NewtonStep> | NewtonStep
  /** Per output channel, N·P·Q: 1 where the last kernel looked at satisfies a saturated pixel. */
  readonly satisfied: readonly Uint8Array[]
}

/** Starts at the plain least-squares answer. `whole` are the moments of one output channel, saturated pixels included. */
export function startClippedFit(whole: Moments, ridge = 0): ClippedFit {
  const rows = rowsFrom(whole, exactSolution(whole, ridge).parameters)
  const dropped = createMoments(whole.geometry, whole.bias)
  return { whole, ridge, rows, dropped, best: rows, bestLoss: Infinity, determined: false, rounds: 0 }
}

/** The pixels that count: all but the satisfied ones. */
function countingMoments({ whole, dropped }: Pick<ClippedFit, 'whole' | 'dropped'>): Moments {
  const counting = momentsOfOutput(whole, 0)
  subtractMoments(counting, dropped)
  return counting
}

export interface NewtonStep {
  /** (A + ρI)⁻¹·(b − A·w − ρ·w) */
  readonly step: Float64Array
  readonly determined: boolean
}

/** It costs O(n³). */
export function newtonStep(counting: Moments, rows: Float64Array, ridge: number): NewtonStep {
  const { method, solve } = normalSolver(counting, ridge, spectrumOf(counting))
  return { step: solve(slackAt(counting, rows, ridge)), determined: method === 'cholesky' }
}

/** One round. Answers how far the weight that moves most moves, as a part of the largest weight. */
export async function clippedRound(fit: ClippedFit, k: number, work: ClippedWork): Promise<number> {
  const { loss, change } = await work.look(k, fit.rows)
  mergeMoments(fit.dropped, change)
  const full = loss + penalty(fit.rows, fit.ridge)
  if (full < fit.bestLoss) {
    fit.best = fit.rows
    fit.bestLoss = full
    const { step, determined } = await work.step(countingMoments(fit), fit.best, fit.ridge)
    fit.rows = fit.best.map((w, i) => w + step[i])
    fit.determined = determined
  } else {
    fit.rows = fit.rows.map((w, i) => (w + fit.best[i]) / 2)
  }
  fit.rounds += 1
  return largest(fit.rows.map((w, i) => w - fit.best[i])) / (largest(fit.rows) || 1)
}

/** ρ·Σw² */
function penalty(rows: Float64Array, ridge: number): number {
  return rows.reduce((sum, w) => sum + ridge * w * w, 0)
}

function largest(numbers: Float64Array): number {
  return numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

export interface ClippedAnswer extends LearnedKernel {
  /** θ: weights, then biases */
  readonly parameters: readonly number[]
  /** Σ (y − ŷ)² (and the ridge's ρ·Σw²) where a saturated pixel counts only while ŷ is on the wrong side of it. */
  readonly loss: number
  /** Of the output channel that took most. */
  readonly rounds: number
  /** Whether the last round moved no weight by more than the tolerance; otherwise the rounds ran out. */
  readonly settled: boolean
  /** Whether the pixels that count determine the kernel. */
  readonly determined: boolean
  /**
   * For addRows, N·P·Q: 1 where the position counts for every output channel at this answer. The moments of one channel's
   * kept positions have this answer as their exact one, so that a descent on them ends there. Made when it is asked for: a byte
   * for every number of the picture.
   */
  readonly keep: () => Uint8Array
  /** The moments of the positions kept, where there is one output channel: they need not be gathered again. */
  readonly counting: Moments | null
}

export interface ClippedOptions {
  readonly ridge?: number
  readonly mostRounds?: number
  /** A part of the largest weight: float32 pictures do not say more than eight digits. */
  readonly tolerance?: number
}

/** All rounds for all output channels, one after the other. */
export async function fitClipped(
  moments: Moments,
  work: ClippedWork,
  { ridge = 0, mostRounds = 50, tolerance = 1e-8 }: ClippedOptions = {},
): Promise<ClippedAnswer> {
  const fits: (ClippedFit & { readonly settled: boolean })[] = []
  for (let k = 0; k < moments.outputs; k++) {
    const fit = startClippedFit(momentsOfOutput(moments, k), ridge)
    let moved = Infinity
    while (moved > tolerance && fit.rounds < mostRounds) moved = await clippedRound(fit, k, work)
    fits.push({ ...fit, settled: moved <= tolerance })
  }
  const parameters = parametersFrom(moments, Float64Array.from(fits.flatMap(({ best }) => [...best])))
  return {
    ...kernelFrom(moments, parameters),
    parameters,
    loss: fits.reduce((sum, { bestLoss }) => sum + bestLoss, 0),
    rounds: Math.max(...fits.map(({ rounds }) => rounds)),
    settled: fits.every(({ settled }) => settled),
    determined: fits.every(({ determined }) => determined),
    keep: () => keptEverywhere(work.satisfied),
    counting: fits.length === 1 ? countingMoments(fits[0]) : null,
  }
}

/** 1 where no channel is satisfied. */
function keptEverywhere(satisfied: readonly Uint8Array[]): Uint8Array {
  const keep = new Uint8Array(new SharedArrayBuffer(satisfied[0].length)).fill(1)
  for (const marks of satisfied) for (let i = 0; i < keep.length; i++) if (marks[i] === 1) keep[i] = 0
  return keep
}

/** Output channel k of an N K P Q tensor, as N 1 P Q. */
export function outputPlane({ data }: Tensor, { N, K, P, Q }: Geometry, k: number): Tensor {
  const shape = [N, 1, P, Q]
  if (N === 1) return { shape, data: data.subarray(k * P * Q, (k + 1) * P * Q) }
  const plane = zeros(shape, data)
  for (let n = 0; n < N; n++) {
    const at = (n * K + k) * P * Q
    plane.data.set(data.subarray(at, at + P * Q), n * P * Q)
  }
  return plane
}
