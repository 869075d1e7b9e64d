import type { DisplayMapping } from '../../shared/image/image.ts'
import type { ValueRange } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { coverAxis } from '../../shared/image/view.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawCovers } from './drawJob.ts'
import { createWorkshop } from './workshop.ts'

/** R G B A of some rows after the other, of 8 bits or 16, from top to bottom; each piece is there until the next is asked for. */
export type DrawnRows = AsyncIterable<Uint8Array | Uint16Array>

/** 16 MiB of 8 bits. */
const pixelsAtOnce = 1 << 22

/** A picture pixel by pixel, so that it is never there a second time. */
export async function* drawRowsOf(
  planes: Planes,
  mapping: DisplayMapping,
  range: ValueRange,
  white: 255 | 65535,
  bands: Bands,
  { signal, onProgress }: JobOptions = {},
): AsyncGenerator<Uint8Array | Uint16Array, void> {
  const { width, height } = planes
  const workshop = createWorkshop(bands)
  const rows = coverAxis(0, height, height, height)
  const columns = coverAxis(0, width, width, width)
  const most = Math.max(1, Math.floor(pixelsAtOnce / width))
  for (let first = 0; first < height; first += most) {
    const end = Math.min(height, first + most)
    const own = { from: rows.from.subarray(first, end), to: rows.to.subarray(first, end) }
    const { samples, release } = await drawCovers(planes, own, columns, mapping, range, white, workshop, { signal })
    try {
      yield samples
    } finally {
      release()
    }
    onProgress?.({ done: end, total: height })
  }
}
