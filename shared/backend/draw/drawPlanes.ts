import type { Tone } from '../../image/mapping.ts'
import { applyTone } from '../../image/mapping.ts'
import { paintRows } from '../../image/resample.ts'
import type { Planes } from '../../image/resample.ts'
import { tableOf } from '../../image/samples.ts'
import { clearGaps, coveredRun, movedCover, oneForOne } from '../../image/view.ts'
import type { Cover, OneForOne } from '../../image/view.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { integerLoops } from '../integer/integerLoops.ts'
import { mostRowsAdded } from '../reduce/reduceLoops.ts'
import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './draw.wasm.ts'

interface Loops {
  drawValues(...numbers: number[]): void
  drawPlain(...numbers: number[]): void
  drawSamples(...numbers: number[]): void
  drawTones(...numbers: number[]): void
  drawOneForOne(...numbers: number[]): void
  drawPlainOneForOne(...numbers: number[]): void
}

const loopsOf = perArena<Loops>(wasm)

/** `drawRows` of image/resample.ts, the same bytes sooner, where planes and device pixels of 8 bits lie in the arena. */
export function drawPlanes(
  arena: Arena,
  planes: Planes,
  rows: Cover,
  columns: Cover,
  tone: Tone,
  white: 255 | 65535,
  out: Uint8Array | Uint16Array,
  first: number,
  last: number,
): void {
  clearGaps(out, rows, columns, first, last)
  const painter = createPainter(arena, planes, rows, columns, tone, white, out)
  try {
    painter.draw(first, last)
  } finally {
    painter.release()
  }
}

/** Draws planes that change from one call to the next: what follows from the columns is made once. */
export interface Painter {
  /** Device rows first ≤ y < last, when the planes begin with row `top` of the rows that the cover counts. Gaps are not cleared. */
  draw(first: number, last: number, top?: number): void
  release(): void
}

export function createPainter(
  arena: Arena,
  planes: Planes,
  rows: Cover,
  columns: Cover,
  tone: Tone,
  white: 255 | 65535,
  out: Uint8Array | Uint16Array,
): Painter {
  const { data: samples, width, height, channels } = planes
  const [data, target] = [samples, out].map((numbers) => arena.addressOf(numbers))
  const known = samples instanceof Float32Array || samples instanceof Uint8Array
  if (white !== 255 || tone.diverging || planes.alpha || !known || data === null || target === null) {
    return {
      draw: (first, last, top = 0) =>
        paintRows(planes, movedCover(rows, top, first, last), columns, tone, white, out, first, last),
      release: () => undefined,
    }
  }
  const pixels = columns.from.length
  const opaque = new Uint32Array(bufferOf(arena.memory), target, rows.from.length * pixels)
  const isBytes = samples instanceof Uint8Array
  const across = !isBytes || isPlain(tone) ? oneForOne(columns, 0, pixels) : null
  let channel: Channel | null = null // nobody needs it where all pixels are one for one

  function drawOne(row: number, to: number, { from, to: end }: OneForOne): void {
    const [red, green, blue] = [0, 1, 2].map(
      (c) => (data as number) + (isBytes ? 1 : 4) * (((channels === 1 ? 0 : c) * height + row) * width + from),
    )
    const pixels = end - from
    if (isBytes) integerLoops(arena).interleave(red, green, blue, to, pixels)
    else if (isPlain(tone)) loopsOf(arena).drawPlainOneForOne(red, green, blue, pixels, +tone.folded, to, 1)
    else loopsOf(arena).drawOneForOne(red, green, blue, pixels, tone.scale, tone.shift, +tone.folded, to, 1)
  }

  return {
    draw(first, last, top = 0) {
      for (let y = first; y < last; y++) {
        const [start, end] = [rows.from[y] - top, rows.to[y] - top]
        if (start === end) continue
        const at = target + 4 * y * pixels
        if (across && end === start + 1) {
          drawOne(start, at + 4 * across.device, across)
          continue
        }
        channel ??= createChannel(arena, planes, columns, tone)
        for (let c = 0; c < channels; c++) channel.draw(c * height + start, c * height + end, at + c)
        finishRow(opaque, y * pixels, columns, channels)
      }
    },
    release: () => channel?.release(),
  }
}

/** Gray to all three colors, and opaque, as little-endian R G B A: WebAssembly's memory is that. */
function finishRow(out: Uint32Array, start: number, { from, to }: Cover, channels: number): void {
  for (let x = 0; x < from.length; x++) {
    if (from[x] === to[x]) continue
    const color = channels === 1 ? (out[start + x] & 0xff) * 0x010101 : out[start + x]
    out[start + x] = color | 0xff000000
  }
}

/** Whether a sample of 8 bits is shown as it is. */
export function isPlain({ scale, shift, diverging }: Tone): boolean {
  return scale === 1 && shift === 0 && !diverging
}

/** Sums of columns are read so far beyond their end, and left out. */
const overhang = 8

/** Of as many samples a mean is halfway between two bytes or further from it than rounding. */
const mostSamples = 1 << 15

interface Channel {
  /** Rows top ≤ h < bottom of all planes one below the other, to every fourth byte from `at` on. */
  draw(top: number, bottom: number, at: number): void
  release(): void
}

function createChannel(arena: Arena, { data, width }: Planes, columns: Cover, tone: Tone): Channel {
  const loops = loopsOf(arena)
  const pixels = columns.from.length
  const tones = tableOf(data, (value) => applyTone(value, tone))
  const [first, last] = coveredRun(columns, 0, pixels)
  let widest = 0
  for (let x = 0; x < pixels; x++) widest = Math.max(widest, columns.to[x] - columns.from[x])
  const numbers = last - first + overhang
  const scratch = arena.allocateBytes(8 * (tones?.length ?? 0) + 8 * numbers + 8 * pixels)
  const sums = scratch + 8 * (tones?.length ?? 0)
  const [from, to] = [sums + 8 * numbers, sums + 8 * numbers + 4 * pixels]
  const memory = bufferOf(arena.memory)
  if (tones) new Float64Array(memory, scratch, tones.length).set(tones)
  new Int32Array(memory, from, pixels).set(columns.from)
  new Int32Array(memory, to, pixels).set(columns.to)
  const planes = arena.addressOf(data) as number
  const { scale, shift, folded } = tone
  return {
    draw(top, bottom, at) {
      const rows = bottom - top
      const isWhole = isPlain(tone) && rows <= mostRowsAdded && rows * widest <= mostSamples
      if (!tones && isPlain(tone)) {
        loops.drawPlain(planes, width, top, bottom, first, last, sums, from, to, pixels, +folded, at, 1)
      } else if (!tones) {
        loops.drawValues(planes, width, top, bottom, first, last, sums, from, to, pixels, scale, shift, +folded, at, 1)
      } else if (isWhole) {
        loops.drawSamples(planes, width, top, bottom, first, last, sums, from, to, pixels, scratch, at)
      } else loops.drawTones(planes, width, top, bottom, from, to, 0, pixels, scratch, at)
    },
    release: () => arena.freeBytes(scratch),
  }
}
