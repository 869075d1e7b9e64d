import { tableOf, valuesOf } from './samples.ts'
import type { Samples } from './samples.ts'

/** The counts of a whole picture or result; a draft has none. */
export interface Statistics {
  /** Rows and columns of what was counted (the result may be smaller than the photo). */
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Values below 0 and above 1, and how many values there are: what a clamp would lose. */
  readonly belowZero: number
  readonly aboveOne: number
  readonly count: number
  /** Per plane, 256 counts between histogramRange[0] and histogramRange[1]. */
  readonly histogram: readonly (readonly number[])[]
  readonly histogramRange: readonly [number, number]
}

export const histogramBins = 256

/** What one run over values finds; runs over parts are put together by `mergeSummaries`. */
export interface Summary {
  readonly minimum: number
  readonly maximum: number
  readonly sum: number
  readonly belowZero: number
  readonly aboveOne: number
  readonly count: number
}

export const emptySummary: Summary = {
  minimum: Infinity,
  maximum: -Infinity,
  sum: 0,
  belowZero: 0,
  aboveOne: 0,
  count: 0,
}

/** min, max, Σv and the counts of v < 0 and v > 1 over samples[from…to). NaN is counted, and is in none of the others but the sum. */
export function summarize(samples: Samples, from: number, to: number): Summary {
  const values = valuesOf(samples)
  return values ? summarizeWhole(samples, values, from, to) : summarizeFloats(samples as Float32Array, from, to)
}

/** The same of samples of which is known how often each comes. */
export function summarizeCounts(counts: ArrayLike<number>, values: Float32Array): Summary {
  let [minimum, maximum, sum, count] = [Infinity, -Infinity, 0, 0]
  for (let sample = 0; sample < values.length; sample++) {
    if (counts[sample] === 0) continue
    const v = values[sample]
    if (v < minimum) minimum = v
    if (v > maximum) maximum = v
    sum += counts[sample] * v
    count += counts[sample]
  }
  return { minimum, maximum, sum, belowZero: 0, aboveOne: 0, count }
}

/** Between 0 and 1, all of them. */
function summarizeWhole(samples: Samples, values: Float32Array, from: number, to: number): Summary {
  let [minimum, maximum, sum] = [Infinity, -Infinity, 0]
  for (let i = from; i < to; i++) {
    const v = values[samples[i]]
    if (v < minimum) minimum = v
    if (v > maximum) maximum = v
    sum += v
  }
  return { minimum, maximum, sum, belowZero: 0, aboveOne: 0, count: to - from }
}

function summarizeFloats(values: Float32Array, from: number, to: number): Summary {
  let [minimum, maximum, sum, belowZero, aboveOne] = [Infinity, -Infinity, 0, 0, 0]
  for (let i = from; i < to; i++) {
    const v = values[i]
    if (v < minimum) minimum = v
    if (v > maximum) maximum = v
    sum += v
    if (v < 0) belowZero++
    else if (v > 1) aboveOne++
  }
  return { minimum, maximum, sum, belowZero, aboveOne, count: to - from }
}

export function mergeSummaries(a: Summary, b: Summary): Summary {
  return {
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
    sum: a.sum + b.sum,
    belowZero: a.belowZero + b.belowZero,
    aboveOne: a.aboveOne + b.aboveOne,
    count: a.count + b.count,
  }
}

/** 0 to 1, widened to what is there: a histogram of a photo and one of its edges can then be laid side by side. */
export function histogramRangeOf({
  minimum,
  maximum,
}: Pick<Summary, 'minimum' | 'maximum'>): readonly [number, number] {
  return [Math.min(0, minimum), Math.max(1, maximum)]
}

/** ⌊256 (v − low) / (high − low)⌋, of v = high the last one; below `low` it is negative. */
export function binOf([low, high]: readonly [number, number]): (value: number) => number {
  const scale = histogramBins / (high - low)
  return (value) => Math.min(histogramBins - 1, Math.floor((value - low) * scale))
}

/** Adds 1 to the bin of every value of samples[from…to). */
export function countInto(
  bins: Float64Array,
  samples: Samples,
  [low, high]: readonly [number, number],
  from: number,
  to: number,
): void {
  const table = tableOf(samples, binOf([low, high]))
  if (table)
    for (let i = from; i < to; i++) bins[table[samples[i]]]++ // low ≤ 0: none lies below the first bin
  else countFloats(bins, samples as Float32Array, low, histogramBins / (high - low), from, to)
}

function countFloats(
  bins: Float64Array,
  values: Float32Array,
  low: number,
  scale: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const bin = Math.floor((values[i] - low) * scale)
    if (bin >= 0) bins[bin < histogramBins ? bin : histogramBins - 1]++
  }
}
