import { gatherMethods, roundingOf, unitOf } from '../../shared/backend/gather/gather.ts'
import type { GatherMethod } from '../../shared/backend/gather/gather.ts'
import type { PatchMethod } from '../../shared/backend/gather/patches.ts'
import { eightBits } from '../../shared/backend/gather/eightBits.ts'
import { addOffsetSums, noOffsetSums } from '../../shared/maths/offsetSums.ts'
import type { OffsetSums } from '../../shared/maths/offsetSums.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { SampledTensor } from '../../shared/image/samples.ts'
import type { Gathering } from '../../shared/learning/learnTypes.ts'
import {
  createMoments,
  dividedMoments,
  isDense,
  mergeMoments,
  momentsError,
  subtractMoments,
} from '../../shared/learning/moments.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import { spreadSums } from '../../shared/learning/offsetSums.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'

/** A learner's input and target, and where its windows lie. */
export interface LearnPair {
  readonly x: SampledTensor
  readonly target: SampledTensor
  readonly g: Geometry
  /** 0 where a position is left out. */
  readonly keep: Uint8Array | null
  /** The target is a picture, which could hold nothing below 0 and above 1. */
  readonly isCutOff?: true
}

export const sumChoices = ['auto', ...gatherMethods] as const
export type SumChoice = (typeof sumChoices)[number]

/**
 * A = Σ z·zᵀ, b = Σ z·y over a whole pair, in bands, and how they were summed. Tensors in shared memory are read where they lie.
 *
 * `auto` takes whole numbers where both pictures hold 8 bits, else float64, in which products of float32 numbers are exact: an
 * error of 10⁻⁷ in A comes back as many times larger in the kernel as A's condition says, 10⁴ and more for photos.
 */
export async function gatherMoments(
  pair: LearnPair,
  bias: boolean,
  bands: Bands,
  options: JobOptions = {},
  choice: SumChoice = 'auto',
): Promise<{ readonly moments: Moments; readonly gathering: Gathering }> {
  const { x, target, g, keep } = pair
  const leftOut = keep?.includes(0) ?? false
  const method = choice === 'auto' ? (eightBits(x.data) && eightBits(target.data) ? 'integer' : 'float64') : choice
  if (!isDense(g)) return byDefinition(pair, bias, bands, options)
  const sums = await offsetSums(pair, method, bias, bands, options)
  if (!sums) return gatherMoments(pair, bias, bands, options, 'float64') // a probe of some rows does not see every pixel
  const moments = createMoments(g, bias, roundingOf[method])
  spreadSums(moments, sums, g.N * g.P * g.Q, unitOf[method])
  if (leftOut) subtractMoments(moments, await sumPatches(pair, bias, bands, options, 0, patchMethod(method)))
  return { moments, gathering: { method, errorBound: method === 'integer' ? 2 ** -53 : momentsError(moments) } }
}

async function byDefinition(pair: LearnPair, bias: boolean, bands: Bands, options: JobOptions) {
  const moments = await sumPatches(pair, bias, bands, options, 1)
  return { moments, gathering: { method: 'float64', errorBound: momentsError(moments) } as const }
}

async function offsetSums(
  { x, target, g }: LearnPair,
  method: GatherMethod,
  bias: boolean,
  bands: Bands,
  options: JobOptions,
) {
  const { signal, onProgress } = options
  const task = { method, g, bias, x: x.data, y: target.data }
  const steps = g.N * g.Q * g.C * g.R * g.S * (2 * g.C + g.K)
  // Each band lays out R−1 rows beside its own.
  const rows = Math.max(4 * g.R, bandRows(g.P, steps / gatherSpeed, bands.threads))
  const onBand = (done: number, total: number): void => onProgress?.({ done, total })
  const [parts, rims] = await Promise.all([
    bands.run({ kind: 'offsets', ...task }, g.P, { signal, rows, onBand }),
    g.R > 1 ? bands.run({ kind: 'rim', ...task }, 2 * (g.R - 1), { signal, rows: g.R - 1 }) : [],
  ])
  const rim = rims.flat()
  const found = parts.filter((part): part is OffsetSums => part !== null)
  if (found.length < parts.length || rim.includes(null)) return null
  const sums = noOffsetSums(g)
  for (const part of found) addOffsetSums(sums, part)
  const rows2 = rim as Float64Array[]
  return { ...sums, top: rows2.slice(0, g.R - 1), below: rows2.slice(g.R - 1) }
}

/** Multiply-adds in the time of one of the reference's, about. */
export const gatherSpeed = 8

/** How single positions are summed where the whole is summed by `method`: what is taken off whole numbers must be whole too. */
export function patchMethod(method: GatherMethod): PatchMethod {
  return method === 'integer' ? 'integer' : 'float64'
}

/** The moments of the positions whose mark in `keep` is `chosen`. */
async function sumPatches(
  { x, target, g, keep }: LearnPair,
  bias: boolean,
  bands: Bands,
  { signal, onProgress }: JobOptions,
  chosen: 0 | 1,
  method: PatchMethod = 'float64',
): Promise<Moments> {
  const task = { kind: 'patches', g, bias, x, target, method, marks: keep, chosen } as const
  const unknowns = g.C * g.R * g.S
  const rows = bandRows(g.P, g.N * g.Q * unknowns * unknowns, bands.threads)
  const parts = await bands.run(task, g.P, { signal, rows, onBand: (done, total) => onProgress?.({ done, total }) })
  const moments = createMoments(g, bias)
  for (const part of parts) if (part) mergeMoments(moments, part) // none is null: every pixel was looked at before
  return dividedMoments(moments, unitOf[method])
}
