import { basename } from 'node:path'
import { npyHead } from '../../shared/formats/npy.ts'
import { emptySummary, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import type { Written } from '../../shared/rpc/engineContract.ts'
import { channelsOf } from './convolutionSetup.ts'
import type { JobOptions } from './convolveJob.ts'
import { encodingNotes } from './encode.ts'
import type { ResultFile } from './exportJob.ts'
import { summarizePlanes } from './measureJob.ts'
import type { Unkept } from './showRows.ts'
import { wholeSlabs } from './slabs.ts'
import type { Slab } from './slabs.ts'
import { sideBySide, tiffHead } from './tiff.ts'
import type { Workshop } from './workshop.ts'
import { writeParts } from './writeWhole.ts'
import type { FilePart } from './writeWhole.ts'

/** Of a result that was not kept: what was written, and what was found in it on the way. */
export interface UnkeptWritten {
  readonly written: Written
  readonly summary: Summary
  /** Milliseconds of computing; the rest went into the file. */
  readonly computing: number
}

/**
 * The numbers of a result as they are computed, a slab after the other, and counted on the way: `.npy` (C×H×W) or TIFF, float32, as
 * encode.ts writes them of a result that is there.
 */
export async function writeNumbers(
  result: Unkept,
  { path, format, replace }: Omit<ResultFile, 'format'> & { readonly format: 'npy' | 'tiff' },
  workshop: Workshop,
  options: JobOptions = {},
): Promise<UnkeptWritten> {
  let [summary, computing] = [emptySummary, 0]
  const { head, partsOf } = format === 'npy' ? npyFile(result) : tiffFile(result)
  async function* parts(): AsyncGenerator<FilePart> {
    yield head
    let asked = performance.now()
    for await (const slab of wholeSlabs(result, workshop, options)) {
      summary = mergeSummaries(summary, await summarizePlanes(slab.planes, workshop.bands, options))
      computing += performance.now() - asked
      yield* partsOf(slab)
      asked = performance.now()
    }
  }
  const bytes = await writeParts(path, parts(), { replace })
  const written = { name: basename(path), bytes, notes: encodingNotes(result, format) }
  return { written, summary, computing }
}

interface NumbersFile {
  readonly head: Uint8Array
  partsOf(slab: Slab): Iterable<FilePart>
}

/** A plane after the other: rows of each go where they belong. */
function npyFile({ g }: Unkept): NumbersFile {
  const head = npyHead([channelsOf(g), g.P, g.Q], '<f4')
  return {
    head,
    *partsOf({ part, planes: { data, width, height, channels } }) {
      for (let c = 0; c < channels; c++) {
        const bytes = new Uint8Array(data.buffer, data.byteOffset + 4 * c * width * height, 4 * width * height)
        yield { at: head.length + 4 * (c * g.P + part.rows[0]) * width, bytes }
      }
    },
  }
}

function tiffFile({ g }: Unkept): NumbersFile {
  const channels = channelsOf(g)
  return {
    head: tiffHead({ width: g.Q, height: g.P, channels }, 32),
    partsOf: ({ planes }) => sideBySide(channels, planes.data),
  }
}
