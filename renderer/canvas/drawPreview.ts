import type { ViewFrame } from '../../shared/image/view.ts'
import type { PaintedPixels } from '../engine/paintedPixels.ts'
import { toPane } from '../stores/viewport.ts'
import type { Bounds, Placed, Size } from '../stores/viewport.ts'

export interface PreviewScene {
  readonly bitmap: Omit<PaintedPixels, 'close'>
  /** The photo pixels that the bitmap shows. */
  readonly frame: ViewFrame
  readonly placed: Placed
  /** Where something of the picture may be transparent: a pattern is drawn behind it. */
  readonly transparent: boolean
  /** Up to this scale neighbors are blended (1): what is enlarged by a little would have pixels of two sizes. */
  readonly smoothTo?: number
}

/** The picture where it lies now; a bitmap of an earlier viewport is moved and scaled until its successor comes. */
export function drawPreview(context: CanvasRenderingContext2D, scene: PreviewScene | null, pane: Size): void {
  if (!scene) return
  const { bitmap, frame, placed } = scene
  const box = boxOf({ ...frame, right: frame.left + frame.width, bottom: frame.top + frame.height }, placed, pane)
  // At the scale it was made for a bitmap goes on the pixel grid as it is: half a pixel off would blur all of it.
  const width = Math.abs(box.width - bitmap.width) < 1 ? bitmap.width : box.width
  const height = Math.abs(box.height - bitmap.height) < 1 ? bitmap.height : box.height
  if (scene.transparent) drawCheckers(context, { ...box, width, height })
  // A draft of fewer pixels shows each of them, as it does at every zoom.
  const isEnlarged = bitmap.width < width / 1.5
  context.imageSmoothingEnabled = !isEnlarged && placed.scale < (scene.smoothTo ?? 1)
  context.drawImage(bitmap.source, box.x, box.y, width, height)
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A rectangle of photo pixels in device pixels of the pane. Below 100 % its corner is put on the pixel grid. */
export function boxOf(bounds: Bounds, placed: Placed, pane: Size): Box {
  const first = toPane({ x: bounds.left, y: bounds.top }, placed, pane)
  const last = toPane({ x: bounds.right, y: bounds.bottom }, placed, pane)
  return {
    x: Math.round(first.x),
    y: Math.round(first.y),
    width: last.x - first.x,
    height: last.y - first.y,
  }
}

const checkerSize = 16

function drawCheckers(context: CanvasRenderingContext2D, { x, y, width, height }: Box): void {
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  context.fillStyle = '#8a8a8a'
  context.fillRect(x, y, width, height)
  context.fillStyle = '#767676'
  for (let row = 0; row * checkerSize < height; row++) {
    for (let column = row % 2; column * checkerSize < width; column += 2) {
      context.fillRect(x + column * checkerSize, y + row * checkerSize, checkerSize, checkerSize)
    }
  }
  context.restore()
}
