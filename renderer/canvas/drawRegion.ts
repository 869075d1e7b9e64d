import type { Bounds, Size } from '../stores/viewport.ts'
import { drawBorder, strokeCells } from './drawHeat.ts'
import type { CellGrid } from './drawKernel.ts'

export interface RegionScene {
  readonly rows: number
  readonly columns: number
  readonly values: ArrayLike<number>
  /** How many of the values, in reading order, are there yet. */
  readonly filled: number
  /** What is drawn black, and what white. */
  readonly range: readonly [black: number, white: number]
  readonly inside: Bounds | null
  /** The cells that one step reads or writes; those of them that count, where a dilation leaves some out. */
  readonly window: Bounds | null
  readonly taps: readonly number[]
  /** The side of a cell in device pixels. */
  readonly cell: number
  /** What is written into cells that have room for it; null writes nothing. */
  readonly write: ((value: number) => string) | null
  readonly colors: { readonly line: string; readonly accent: string; readonly ground: string }
}

/** A region enlarged: gray levels, numbers where there is room, the window. It moves so that the window is in sight. */
export function drawRegion(context: CanvasRenderingContext2D, scene: RegionScene | null, size: Size): void {
  if (!scene) return
  const { rows, columns, cell, window, colors } = scene
  const grid: CellGrid = {
    cell,
    left: shift(size.width, columns * cell, window && ((window.left + window.right) / 2) * cell),
    top: shift(size.height, rows * cell, window && ((window.top + window.bottom) / 2) * cell),
  }
  const whole = { left: 0, top: 0, right: columns, bottom: rows }
  context.fillStyle = colors.ground
  context.fillRect(grid.left, grid.top, columns * cell, rows * cell)
  drawCells(context, scene, grid)
  if (scene.inside) drawBorder(context, grid, whole, scene.inside, '#808080')
  strokeCells(context, grid, whole, colors.line, 1)
  if (!window) return
  for (const tap of scene.taps) {
    const [row, column] = [Math.floor(tap / columns), tap % columns]
    strokeCells(context, grid, { left: column, top: row, right: column + 1, bottom: row + 1 }, colors.accent, 1)
  }
  strokeCells(context, grid, window, colors.accent, 2)
}

/** In the middle, or so far aside that `focus` is in sight and nothing beyond the rim is. */
function shift(room: number, extent: number, focus: number | null): number {
  if (extent <= room) return Math.floor((room - extent) / 2)
  return Math.round(Math.min(0, Math.max(room - extent, room / 2 - (focus ?? 0))))
}

function drawCells(context: CanvasRenderingContext2D, scene: RegionScene, { cell, left, top }: CellGrid): void {
  const { columns, values, filled, range, write } = scene
  const [black, white] = range
  context.font = `${Math.round(11 * devicePixelRatio)}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (let index = 0; index < Math.min(filled, values.length); index++) {
    const share = white > black ? (values[index] - black) / (white - black) : 0.5
    const gray = Math.round(255 * Math.min(1, Math.max(0, share)))
    const [x, y] = [Math.floor(left + (index % columns) * cell), Math.floor(top + Math.floor(index / columns) * cell)]
    const side = Math.ceil(cell)
    context.fillStyle = `rgb(${gray} ${gray} ${gray})`
    context.fillRect(x, y, side, side)
    if (!write) continue
    context.fillStyle = gray > 127 ? '#000000' : '#ffffff'
    context.fillText(write(values[index]), x + side / 2, y + side / 2 + devicePixelRatio)
  }
}
