import { borderColumns, borderRows, outside } from './border.ts'
import type { Geometry } from './geometry.ts'
import type { Numbers } from './tensor.ts'

/**
 * The R padded rows that one row of outputs looks at, side by side in float64, so that no inner loop meets a border:
 * x̂ being x with its border, tap t = r·S + s of output column q is `x̂[n,c, p·u+r·d, q·v+s·e] = values[offsets[t] + q·v]`.
 */
export interface RowWindow {
  readonly g: Geometry
  readonly values: Float64Array
  readonly offsets: Int32Array
  /** Length of one padded row. */
  readonly pitch: number
  readonly rows: Int32Array
  readonly columns: Int32Array
}

export function createRowWindow(g: Geometry): RowWindow {
  const columns = borderColumns(g)
  const pitch = columns.length
  const offsets = Int32Array.from({ length: g.R * g.S }, (_, t) => Math.floor(t / g.S) * pitch + (t % g.S) * g.e)
  return { g, values: new Float64Array(g.R * pitch), offsets, pitch, rows: borderRows(g), columns }
}

/** values[r·pitch + j] = x̂[plane, p·u+r·d, j] for plane = n·C + c. */
export function readRowWindow(
  { g, values, pitch, rows, columns }: RowWindow,
  x: Numbers,
  plane: number,
  p: number,
): void {
  const { H, W, R, u, d, left, border } = g
  for (let r = 0; r < R; r++) {
    const row = r * pitch
    const h = rows[p * u + r * d]
    if (h === outside) {
      values.fill(border.value, row, row + pitch)
      continue
    }
    const start = (plane * H + h) * W
    values.set(x.subarray(start, start + W), row + left) // ten times as fast as the loop below
    for (let j = 0; j < left; j++) readBorder(j)
    for (let j = left + W; j < pitch; j++) readBorder(j)

    function readBorder(j: number): void {
      values[row + j] = columns[j] === outside ? border.value : x[start + columns[j]]
    }
  }
}

/** The adjoint of readRowWindow: dx[plane, h, w] += every value of the window that was read from there. */
export function addRowWindow(
  { g, values, pitch, rows, columns }: RowWindow,
  dx: Numbers,
  plane: number,
  p: number,
): void {
  const { H, W, R, u, d } = g
  for (let r = 0; r < R; r++) {
    const h = rows[p * u + r * d]
    if (h === outside) continue
    const start = (plane * H + h) * W
    for (let j = 0; j < pitch; j++) {
      if (columns[j] !== outside) dx[start + columns[j]] += values[r * pitch + j]
    }
  }
}
