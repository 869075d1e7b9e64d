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
  if (weights.length >= manyCells && cell >= 1) return drawScaled(context, scene, largest, { cell, left, top })
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

/** From here on a picture of one pixel a cell is faster than so many rectangles. */
const manyCells = 100

/** The picture is enlarged without being smoothed. */
function drawScaled(
  context: CanvasRenderingContext2D,
  { rows, columns, weights, gamma = 1, positive, negative }: KernelScene,
  largest: number,
  { cell, left, top }: CellGrid,
): void {
  const colors = [bytesOf(positive), bytesOf(negative)]
  const pixels = new ImageData(columns, rows)
  for (let index = 0; index < weights.length; index++) {
    const value = weights[index]
    const color = colors[value > 0 ? 0 : 1]
    for (let c = 0; c < 3; c++) pixels.data[4 * index + c] = color[c]
    pixels.data[4 * index + 3] = color[3] * (Math.abs(value) / largest) ** gamma || 0
  }
  const small = smallContext(columns, rows)
  small.putImageData(pixels, 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(small.canvas, 0, 0, columns, rows, left, top, cell * columns, cell * rows)
}

let small: OffscreenCanvasRenderingContext2D | null = null

/** One for all kernels: it is drawn before the next one is. */
function smallContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  small ??= new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!
  const { canvas } = small
  if (canvas.width < width) canvas.width = width
  if (canvas.height < height) canvas.height = height
  return small
}

const knownColors = new Map<string, Uint8ClampedArray>()

/** Red, green, blue and alpha of a color as CSS writes it. */
function bytesOf(color: string): Uint8ClampedArray {
  const known = knownColors.get(color)
  if (known) return known
  const probe = smallContext(1, 1)
  probe.clearRect(0, 0, 1, 1)
  probe.fillStyle = color
  probe.fillRect(0, 0, 1, 1)
  const { data } = probe.getImageData(0, 0, 1, 1)
  knownColors.set(color, data)
  return data
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
