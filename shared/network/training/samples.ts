import type { InputShape } from '../description.ts'

/** A picture as it waits to be learned from: planes of bytes that stand for v/255, or of floats that stand for themselves. */
export interface StoredPicture {
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly samples: Uint8Array | Float32Array
}

/** Where a patch lies in its picture: its first row and column, and whether it is mirrored left to right. */
export interface PatchPlace {
  readonly row: number
  readonly column: number
  readonly flip: boolean
}

/** b/255 rounded to float32, as decoding gives it. */
const levels = Float32Array.from({ length: 256 }, (_, b) => b / 255)

/** The number that a sample stands for. */
export function levelOf(samples: StoredPicture['samples'], i: number): number {
  return samples instanceof Uint8Array ? levels[samples[i]] : samples[i]
}

/**
 * x[c,h,w] = picture[c, row + h, column + w], or with w counted from the right where it is mirrored
 *
 * Around the picture its rim goes on, so that a place a little outside moves the picture. Writes C·H·W numbers to `to`.
 */
export function readPatch(
  { samples, height, width }: StoredPicture,
  { row, column, flip }: PatchPlace,
  [C, H, W]: InputShape,
  to: Float32Array,
): void {
  const columns = Int32Array.from({ length: W }, (_, w) => inside(column + (flip ? W - 1 - w : w), width))
  const table = samples instanceof Uint8Array ? levels : null
  let at = 0
  for (let c = 0; c < C; c++) {
    for (let h = 0; h < H; h++) {
      const start = (c * height + inside(row + h, height)) * width
      if (table) for (let w = 0; w < W; w++) to[at++] = table[samples[start + columns[w]]]
      else for (let w = 0; w < W; w++) to[at++] = samples[start + columns[w]]
    }
  }
}

function inside(position: number, extent: number): number {
  return position < 0 ? 0 : position >= extent ? extent - 1 : position
}

/** round(255·v), cut off at 0 and 255: exact for what was decoded from 8 bits. */
export function byteOf(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value * 255)))
}
