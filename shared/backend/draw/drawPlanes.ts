import type { Tone } from '../../image/mapping.ts'
import { applyTone } from '../../image/mapping.ts'
import { drawRows } from '../../image/resample.ts'
import type { Planes } from '../../image/resample.ts'
import { tableOf } from '../../image/samples.ts'
import { clearGaps, coveredRun, oneForOne } from '../../image/view.ts'
import type { Cover } from '../../image/view.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { integerLoops } from '../integer/integerLoops.ts'
import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './draw.wasm.ts'

interface Loops {
  drawValues(...numbers: number[]): void
  drawSamples(...numbers: number[]): void
  drawTones(...numbers: number[]): void
  drawOneForOne(...numbers: number[]): void
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
  const addresses = [planes.data, out].map((numbers) => arena.addressOf(numbers))
  const [data, target] = addresses
  const known = planes.data instanceof Float32Array || planes.data instanceof Uint8Array
  if (white !== 255 || tone.diverging || planes.alpha || !known || data === null || target === null) {
    return drawRows(planes, rows, columns, tone, white, out, first, last)
  }
  const { width, height, channels } = planes
  const pixels = columns.from.length
  const opaque = new Uint32Array(bufferOf(arena.memory), target, rows.from.length * pixels)
  clearGaps(out, rows, columns, first, last)
  const isBytes = planes.data instanceof Uint8Array
  const across = !isBytes || isPlain(tone) ? oneForOne(columns, 0, pixels) : null
  const channel = createChannel(arena, planes, columns, tone)
  try {
    for (let y = first; y < last; y++) {
      const [top, bottom] = [rows.from[y], rows.to[y]]
      if (top === bottom) continue
      const at = target + 4 * y * pixels
      if (across && bottom === top + 1) {
        const [red, green, blue] = [0, 1, 2].map(
          (c) => data + (isBytes ? 1 : 4) * (((channels === 1 ? 0 : c) * height + top) * width + across.from),
        )
        const [count, to] = [across.to - across.from, at + 4 * across.device]
        if (isBytes) integerLoops(arena).interleave(red, green, blue, to, count)
        else loopsOf(arena).drawOneForOne(red, green, blue, count, tone.scale, tone.shift, +tone.folded, to, 1)
        continue
      }
      for (let c = 0; c < channels; c++) channel.draw(c * height + top, c * height + bottom, at + c)
      finishRow(opaque, y * pixels, columns, channels)
    }
  } finally {
    channel.release()
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

/** Of as many rows the sums of 8 bits fit 16, and of as many samples a mean is halfway between two bytes or further from it than rounding. */
const mostRows = 257
const mostSamples = 1 << 15

function createChannel(arena: Arena, { data, width }: Planes, columns: Cover, tone: Tone) {
  const loops = loopsOf(arena)
  const pixels = columns.from.length
  const tones = tableOf(data, (value) => applyTone(value, tone))
  const [first, last] = coveredRun(columns, 0, pixels)
  let widest = 0
  for (let x = 0; x < pixels; x++) widest = Math.max(widest, columns.to[x] - columns.from[x])
  const scratch = arena.allocateBytes(8 * (tones?.length ?? 0) + 8 * (last - first) + 8 * pixels)
  const sums = scratch + 8 * (tones?.length ?? 0)
  const [from, to] = [sums + 8 * (last - first), sums + 8 * (last - first) + 4 * pixels]
  const memory = bufferOf(arena.memory)
  if (tones) new Float64Array(memory, scratch, tones.length).set(tones)
  new Int32Array(memory, from, pixels).set(columns.from)
  new Int32Array(memory, to, pixels).set(columns.to)
  const planes = arena.addressOf(data) as number
  const { scale, shift, folded } = tone
  return {
    draw(top: number, bottom: number, at: number): void {
      const rows = bottom - top
      const isWhole = isPlain(tone) && rows <= mostRows && rows * widest <= mostSamples
      if (!tones) {
        loops.drawValues(planes, width, top, bottom, first, last, sums, from, to, pixels, scale, shift, +folded, at, 1)
      } else if (isWhole) {
        loops.drawSamples(planes, width, top, bottom, first, last, sums, from, to, pixels, scratch, at)
      } else loops.drawTones(planes, width, top, bottom, from, to, 0, pixels, scratch, at)
    },
    release: () => arena.freeBytes(scratch),
  }
}
