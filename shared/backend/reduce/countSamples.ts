import { valuesOf } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import { binOf, countInto, histogramBins } from '../../image/statistics.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { reduceLoops } from './reduceLoops.ts'

/** counts.as.ts: tables of the counts of 8 bits, and of floats with one place more for what lies outside. */
const tables = 4
const pitch = 4 * (histogramBins + 4)

/** `countInto` of image/statistics.ts, the same counts sooner, where samples lie in the arena. */
export function countSamples(
  arena: Arena,
  bins: Float64Array,
  samples: Samples,
  range: readonly [number, number],
  from: number,
  to: number,
): void {
  const values = valuesOf(samples)
  if (!values) return countFloats(arena, bins, samples as Float32Array, range, from, to)
  const counts = occurrences(arena, samples, from, to)
  if (!counts) return countInto(bins, samples, range, from, to)
  const bin = binOf(range)
  counts.forEach((count, sample) => (bins[bin(values[sample])] += count))
}

function countFloats(
  arena: Arena,
  bins: Float64Array,
  values: Float32Array,
  [low, high]: readonly [number, number],
  from: number,
  to: number,
): void {
  const address = arena.addressOf(values)
  const fours = address === null ? 0 : Math.floor((to - from) / 4)
  if (fours > 0) {
    const counts = arena.allocateBytes(tables * pitch)
    const found = new Uint32Array(bufferOf(arena.memory), counts, (tables * pitch) / 4).fill(0)
    const scale = histogramBins / (high - low)
    const places = [histogramBins - 1, histogramBins, 0]
    reduceLoops(arena).countFloats(address! + 4 * from, fours, low, scale, ...places, counts, pitch)
    for (let bin = 0; bin < histogramBins; bin++) {
      for (let table = 0; table < tables; table++) bins[bin] += found[(table * pitch) / 4 + bin]
    }
    arena.freeBytes(counts)
  }
  countInto(bins, values, [low, high], from + 4 * fours, to)
}

/** How often each sample comes in samples[from…to); null for floats, for samples that lie elsewhere, and for fewer than there are samples. */
export function occurrences(arena: Arena, samples: Samples, from: number, to: number): Uint32Array | null {
  const address = samples instanceof Float32Array ? null : arena.addressOf(samples)
  const isByte = samples instanceof Uint8Array
  const length = isByte ? 256 : 65536
  if (address === null || to - from < length) return null
  const total = isByte ? tables * length : length
  const counts = arena.allocateBytes(4 * total)
  const found = new Uint32Array(bufferOf(arena.memory), counts, total).fill(0)
  const { countBytes, countWords } = reduceLoops(arena)
  if (isByte) countBytes(address + from, to - from, counts)
  else countWords(address + 2 * from, to - from, counts)
  const sums = found.slice(0, length)
  for (let i = length; i < total; i++) sums[i % length] += found[i]
  arena.freeBytes(counts)
  return sums
}
