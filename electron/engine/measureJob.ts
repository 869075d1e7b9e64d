import type { Planes } from '../../shared/image/resample.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { emptySummary, histogramBins, histogramRangeOf, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Statistics, Summary } from '../../shared/image/statistics.ts'
import { channelsOf } from './convolutionSetup.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import type { Counted, CountTask, Unkept } from './showRows.ts'
import { wholeSlabs } from './slabs.ts'
import type { Workshop } from './workshop.ts'

/** Counts all values of a picture or result: smallest, largest, mean, below 0, above 1, and a histogram per plane. */
export async function measurePlanes(planes: Planes, bands: Bands, options: JobOptions = {}): Promise<Statistics> {
  const summary = await summarizePlanes(planes, bands, options)
  const histogram = await histogramOf(planes, histogramRangeOf(summary), bands, options)
  return statisticsOf(planes, summary, histogram)
}

/** Of each plane how many values fall into each part of a range. */
async function histogramOf(
  { width, height, channels, data }: Planes,
  range: readonly [number, number],
  bands: Bands,
  { signal }: JobOptions,
): Promise<number[][]> {
  const histogram: number[][] = []
  for (let c = 0; c < channels; c++) {
    const values = data.subarray(c * width * height, (c + 1) * width * height)
    const task = { kind: 'histogram', values, rowLength: width, range } as const
    const rows = bandRows(height, width, bands.threads)
    histogram.push(sumOfBins(await bands.run(task, height, { signal, rows })))
  }
  return histogram
}

/** The same of a result that is computed for it, twice: its range is known only when all of it was seen. */
export async function measureUnkept(result: Unkept, workshop: Workshop, options: JobOptions = {}): Promise<Statistics> {
  const { P, Q } = result.g
  const summary = await summarizeUnkept(result, workshop, half(0, options))
  const { histogram } = await countUnkept(result, histogramRangeOf(summary), workshop, half(1, options))
  return statisticsOf({ width: Q, height: P, channels: channelsOf(result.g) }, summary, histogram)
}

/** The last result of each photo that was counted without being kept: some display mappings ask for its range at every pan. */
const foundUnkept = new WeakMap<Samples, { readonly what: string; readonly summary: Summary }>()

/** The first half of it. */
export async function summarizeUnkept(result: Unkept, workshop: Workshop, options: JobOptions = {}): Promise<Summary> {
  const known = knownSummary(result)
  if (known) return known
  const { summary } = await countUnkept(result, null, workshop, options)
  foundUnkept.set(result.photo.samples, { what: identityOf(result), summary })
  return summary
}

/** What was found of it before; null where that would have to be counted. */
export function knownSummary(result: Unkept): Summary | null {
  const found = foundUnkept.get(result.photo.samples)
  return found?.what === identityOf(result) ? found.summary : null
}

function identityOf({ photo: { gray, linear }, w, b, g, backend }: Unkept): string {
  return JSON.stringify([gray, linear, [...w], b && [...b], g, backend])
}

/** One of two ways over the same rows. */
export function half(nth: 0 | 1, { signal, onProgress }: JobOptions): JobOptions {
  return { signal, onProgress: ({ done, total }) => onProgress?.({ done: done + nth * total, total: 2 * total }) }
}

function countUnkept(
  result: Unkept,
  range: CountTask['range'],
  workshop: Workshop,
  options: JobOptions,
): Promise<Found> {
  return (result.together ? countSlabs : countBands)(result, range, workshop, options)
}

/** What one way over a result finds: without a range the summary, with one the histogram. */
interface Found {
  readonly summary: Summary
  readonly histogram: readonly (readonly number[])[]
}

/** Each thread counts what it computes. */
async function countBands(
  result: Unkept,
  range: CountTask['range'],
  { bands }: Workshop,
  { signal, onProgress }: JobOptions,
): Promise<Found> {
  const { P } = result.g
  const rows = bandRows(P, result.steps / P, bands.threads)
  const onBand = (done: number, total: number): void => onProgress?.({ done, total })
  const parts: Counted[] = await bands.run({ kind: 'count', ...result, range }, P, { signal, rows, onBand })
  const histogram = parts[0].histogram.map((_, k) => sumOfBins(parts.map((part) => part.histogram[k])))
  return { summary: parts.map((part) => part.summary).reduce(mergeSummaries, emptySummary), histogram }
}

/** What is computed together is counted when it is there. */
async function countSlabs(
  result: Unkept,
  range: CountTask['range'],
  workshop: Workshop,
  options: JobOptions,
): Promise<Found> {
  let summary = emptySummary
  const histograms: number[][][] = []
  for await (const { planes } of wholeSlabs(result, workshop, options)) {
    if (range) histograms.push(await histogramOf(planes, range, workshop.bands, options))
    else summary = mergeSummaries(summary, await summarizePlanes(planes, workshop.bands, options))
  }
  const histogram = (histograms[0] ?? []).map((_, k) => sumOfBins(histograms.map((planes) => planes[k])))
  return { summary, histogram }
}

function sumOfBins(parts: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length: histogramBins }, (_, bin) => parts.reduce((sum, part) => sum + part[bin], 0))
}

function statisticsOf(
  { width, height, channels }: Pick<Statistics, 'width' | 'height' | 'channels'>,
  summary: Summary,
  histogram: Statistics['histogram'],
): Statistics {
  const { minimum, maximum, sum, belowZero, aboveOne, count } = summary
  const counts = { minimum, maximum, mean: sum / count, belowZero, aboveOne, count }
  return { width, height, channels, ...counts, histogram, histogramRange: histogramRangeOf(summary) }
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
