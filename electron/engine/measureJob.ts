import type { Planes } from '../../shared/image/resample.ts'
import { emptySummary, histogramBins, histogramRangeOf, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Statistics, Summary } from '../../shared/image/statistics.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'

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
    const parts = await bands.run(task, height, { signal: options.signal, rows })
    histogram.push(Array.from({ length: histogramBins }, (_, bin) => parts.reduce((sum, part) => sum + part[bin], 0)))
  }
  const { minimum, maximum, sum, belowZero, aboveOne, count } = summary
  const counts = { minimum, maximum, mean: sum / count, belowZero, aboveOne, count }
  return { width, height, channels, ...counts, histogram, histogramRange: range }
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
