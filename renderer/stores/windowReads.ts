import { borderIndex, outside } from '../../shared/maths/border.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { axisPads, paddingPerAxis } from '../../shared/maths/padding.ts'

/** What the windows of one axis do. Positions count input rows (columns) from 0; those below 0 and from `extent` on are border. */
export interface AxisReads {
  readonly extent: number
  readonly before: number
  /** Border positions that were asked for behind the input. */
  readonly asked: number
  /** Border positions that the windows reach behind the input; more than `asked` where the last one hangs over. */
  readonly after: number
  /** How many windows read each position, from −before on. */
  readonly counts: readonly number[]
  /** Outputs whose window reaches past what was asked for. */
  readonly hanging: readonly number[]
}

/** Windows are products of rows and columns: a cell is read as often as its row is, times as often as its column is. */
export interface WindowReads {
  readonly rows: AxisReads
  readonly columns: AxisReads
}

/** Output p reads the positions p·u + r·d − top: counted over all p and r, for rows and for columns. */
export function windowReads(g: Geometry, padding: ConvolutionOptions['padding']): WindowReads {
  const [vertical, horizontal] = paddingPerAxis(padding ?? 'valid')
  const [, askedBelow] = axisPads(vertical, g.H, g.d * (g.R - 1) + 1, g.u)
  const [, askedRight] = axisPads(horizontal, g.W, g.e * (g.S - 1) + 1, g.v)
  return Object.freeze({
    rows: axisReads({ extent: g.H, before: g.top, asked: askedBelow, after: g.bottom }, [g.R, g.u, g.d, g.P]),
    columns: axisReads({ extent: g.W, before: g.left, asked: askedRight, after: g.right }, [g.S, g.v, g.e, g.Q]),
  })
}

function axisReads(
  axis: Pick<AxisReads, 'extent' | 'before' | 'asked' | 'after'>,
  [taps, stride, dilation, outputs]: readonly [taps: number, stride: number, dilation: number, outputs: number],
): AxisReads {
  const counts = new Array<number>(axis.before + axis.extent + axis.after).fill(0)
  const hanging: number[] = []
  for (let p = 0; p < outputs; p++) {
    for (let t = 0; t < taps; t++) counts[p * stride + t * dilation]++
    const last = p * stride + (taps - 1) * dilation - axis.before
    if (last >= axis.extent + axis.asked) hanging.push(p)
  }
  return { ...axis, counts, hanging }
}

/** Input positions (without the border) that no window reads: at the end, between wide strides, in the holes of dilation. */
export function unread({ extent, before, counts }: AxisReads): number[] {
  return Array.from({ length: extent }, (_, i) => i).filter((i) => counts[before + i] === 0)
}

/** How many input cells no window reads: H·W − (rows read)·(columns read) */
export function unreadCells({ rows, columns }: WindowReads): number {
  const read = (axis: AxisReads): number => axis.extent - unread(axis).length
  return rows.extent * columns.extent - read(rows) * read(columns)
}

export interface Reader {
  readonly p: number
  readonly q: number
  readonly r: number
  readonly s: number
}

/** Every output that reads the cell, and with which weight: p = (row + top − r·d) / u where that is whole and within 0 … P−1. */
export function readersOf(g: Geometry, row: number, column: number): Reader[] {
  const vertical = axisReaders(row + g.top, [g.R, g.u, g.d, g.P])
  const horizontal = axisReaders(column + g.left, [g.S, g.v, g.e, g.Q])
  return vertical.flatMap(([p, r]) => horizontal.map(([q, s]) => ({ p, q, r, s })))
}

function axisReaders(
  position: number,
  [taps, stride, dilation, outputs]: readonly [taps: number, stride: number, dilation: number, outputs: number],
): (readonly [output: number, tap: number])[] {
  return Array.from({ length: taps }, (_, t) => [(position - t * dilation) / stride, t] as const)
    .filter(([p]) => Number.isInteger(p) && p >= 0 && p < outputs)
    .toReversed() // the first output first
}

export interface CellSource {
  readonly value: number
  /** The input cell that the value is taken from; null where it is the border's own value. */
  readonly from: readonly [row: number, column: number] | null
  readonly border: boolean
}

/** The value at any position of the padded input, and where it comes from. */
export function cellSource(g: Geometry, values: ArrayLike<number>, row: number, column: number): CellSource {
  const h = borderIndex(g.border.mode, row, g.H)
  const w = borderIndex(g.border.mode, column, g.W)
  const border = row < 0 || row >= g.H || column < 0 || column >= g.W
  if (h === outside || w === outside) return { value: g.border.value, from: null, border }
  return { value: values[h * g.W + w], from: [h, w], border }
}
