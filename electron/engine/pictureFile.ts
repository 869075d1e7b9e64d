import { basename } from 'node:path'
import type { DisplayMapping } from '../../shared/image/image.ts'
import { needsRange } from '../../shared/image/mapping.ts'
import { emptySummary, mergeSummaries } from '../../shared/image/statistics.ts'
import { channelsOf } from './convolutionSetup.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawCovers } from './drawJob.ts'
import { encodingNotes, pictureShape, whiteOfFormat, writePicture } from './encode.ts'
import type { PictureShape } from './encode.ts'
import type { ResultFile } from './exportJob.ts'
import { half, summarizePlanes } from './measureJob.ts'
import type { UnkeptWritten } from './numbersFile.ts'
import { rangeOfUnkept } from './showJob.ts'
import type { Unkept } from './showRows.ts'
import { wholeSlabs } from './slabs.ts'
import type { Workshop } from './workshop.ts'

export interface UnkeptPicture {
  readonly result: Unkept
  readonly mapping: DisplayMapping
  readonly format: PictureShape['format']
}

/**
 * A picture of a result as it is computed, a slab after the other, counted on the way: neither its numbers nor its pixels are ever all
 * there. A mapping that wants to know all numbers first has them counted, and then computed again.
 */
export async function writeUnkeptPicture(
  { result, mapping, format }: UnkeptPicture,
  { path, replace }: Omit<ResultFile, 'format'>,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<UnkeptWritten> {
  const { g, alpha } = result
  const started = performance.now()
  const range = await rangeOfUnkept(result, mapping, workshop, half(0, options))
  let [summary, computing] = [emptySummary, performance.now() - started]
  async function* rows(): AsyncGenerator<Uint8Array | Uint16Array, void> {
    const { signal } = options
    let asked = performance.now()
    for await (const slab of wholeSlabs(result, workshop, needsRange(mapping) ? half(1, options) : options)) {
      const { planes } = slab
      summary = mergeSummaries(summary, await summarizePlanes(planes, workshop.bands, { signal }))
      const white = whiteOfFormat(format)
      const drawing = await drawCovers(planes, slab.rows, slab.columns, mapping, range, white, workshop, { signal })
      computing += performance.now() - asked
      try {
        yield drawing.samples
      } finally {
        drawing.release()
      }
      asked = performance.now()
    }
  }
  const shape = pictureShape({ width: g.Q, height: g.P, channels: channelsOf(g), alpha }, mapping, format)
  const bytes = await writePicture(rows(), shape, { path, replace }, options)
  return { written: { name: basename(path), bytes, notes: encodingNotes({ alpha }, format) }, summary, computing }
}
