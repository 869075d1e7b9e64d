import { convolveRows } from '../maths/convolve.ts'
import { zeros } from '../maths/tensor.ts'
import { exactSolution, normalSolver } from './exact.ts'
import { slackAt } from './loss.ts'
import { addRows, createMoments, momentsOfOutput, subtractMoments } from './moments.ts'
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
export function unsaturated(target: Tensor, { N, K, P, Q }: Geometry, { low, high } = pictureLimits): Uint8Array {
  const keep = new Uint8Array(N * P * Q).fill(1)
  for (let i = 0; i < target.data.length; i++) {
    if (target.data[i] > low && target.data[i] < high) continue
    const n = Math.floor(i / (K * P * Q))
    keep[n * P * Q + (i % (P * Q))] = 0
  }
  return keep
}

/**
 * Second way: L(w) = Σ (y − ŷ)² over all pixels but the satisfied ones: y ≤ low and ŷ ≤ y, or y ≥ high and ŷ ≥ y.
 *
 * L is convex and piecewise quadratic, so Newton's method ends at its minimum after a few rounds: each round takes the pixels
 * satisfied by the last kernel off the moments of the whole pair (they are gathered once) and solves for the rest,
 * w ← w + A⁻¹·(b − A·w). Should a step overshoot, half of it is tried instead. Rounds from an 8-bit Laplacian: 5.
 *
 * One fit is one output channel; `target` then holds only that channel, N 1 P Q.
 */
export interface ClippedFit {
  /** Of all pixels. */
  readonly whole: Moments
  readonly limits: Limits
  readonly ridge: number
  /** ŷ and, per position, 1 where it satisfies a saturated pixel. */
  readonly predicted: Tensor
  readonly satisfied: Uint8Array
  /** w to be tried in this round. */
  rows: Float64Array
  /** Σ (y − ŷ)² + ρ·Σw² of the rows tried so far, and the moments of the satisfied pixels among them. */
  loss: number
  dropped: Moments
  /** The best w tried so far, and its loss. */
  best: Float64Array
  bestLoss: number
  /** Whether the pixels that count at the best w determine the kernel. */
  determined: boolean
  rounds: number
}

/** Starts at the plain least-squares answer. `whole` are the moments of one output channel, saturated pixels included. */
export function startClippedFit(whole: Moments, target: Tensor, ridge = 0, limits = pictureLimits): ClippedFit {
  const { N, P, Q } = whole.geometry
  const rows = rowsFrom(whole, exactSolution(whole, ridge).parameters)
  return {
    whole,
    limits,
    ridge,
    predicted: zeros(target.shape, target.data),
    satisfied: new Uint8Array(N * P * Q),
    rows,
    loss: penalty(rows, ridge),
    dropped: createMoments(whole.geometry, whole.bias),
    best: rows,
    bestLoss: Infinity,
    determined: false,
    rounds: 0,
  }
}

/** One band of a round: output rows from ≤ p < to under the kernel to be tried. */
export function tryRows(fit: ClippedFit, x: Tensor, target: Tensor, from: number, to: number): void {
  const { predicted, satisfied, limits } = fit
  const { geometry: g } = fit.whole
  const { weight, bias } = kernelFrom(fit.whole, parametersFrom(fit.whole, fit.rows))
  convolveRows(x.data, Float64Array.from(weight.data), Float64Array.from(bias), g, predicted.data, from, to)
  for (let n = 0; n < g.N; n++) {
    for (let i = (n * g.P + from) * g.Q; i < (n * g.P + to) * g.Q; i++) {
      const y = target.data[i]
      const difference = y - predicted.data[i]
      const holds = (y <= limits.low && difference >= 0) || (y >= limits.high && difference <= 0)
      satisfied[i] = holds ? 1 : 0
      if (!holds) fit.loss += difference * difference
    }
  }
  addRows(fit.dropped, x, target, from, to, satisfied)
}

/** After all rows: the step. Answers how far the weight that moves most moves, as a part of the largest weight. */
export function endRound(fit: ClippedFit): number {
  if (fit.loss < fit.bestLoss) {
    fit.best = fit.rows
    fit.bestLoss = fit.loss
    const counting = momentsOfOutput(fit.whole, 0)
    subtractMoments(counting, fit.dropped)
    const solver = normalSolver(counting, fit.ridge, spectrumOf(counting))
    const step = solver.solve(slackAt(counting, fit.best, fit.ridge))
    fit.rows = fit.best.map((w, i) => w + step[i])
    fit.determined = solver.method === 'cholesky'
  } else {
    fit.rows = fit.rows.map((w, i) => (w + fit.best[i]) / 2)
  }
  fit.loss = penalty(fit.rows, fit.ridge)
  fit.dropped = createMoments(fit.whole.geometry, fit.whole.bias)
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
   * kept positions have this answer as their exact one, so that a descent on them ends there.
   */
  readonly keep: Uint8Array
}

export interface ClippedOptions {
  readonly limits?: Limits
  readonly ridge?: number
  readonly mostRounds?: number
  /** A part of the largest weight: float32 pictures do not say more than eight digits. */
  readonly tolerance?: number
}

/** All rounds for all output channels in one call, for pictures that need no progress bar. */
export function fitClipped(
  moments: Moments,
  x: Tensor,
  target: Tensor,
  { limits = pictureLimits, ridge = 0, mostRounds = 50, tolerance = 1e-8 }: ClippedOptions = {},
): ClippedAnswer {
  const fits = Array.from({ length: moments.outputs }, (_, k) => {
    const plane = outputPlane(target, moments.geometry, k)
    const fit = startClippedFit(momentsOfOutput(moments, k), plane, ridge, limits)
    let moved = Infinity
    while (moved > tolerance && fit.rounds < mostRounds) {
      tryRows(fit, x, plane, 0, moments.geometry.P)
      moved = endRound(fit)
    }
    return { ...fit, settled: moved <= tolerance }
  })
  const parameters = parametersFrom(moments, Float64Array.from(fits.flatMap(({ best }) => [...best])))
  return {
    ...kernelFrom(moments, parameters),
    parameters,
    loss: fits.reduce((sum, { bestLoss }) => sum + bestLoss, 0),
    rounds: Math.max(...fits.map(({ rounds }) => rounds)),
    settled: fits.every(({ settled }) => settled),
    determined: fits.every(({ determined }) => determined),
    keep: fits[0].satisfied.map((_, i) => (fits.some(({ satisfied }) => satisfied[i] === 1) ? 0 : 1)),
  }
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
