import type { Walk, WalkStep } from '../../../shared/maths/walk.ts'
import type { Bounds } from '../../stores/viewport.ts'
import { cellsInside } from './terms.ts'

export interface WalkPicture {
  /** height·width numbers of one channel. */
  readonly x: Float32Array
  readonly inside: Bounds
}

export function planeOfWalk(walk: Walk, slice: number): WalkPicture {
  const { height, width, firstRow, firstColumn, fromRows, fromColumns } = walk
  const rows = fromRows.map((_, i) => firstRow + i)
  const columns = fromColumns.map((_, j) => firstColumn + j)
  return {
    x: walk.x.subarray(slice * height * width, (slice + 1) * height * width),
    inside: cellsInside({ rows, columns, fromRows, fromColumns }),
  }
}

/** Black and white: 0 and 1 as in a photo, and more where there is more. */
export function rangeOf(values: ArrayLike<number>): readonly [black: number, white: number] {
  let [black, white] = [0, 1]
  for (let i = 0; i < values.length; i++) {
    black = Math.min(black, values[i])
    white = Math.max(white, values[i])
  }
  return [black, white]
}

export interface StepCells {
  /** In cells of the input. */
  readonly window: Bounds
  /** The cells that are read; none are named where that is all of the window. */
  readonly taps: readonly number[]
  /** In cells of the output. */
  readonly output: Bounds
}

export function stepCells(walk: Walk, { i, j, row, column }: WalkStep): StepCells {
  const { R, S, width, region } = walk
  const [d, e] = walk.dilation
  const isDense = d === 1 && e === 1
  const [p, q] = [i - region.p, j - region.q]
  return {
    window: { left: column, top: row, right: column + e * (S - 1) + 1, bottom: row + d * (R - 1) + 1 },
    taps: isDense
      ? []
      : Array.from({ length: R * S }, (_, t) => (row + Math.floor(t / S) * d) * width + column + (t % S) * e),
    output: { left: q, top: p, right: q + 1, bottom: p + 1 },
  }
}
