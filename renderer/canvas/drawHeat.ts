import type { Bounds, Size } from '../stores/viewport.ts'
import { cellGrid, drawKernel } from './drawKernel.ts'
import type { CellGrid, KernelScene } from './drawKernel.ts'

export interface HeatScene extends KernelScene {
  /** The cells that lie in the picture; what is around them comes from the border, and is hatched. */
  readonly inside: Bounds | null
  /** Of which the numbers are shown beside. */
  readonly lens: Bounds | null
  readonly selected: number
  readonly ink: string
  readonly line: string
  readonly accent: string
}

/** Signs and magnitudes of a whole window, which of it is border, and the cell that is looked at. */
export function drawHeat(context: CanvasRenderingContext2D, scene: HeatScene | null, size: Size): void {
  if (!scene) return
  const grid = cellGrid(scene.rows, scene.columns, size)
  drawKernel(context, scene, size)
  const whole = { left: 0, top: 0, right: scene.columns, bottom: scene.rows }
  if (scene.inside) drawBorder(context, grid, whole, scene.inside, scene.ink)
  strokeCells(context, grid, whole, scene.line, 1)
  if (scene.lens) strokeCells(context, grid, scene.lens, scene.ink, 1)
  const [row, column] = [Math.floor(scene.selected / scene.columns), scene.selected % scene.columns]
  strokeCells(context, grid, { left: column, top: row, right: column + 1, bottom: row + 1 }, scene.accent, 2)
}

const hatchStep = 6

/** Hatches what of `whole` lies around `inside`. */
export function drawBorder(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  whole: Bounds,
  inside: Bounds,
  color: string,
): void {
  const { x, y, width, height } = cellBox(grid, whole)
  const inner = cellBox(grid, inside)
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.rect(inner.x, inner.y, inner.width, inner.height)
  context.clip('evenodd')
  context.beginPath()
  const step = hatchStep * devicePixelRatio
  for (let start = x - height; start < x + width; start += step) {
    context.moveTo(start, y + height)
    context.lineTo(start + height, y)
  }
  context.globalAlpha = 0.3
  context.strokeStyle = color
  context.lineWidth = devicePixelRatio
  context.stroke()
  context.restore()
}

export function strokeCells(
  context: CanvasRenderingContext2D,
  grid: CellGrid,
  cells: Bounds,
  color: string,
  width: number,
): void {
  const { x, y, width: wide, height } = cellBox(grid, cells)
  const line = width * devicePixelRatio
  context.strokeStyle = color
  context.lineWidth = line
  context.strokeRect(x + line / 2, y + line / 2, wide - line, height - line)
}

function cellBox({ cell, left, top }: CellGrid, cells: Bounds) {
  const [x, y] = [Math.floor(left + cells.left * cell), Math.floor(top + cells.top * cell)]
  return {
    x,
    y,
    width: Math.max(0, Math.ceil(left + cells.right * cell) - x),
    height: Math.max(0, Math.ceil(top + cells.bottom * cell) - y),
  }
}
