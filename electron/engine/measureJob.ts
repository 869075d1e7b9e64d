import type { Planes } from '../../shared/image/resample.ts'
import { emptySummary, histogramBins, histogramRangeOf, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Statistics, Summary } from '../../shared/image/statistics.ts'
import { channelsOf } from './convolutionSetup.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import type { Counted, CountTask, Unkept } from './showRows.ts'

/** Counts all values of a picture or result: smallest, largest, mean, below 0, above 1, and a histogram per plane. */
export async function measurePlanes(planes: Planes, bands: Bands, options: JobOptions = {}): Promise<Statistics> {
  const { width, height, channels, data } = planes
  const summary = await summarizePlanes(planes, bands, options)
  const range = histogramRangeOf(summary)
  const histogram: number[][] = []
  for (let c = 0; c < channels; c++) {
    const values = data.subarray(c * width * height, (c + 1) * width * height)
    const task = { kind: 'histogram', values, rowLength: width, range } as const
    const rows = bandRows(height, width, bands.threads)
    histogram.push(sumOfBins(await bands.run(task, height, { signal: options.signal, rows })))
  }
  return statisticsOf({ width, height, channels }, summary, histogram)
}

/** The same of a result that is computed for it, twice: its range is known only when all of it was seen. */
export async function measureUnkept(
  result: Unkept,
  bands: Bands,
  { signal, onProgress }: JobOptions = {},
): Promise<Statistics> {
  const { P, Q } = result.g
  const channels = channelsOf(result.g)
  const rows = bandRows(P, result.steps / P, bands.threads)
  const count = (range: CountTask['range'], half: 0 | 1): Promise<Counted[]> =>
    bands.run({ kind: 'count', ...result, range } as const, P, {
      signal,
      rows,
      onBand: (done, total) => onProgress?.({ done: done + half * total, total: 2 * total }),
    })
  const summary = (await count(null, 0)).map((part) => part.summary).reduce(mergeSummaries, emptySummary)
  const parts = await count(histogramRangeOf(summary), 1)
  const histogram = Array.from({ length: channels }, (_, k) => sumOfBins(parts.map((part) => part.histogram[k])))
  return statisticsOf({ width: Q, height: P, channels }, summary, histogram)
}

function sumOfBins(parts: readonly Float64Array[]): number[] {
  return Array.from({ length: histogramBins }, (_, bin) => parts.reduce((sum, part) => sum + part[bin], 0))
}

function statisticsOf(
  size: Pick<Statistics, 'width' | 'height' | 'channels'>,
  summary: Summary,
  histogram: Statistics['histogram'],
): Statistics {
  const { minimum, maximum, sum, belowZero, aboveOne, count } = summary
  const counts = { minimum, maximum, mean: sum / count, belowZero, aboveOne, count }
  return { ...size, ...counts, histogram, histogramRange: histogramRangeOf(summary) }
}

/** Planes are never written again once they are shown, so what was found in them stays true as long as they live. */
const found = new WeakMap<Planes, Summary>()

/** The first half of measuring, which some display mappings need at every pan. */
export async function summarizePlanes(planes: Planes, bands: Bands, { signal }: JobOptions = {}): Promise<Summary> {
  const known = found.get(planes)
  if (known) return known
  const { width, height, channels, data } = planes
  const rows = channels * height
  const task = { kind: 'summary', values: data, rowLength: width } as const
  const parts = await bands.run(task, rows, { signal, rows: bandRows(rows, width, bands.threads) })
  const summary = parts.reduce(mergeSummaries, emptySummary)
  found.set(planes, summary)
  return summary
}
