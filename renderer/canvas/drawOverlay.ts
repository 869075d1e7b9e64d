import type { Bounds, Placed, Size } from '../stores/viewport.ts'
import { boxOf } from './drawPreview.ts'
import type { Box } from './drawPreview.ts'
import type { Reach } from './useMarks.ts'

export interface GridScene {
  readonly placed: Placed
  readonly photo: Size
}

export interface OverlayScene {
  readonly placed: Placed
  /** The pixel that is read, in photo pixels; null when none is. */
  readonly cursor: Bounds | null
  /** The photo pixels that the kernel weighs for it. */
  readonly window: Bounds | null
}

/** Of no theme: it lies on a photo. Bright, with a dark rim of its own, it shows on any. */
export const lineColor = '#8db8ff'
const rimColor = 'rgb(0 0 0 / 65%)'

/** Pixels are told apart by eye from here on, and a line between them does not cover them. */
export const gridScale = 12

/** The kernel's window, and the pixel under the cursor. */
export function drawOverlay(context: CanvasRenderingContext2D, scene: OverlayScene, pane: Size): void {
  const { placed, cursor, window } = scene
  // A window of a few device pixels would hide what it frames.
  if (window && (window.right - window.left) * placed.scale >= 6) {
    strokeBox(context, boxOf(window, placed, pane))
  }
  if (cursor && placed.scale >= 3) strokeBox(context, boxOf(cursor, placed, pane), 2)
  else if (cursor) drawCross(context, boxOf(cursor, placed, pane))
}

/** What that covers of the pane. */
export function overlayReach({ placed, cursor, window }: OverlayScene, pane: Size): Reach {
  const marked = [cursor, window].filter((bounds) => bounds !== null)
  return { boxes: marked.map((bounds) => boxOf(bounds, placed, pane)), margin: crossReach + 2 }
}

/** Lines between pixels at high zoom. */
export function drawGrid(context: CanvasRenderingContext2D, scene: GridScene | null, pane: Size): void {
  if (!scene) return
  const { placed, photo } = scene
  const box = boxOf({ left: 0, top: 0, right: photo.width, bottom: photo.height }, placed, pane)
  context.beginPath()
  const right = Math.min(pane.width, box.x + box.width)
  const bottom = Math.min(pane.height, box.y + box.height)
  const firstColumn = Math.max(0, Math.ceil(-box.x / placed.scale))
  for (let x = box.x + firstColumn * placed.scale; x <= right; x += placed.scale) {
    context.moveTo(Math.round(x) + 0.5, Math.max(0, box.y))
    context.lineTo(Math.round(x) + 0.5, bottom)
  }
  const firstRow = Math.max(0, Math.ceil(-box.y / placed.scale))
  for (let y = box.y + firstRow * placed.scale; y <= bottom; y += placed.scale) {
    context.moveTo(Math.max(0, box.x), Math.round(y) + 0.5)
    context.lineTo(right, Math.round(y) + 0.5)
  }
  // Gray at a third of its strength shows on black and on white.
  context.strokeStyle = 'rgb(128 128 128 / 32%)'
  context.lineWidth = 1
  context.stroke()
}

export function strokeBox(context: CanvasRenderingContext2D, box: Box, width = 1): void {
  const edges = [box.x + 0.5, box.y + 0.5, Math.round(box.width), Math.round(box.height)] as const
  context.strokeStyle = rimColor
  context.lineWidth = width + 2
  context.strokeRect(...edges)
  context.strokeStyle = lineColor
  context.lineWidth = width
  context.strokeRect(...edges)
}

/** From its middle, in device pixels. */
export const crossReach = 10

/** For a pixel too small to frame. */
export function drawCross(context: CanvasRenderingContext2D, box: Box): void {
  const x = Math.round(box.x + box.width / 2) + 0.5
  const y = Math.round(box.y + box.height / 2) + 0.5
  const lines = new Path2D()
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    lines.moveTo(x + dx * 4, y + dy * 4)
    lines.lineTo(x + dx * crossReach, y + dy * crossReach)
  }
  context.strokeStyle = rimColor
  context.lineWidth = 3
  context.stroke(lines)
  context.strokeStyle = lineColor
  context.lineWidth = 1
  context.stroke(lines)
}
