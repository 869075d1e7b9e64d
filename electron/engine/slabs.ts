import type { KeptTiles } from '../../shared/backend/fft/keptTiles.ts'
import { grownPart } from '../../shared/backend/samples/convolvePhoto.ts'
import type { Part } from '../../shared/backend/samples/convolvePhoto.ts'
import type { Run } from '../../shared/backend/samples/readSamples.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { coverAxis, coveredRun, movedCover } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import { bandRows } from './bands.ts'
import { channelsOf } from './convolutionSetup.ts'
import type { JobOptions } from './convolveJob.ts'
import { stepsOfOutput } from './showCost.ts'
import { alphaUnder } from './showRows.ts'
import type { Unkept } from './showRows.ts'
import { leaseSpectra } from './tileSpectra.ts'
import type { Workshop } from './workshop.ts'

/** The values behind some device rows, there until the next slab is asked for. */
export interface Slab {
  /** Device rows that show nothing else. */
  readonly shown: Run
  /** What the planes are of the result. */
  readonly part: Part
  readonly planes: Planes & { readonly data: Float32Array }
  /** What these device rows, and all device columns, show of the planes. */
  readonly rows: Cover
  readonly columns: Cover
}

/**
 * What the covers show of a result, from top to bottom, as many rows at a time as there may be numbers, each slab by all threads:
 * for what a thread cannot do by itself a few rows at a time, because outputs are computed together, or because all of them go
 * to one place. Where a device row shows rows of two slabs, what is computed together with these is computed twice.
 */
export async function* slabsOf(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  workshop: Workshop,
  options: JobOptions = {},
): AsyncGenerator<Slab, void> {
  const { photo, g, backend, together, alpha } = result
  const { spectra, buffers } = workshop
  const all = seenPart(result, rows, columns)
  const atOnce = rowsAtOnce(result, extent(all.columns), workshop)
  const lease = leaseSpectra(spectra, { photo, g, part: all, backend })
  try {
    for (let first = 0, end = 0; first < rows.from.length; first = end) {
      end = endOfSlab(rows, first, together?.rows ?? 1, atOnce)
      const own = { from: rows.from.subarray(first, end), to: rows.to.subarray(first, end) }
      const part = seenPart(result, own, columns)
      const size = { width: extent(part.columns), height: extent(part.rows), channels: channelsOf(g) }
      const data = buffers.take(size.channels * size.width * size.height)
      try {
        await computePart(result, part, data, lease?.value ?? null, workshop, options)
        const planes = { ...size, data, alpha: alphaUnder({ alpha, g }, part.rows, part.columns) }
        const seen = { rows: movedCover(own, part.rows[0]), columns: movedCover(columns, part.columns[0]) }
        yield { shown: [first, end], part, planes, ...seen }
      } finally {
        buffers.give(data)
      }
    }
  } finally {
    lease?.release()
  }
}

/** All of a result, one device pixel for each of its own. */
export function wholeSlabs(result: Unkept, workshop: Workshop, options?: JobOptions) {
  return slabsOf(result, ...wholeCovers(result), workshop, options)
}

function wholeCovers({ g: { P, Q } }: Pick<Unkept, 'g'>): [rows: Cover, columns: Cover] {
  return [coverAxis(0, P, P, P), coverAxis(0, Q, Q, Q)]
}

/** What has to be computed for what the covers show. */
export function seenPart({ g, together }: Unkept, rows: Cover, columns: Cover): Part {
  const [down, across] = [coveredRun(rows, 0, rows.from.length), coveredRun(columns, 0, columns.from.length)]
  return grownPart({ rows: down, columns: across }, g, together)
}

/**
 * Rows of the result that a slab has: as many as fit its numbers. Of what is computed together two runs for each thread, if four
 * times as many hold them: otherwise one thread would wait for the other, slab by slab.
 */
function rowsAtOnce({ g, together }: Unkept, width: number, { bands, slabNumbers }: Workshop): number {
  const run = together?.rows ?? 1
  const fitting = (numbers: number): number => Math.floor(numbers / Math.max(1, g.N * g.K * width) / run)
  return run * Math.max(1, fitting(slabNumbers), together ? Math.min(2 * bands.threads, fitting(4 * slabNumbers)) : 0)
}

/** Where the device rows from `first` on, one at least, no longer fit a slab that begins with a whole run of rows. */
function endOfSlab({ from, to }: Cover, first: number, run: number, atOnce: number): number {
  let end = first
  while (end < from.length && from[end] === to[end]) end++ // shows nothing
  const limit = Math.floor(from[Math.min(end, from.length - 1)] / run) * run + atOnce
  for (end++; end < from.length && (to[end] <= limit || from[end] === to[end]);) end++
  return Math.min(end, from.length)
}

async function computePart(
  result: Unkept,
  part: Part,
  y: Float32Array,
  kept: KeptTiles | null,
  { bands }: Workshop,
  { signal, onProgress }: JobOptions,
): Promise<void> {
  const { photo, w, b, g, backend, together } = result
  const [height, width] = [extent(part.rows), extent(part.columns)]
  await bands.run({ kind: 'convolvePhoto', photo, w, b, g, y, part, backend, kept }, height, {
    signal,
    rows: bandRows(height, width * stepsOfOutput(result), bands.threads, together?.rows),
    onBand: (done, total) => onProgress?.({ done: part.rows[0] + Math.round((done / total) * height), total: g.P }),
  })
}

function extent([from, to]: Run): number {
  return to - from
}
