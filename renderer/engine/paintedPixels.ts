import type { View } from '../../shared/rpc/engineContract.ts'

/** Pixels that a canvas draws. */
export interface PaintedPixels {
  readonly source: CanvasImageSource
  readonly width: number
  readonly height: number
  /** Nobody draws them any more. */
  close(): void
}

/** Canvases that nobody draws any more. The first touch of fresh memory takes several times as long as to copy the pixels there. */
const spare: OffscreenCanvas[] = []
/** A picture on screen and its successor, of two panes. */
const mostSpare = 4

/**
 * A view, ready to be drawn. A canvas and no ImageBitmap, which takes new memory for every picture: 7 ms of the window's
 * thread for a million pixels, where this takes 0.7.
 */
export function paintPixels({
  rgba,
  pixelWidth,
  pixelHeight,
}: Pick<View, 'rgba' | 'pixelWidth' | 'pixelHeight'>): PaintedPixels {
  const canvas = takeCanvas(pixelWidth, pixelHeight)
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, pixelWidth, pixelHeight), 0, 0)
  let closed = false
  const close = (): void => {
    if (closed) return
    closed = true
    spare.push(canvas)
    while (spare.length > mostSpare) spare.shift()
  }
  return { source: canvas, width: pixelWidth, height: pixelHeight, close }
}

function takeCanvas(width: number, height: number): OffscreenCanvas {
  const at = spare.findIndex((canvas) => canvas.width === width && canvas.height === height)
  return at < 0 ? new OffscreenCanvas(width, height) : spare.splice(at, 1)[0]
}
