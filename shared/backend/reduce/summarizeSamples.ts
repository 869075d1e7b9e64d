import { valuesOf } from '../../image/samples.ts'
import type { Samples } from '../../image/samples.ts'
import { mergeSummaries, summarize, summarizeCounts } from '../../image/statistics.ts'
import type { Summary } from '../../image/statistics.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { occurrences } from './countSamples.ts'
import { reduceLoops } from './reduceLoops.ts'

/** Four lanes of two float32, one float64 and two int32. */
const outBytes = 96

/** `summarize` of image/statistics.ts, sooner, where samples lie in the arena; Σ is added up in another order. */
export function summarizeSamples(arena: Arena, samples: Samples, from: number, to: number): Summary {
  const found = occurrences(arena, samples, from, to)
  const values = valuesOf(samples)
  if (found && values) return summarizeCounts(found, values)
  const address = samples instanceof Float32Array ? arena.addressOf(samples) : null
  const fours = Math.floor((to - from) / 4)
  if (address === null || fours === 0) return summarize(samples, from, to)
  const out = arena.allocateBytes(outBytes)
  reduceLoops(arena).summarizeFloats(address + 4 * from, fours, out, 0, 1)
  const memory = bufferOf(arena.memory)
  const extremes = new Float32Array(memory, out, 8)
  const sums = new Float64Array(memory, out + 32, 4)
  const counts = new Int32Array(memory, out + 64, 8)
  const lanes = Array.from(sums, (sum, lane): Summary => ({
    minimum: extremes[lane],
    maximum: extremes[4 + lane],
    sum,
    belowZero: -counts[lane],
    aboveOne: -counts[4 + lane],
    count: fours,
  }))
  arena.freeBytes(out)
  return [...lanes, summarize(samples, from + 4 * fours, to)].reduce(mergeSummaries)
}
