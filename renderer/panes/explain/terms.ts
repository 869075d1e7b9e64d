import type { PixelExplanation } from '../../../shared/rpc/explanations.ts'
import type { Bounds } from '../../stores/viewport.ts'

/** One product as it is shown. */
export interface ShownTerm {
  readonly channel: number
  readonly r: number
  readonly s: number
  readonly row: number
  readonly column: number
  readonly x: number
  readonly w: number
  readonly product: number
  /** The sum after it. */
  readonly running: number
  readonly border: boolean
  /** The pixel that the border copies; null for a value of its own, and in the picture. */
  readonly copied: readonly [row: number, column: number] | null
}

/** Term `index` of a plane, in the order of adding: slice, kernel row, kernel column. */
export function termAt(told: PixelExplanation, plane: number, index: number): ShownTerm {
  const { channels, x, w, product, running } = told.planes[plane]
  const { R, S } = told
  const [r, s] = [Math.floor(index / S) % R, index % S]
  const [row, column] = [told.rows[r], told.columns[s]]
  const [h, v] = [told.fromRows[r], told.fromColumns[s]]
  const border = isBorder(told, r, s)
  return {
    ...{ channel: channels[Math.floor(index / (R * S))], r, s, row, column, border },
    ...{ x: x[index], w: w[index], product: product[index], running: running[index] },
    copied: border && h >= 0 && v >= 0 ? [h, v] : null,
  }
}

type Sources = Pick<PixelExplanation, 'rows' | 'columns' | 'fromRows' | 'fromColumns'>

/** A position in the picture is read from itself. */
export function isBorder({ rows, columns, fromRows, fromColumns }: Sources, r: number, s: number): boolean {
  return fromRows[r] !== rows[r] || fromColumns[s] !== columns[s]
}

/** The cells of a grid whose positions lie in the picture: one rectangle, empty where all of it is border. */
export function cellsInside({ rows, columns, fromRows, fromColumns }: Sources): Bounds {
  const [top, bottom] = runInside(rows, fromRows)
  const [left, right] = runInside(columns, fromColumns)
  return { left, top, right, bottom }
}

function runInside(positions: Int32Array, from: Int32Array): readonly [first: number, end: number] {
  const first = positions.findIndex((position, i) => position === from[i])
  const last = positions.findLastIndex((position, i) => position === from[i])
  return first < 0 ? [0, 0] : [first, last + 1]
}

/** The cells around the one that is looked at: as many each way as have room for numbers, within the grid. */
export function lensAround(row: number, column: number, rows: number, columns: number, side: number): Bounds {
  const [high, wide] = [Math.min(side, rows), Math.min(side, columns)]
  const first = (at: number, shown: number, extent: number): number =>
    Math.min(extent - shown, Math.max(0, at - Math.floor(shown / 2)))
  const [top, left] = [first(row, high, rows), first(column, wide, columns)]
  return { left, top, right: left + wide, bottom: top + high }
}
