import type { Samples } from '../../image/samples.ts'
import { scaleRows } from '../../image/scale.ts'
import { coveredRun } from '../../image/view.ts'
import type { Cover } from '../../image/view.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { mostRowsAdded, reduceLoops } from './reduceLoops.ts'

/** `scaleRows` of image/scale.ts, the same bits sooner, where samples of 8 bits and their means lie in the arena. */
export function scalePlanes(
  arena: Arena,
  from: Samples,
  size: { readonly width: number; readonly height: number },
  rows: Cover,
  columns: Cover,
  to: Float32Array,
  first: number,
  last: number,
): void {
  const [samples, out] = [from, to].map((numbers) => arena.addressOf(numbers))
  if (!(from instanceof Uint8Array) || samples === null || out === null) {
    return scaleRows(from, size, rows, columns, to, first, last)
  }
  const { width, height } = size
  const [P, Q] = [rows.from.length, columns.from.length]
  const [left, right] = coveredRun(columns, 0, Q)
  const scratch = arena.allocateBytes(8 * Q + 2 * (right - left))
  const [starts, ends, sums] = [scratch, scratch + 4 * Q, scratch + 8 * Q]
  new Int32Array(bufferOf(arena.memory), starts, Q).set(columns.from)
  new Int32Array(bufferOf(arena.memory), ends, Q).set(columns.to)
  const { meansOfBytes } = reduceLoops(arena)
  for (let r = first; r < last; r++) {
    const plane = Math.floor(r / P) * height
    const [top, bottom] = [plane + rows.from[r % P], plane + rows.to[r % P]]
    if (bottom - top > mostRowsAdded) scaleRows(from, size, rows, columns, to, r, r + 1)
    else meansOfBytes(samples, width, top, bottom, left, right, sums, starts, ends, Q, out + 4 * r * Q)
  }
  arena.freeBytes(scratch)
}
