import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paintPixels } from '../../../renderer/engine/paintedPixels.ts'
import { stubCanvas } from '../support/fakeCanvas.ts'

beforeEach(stubCanvas)
afterEach(() => void vi.unstubAllGlobals())

const paint = (pixelWidth: number, pixelHeight: number) =>
  paintPixels({ rgba: new Uint8ClampedArray(4 * pixelWidth * pixelHeight), pixelWidth, pixelHeight })

describe('paintPixels', () => {
  it('paints on a canvas that nobody draws any more, if one is as large', () => {
    const first = paint(20, 10)
    const second = paint(20, 10)
    expect(second.source).not.toBe(first.source)
    first.close()
    expect(paint(10, 20).source).not.toBe(first.source)
    expect(paint(20, 10).source).toBe(first.source)
  })

  it('gives a canvas to one picture only, however often the last one is closed', () => {
    const closed = paint(7, 7)
    closed.close()
    closed.close()
    expect(paint(7, 7).source).toBe(closed.source)
    expect(paint(7, 7).source).not.toBe(closed.source)
  })

  it('keeps a few canvases, not all', () => {
    const pictures = [1, 2, 3, 4, 5].map(() => paint(3, 3))
    pictures.forEach((picture) => picture.close())
    const again = [1, 2, 3, 4, 5].map(() => paint(3, 3).source)
    expect(again.filter((source) => pictures.some((picture) => picture.source === source))).toHaveLength(4)
  })
})
