// What is painted: pixels of the page's canvases.
import type { Locator } from '@playwright/test'

export interface Painted {
  readonly width: number
  readonly height: number
  /** R G B A, 8 bits, row by row. */
  readonly rgba: readonly number[]
}

/** The part of a canvas that something is painted on: an opaque picture without the pane around it. */
export function painted(canvas: Locator): Promise<Painted> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element
    const { data } = element.getContext('2d')!.getImageData(0, 0, width, height)
    let [left, top, right, bottom] = [width, height, 0, 0]
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (data[(y * width + x) * 4 + 3] === 0) continue
        ;[left, right] = [Math.min(left, x), Math.max(right, x + 1)]
        ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)]
      }
    }
    if (right <= left) return { width: 0, height: 0, rgba: [] }
    const part = element.getContext('2d')!.getImageData(left, top, right - left, bottom - top)
    return { width: part.width, height: part.height, rgba: [...part.data] }
  })
}

/** max |a − b| over all samples; infinite for pictures of different sizes. */
export function worstDifference(a: Painted, b: Painted): number {
  if (a.width !== b.width || a.height !== b.height) return Infinity
  return a.rgba.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.rgba[i])), 0)
}
