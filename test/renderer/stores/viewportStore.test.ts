import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { fit, toPane } from '../../../renderer/stores/viewport.ts'
import { useViewportStore } from '../../../renderer/stores/viewportStore.ts'
import { createFakeEngine, createLab, imageInfo } from '../support/labApp.ts'

async function openPhoto(width = 1000, height = 800) {
  createLab({ engine: createFakeEngine({ openSample: () => imageInfo({ width, height }) }) })
  const view = useViewportStore()
  await useImageStore().open({ kind: 'sample' })
  view.resizePane({ width: 500, height: 400 })
  return view
}

describe('useViewportStore', () => {
  beforeEach(() => void createLab())

  it('fits a photo when it opens, whatever was looked at before', async () => {
    const view = await openPhoto()
    view.zoomTo(8)
    await useImageStore().open({ kind: 'sample' })
    await nextTick()
    expect(view.viewport).toBe(fit)
    expect(view.percent).toBe(50)
  })

  it('reads the pixel under the pointer and none beside the photo', async () => {
    const view = await openPhoto()
    view.pointAt({ x: 12.9, y: 7.1 })
    expect(view.cursor).toEqual({ row: 7, column: 12 })
    view.pointAt({ x: -0.1, y: 7 })
    expect(view.cursor).toBeNull()
    view.pointAt({ x: 1000, y: 7 })
    expect(view.cursor).toBeNull()
  })

  it('moves the pixel cursor by keys, within the photo and with the photo', async () => {
    const view = await openPhoto()
    view.zoomTo(10)
    for (let i = 0; i < 40; i++) view.moveCursor(0, 1)
    expect(view.cursor).toEqual({ row: 400, column: 540 })
    const at = toPane({ x: 540.5, y: 400.5 }, view.placed!, view.pane)
    expect(at.x).toBeGreaterThanOrEqual(0)
    expect(at.x).toBeLessThan(500)
    view.moveCursor(10_000, 10_000)
    expect(view.cursor).toEqual({ row: 799, column: 999 })
  })

  it('zooms about the pixel that is read', async () => {
    const view = await openPhoto()
    view.pointAt({ x: 100.5, y: 100.5 })
    const before = toPane({ x: 100.5, y: 100.5 }, view.placed!, view.pane)
    view.zoomTo(4)
    const after = toPane({ x: 100.5, y: 100.5 }, view.placed!, view.pane)
    // The center is clamped to the photo only; this one is far from the rim, so nothing but rounding is lost.
    expect(after.x).toBeCloseTo(before.x, 9)
    expect(after.y).toBeCloseTo(before.y, 9)
  })
})
