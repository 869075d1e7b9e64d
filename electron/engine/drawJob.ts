import type { DisplayMapping } from '../../shared/image/image.ts'
import { blackToWhite, needsRange, toneOf } from '../../shared/image/mapping.ts'
import type { ValueRange } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { coverAxis } from '../../shared/image/view.ts'
import type { Cover, ViewFrame } from '../../shared/image/view.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { DrawTask } from './bandTasks.ts'
import type { JobOptions } from './convolveJob.ts'
import { summarizePlanes } from './measureJob.ts'
import type { ShowTask } from './showRows.ts'
import type { Workshop } from './workshop.ts'

/** The range that a mapping needs; only `minmax` and `diverging` look at the values. */
export async function rangeFor(
  planes: Planes,
  mapping: DisplayMapping,
  bands: Bands,
  options: JobOptions = {},
): Promise<ValueRange> {
  return needsRange(mapping) ? summarizePlanes(planes, bands, options) : blackToWhite
}

/** R G B A in shared memory, which `release` lets others use again. */
export interface Drawing {
  readonly samples: Uint8Array | Uint16Array
  release(): void
}

/** The part of a picture that a frame covers, as R G B A with 8 bits (white 255) or 16 (white 65535). */
export async function drawFrame(
  planes: Planes,
  frame: ViewFrame,
  mapping: DisplayMapping,
  range: ValueRange,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<Drawing> {
  return drawCovers(planes, ...coversOf(frame, planes), mapping, range, white, workshop, options)
}

/** What each device row and column of a frame shows of a picture. */
export function coversOf(frame: ViewFrame, { width, height }: Pick<Planes, 'width' | 'height'>): [Cover, Cover] {
  return [
    coverAxis(frame.top, frame.height, frame.pixelHeight, height),
    coverAxis(frame.left, frame.width, frame.pixelWidth, width),
  ]
}

/** The same from tables that say what each device pixel shows. */
export async function drawCovers(
  planes: Planes,
  rows: Cover,
  columns: Cover,
  mapping: DisplayMapping,
  range: ValueRange,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions = {},
  into?: Drawing,
): Promise<Drawing> {
  const tone = toneOf(mapping, range)
  const steps = stepsPerDeviceRow(planes, rows, columns)
  const taskOf = (out: Drawing['samples']) => ({ kind: 'draw', planes, rows, columns, tone, white, out }) as const
  return drawWith(taskOf, rows, columns, steps, white, workshop, options, into)
}

/** Memory for so many device pixels. */
export function takeDrawing(
  height: number,
  width: number,
  white: 255 | 65535,
  { buffers }: Pick<Workshop, 'buffers'>,
): Drawing {
  const count = width * height * 4
  const memory = buffers.take(white === 255 ? count / 4 : count / 2)
  const { buffer, byteOffset } = memory
  const samples = white === 255 ? new Uint8Array(buffer, byteOffset, count) : new Uint16Array(buffer, byteOffset, count)
  return { samples, release: () => buffers.give(memory) }
}

/** Bands of views are so many times smaller than others: a drag cancels one exact view after the other, and its drafts wait for a band. */
const finer = 4

/** Device pixels in shared memory, in that of `into` if there is one, drawn in bands of device rows that take so many steps each. */
export async function drawWith(
  taskOf: (out: Drawing['samples']) => DrawTask | ShowTask,
  rows: Cover,
  columns: Cover,
  stepsPerRow: number,
  white: 255 | 65535,
  workshop: Workshop,
  { signal, onProgress }: JobOptions,
  into?: Drawing,
): Promise<Drawing> {
  const height = rows.from.length
  const { bands } = workshop
  const { samples, release } = into ?? takeDrawing(height, columns.from.length, white, workshop)
  try {
    await bands.run(taskOf(samples), height, {
      signal,
      rows: bandRows(height, finer * stepsPerRow, bands.threads),
      urgent: true,
      onBand: (done, total) => onProgress?.({ done, total }),
    })
    return { samples, release }
  } catch (thrown) {
    release()
    throw thrown
  }
}

/** Source values behind one row of the view, and the writing of it. */
export function stepsPerDeviceRow({ channels }: Planes, rows: Cover, columns: Cover): number {
  let sources = 0
  for (let y = 0; y < rows.from.length; y++) sources += rows.to[y] - rows.from[y]
  let across = 0
  for (let x = 0; x < columns.from.length; x++) across += columns.to[x] - columns.from[x]
  return channels * Math.ceil((sources / Math.max(1, rows.from.length)) * across) + 4 * columns.from.length
}
