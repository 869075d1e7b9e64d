import type { Size } from '../stores/viewport.ts'

export interface KernelScene {
  readonly rows: number
  readonly columns: number
  /** R·S, row by row. */
  readonly weights: ArrayLike<number>
  /** Full strength; the largest of these weights when it is left out. */
  readonly largest?: number
  /** Of the strength over a weight's share of the largest (1): below 1, small weights are told from 0. */
  readonly gamma?: number
  readonly positive: string
  readonly negative: string
}

/** Cells by sign and share of the largest weight, in the middle of the canvas; 0 is the ground. */
export function drawKernel(context: CanvasRenderingContext2D, scene: KernelScene | null, size: Size): void {
  if (!scene) return
  const { rows, columns, weights, gamma = 1, positive, negative } = scene
  const { cell, left, top } = cellGrid(rows, columns, size)
  const largest = scene.largest ?? largestOf(weights)
  for (let index = 0; index < weights.length; index++) {
    const value = weights[index]
    if (value === 0) continue
    // Edges on whole pixels: neighbors meet without a seam.
    const [x, y] = [left + (index % columns) * cell, top + Math.floor(index / columns) * cell]
    const [x0, y0] = [Math.floor(x), Math.floor(y)]
    context.globalAlpha = (Math.abs(value) / largest) ** gamma
    context.fillStyle = value > 0 ? positive : negative
    context.fillRect(x0, y0, Math.max(1, Math.floor(x + cell) - x0), Math.max(1, Math.floor(y + cell) - y0))
  }
  context.globalAlpha = 1
}

function largestOf(weights: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < weights.length; i++) largest = Math.max(largest, Math.abs(weights[i]))
  return largest
}

export interface CellGrid {
  /** The side of a cell. */
  readonly cell: number
  readonly left: number
  readonly top: number
}

/** The largest square cells for so many rows and columns, in the middle. */
export function cellGrid(rows: number, columns: number, { width, height }: Size): CellGrid {
  const cell = Math.min(width / columns, height / rows)
  return { cell, left: (width - cell * columns) / 2, top: (height - cell * rows) / 2 }
}

/** The index of the cell that a pointer is on, of cells that are drawn in an element; null beside them. */
export function cellUnder(
  rows: number,
  columns: number,
  element: Element,
  { clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>,
): number | null {
  const box = element.getBoundingClientRect()
  const { cell, left, top } = cellGrid(rows, columns, box)
  const row = Math.floor((clientY - box.top - top) / cell)
  const column = Math.floor((clientX - box.left - left) / cell)
  return row >= 0 && column >= 0 && row < rows && column < columns ? row * columns + column : null
}
