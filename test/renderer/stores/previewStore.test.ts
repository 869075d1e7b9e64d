// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import type { Statistics, ViewRequest } from '../../../shared/rpc/engineContract.ts'
import { useConvolutionStore } from '../../../renderer/stores/convolutionStore.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { usePreviewStore } from '../../../renderer/stores/previewStore.ts'
import { useReadingStore } from '../../../renderer/stores/readingStore.ts'
import { countAfterMs, useStatisticsStore } from '../../../renderer/stores/statisticsStore.ts'
import { useViewportStore } from '../../../renderer/stores/viewportStore.ts'
import { createFakeEngine, createLab, emptyView } from '../support/labApp.ts'
import { stubCanvas } from '../support/fakeCanvas.ts'

const statistics: Statistics = {
  ...{ width: 60, height: 40, channels: 3, minimum: -2, maximum: 3, mean: 0, belowZero: 5, aboveOne: 7, count: 7200 },
  histogram: [[1], [1], [1]],
  histogramRange: [-2, 3],
}

beforeEach(() => {
  vi.useFakeTimers()
  stubCanvas()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function openPhoto() {
  const engine = createFakeEngine({
    renderView: ({ quality }) => emptyView(quality),
    measure: () => statistics,
    readPixel: () => ({ before: [0.5], after: [-1], alpha: null }),
  })
  createLab({ engine })
  const preview = usePreviewStore()
  await useImageStore().open({ kind: 'sample' })
  useViewportStore().resizePane({ width: 600, height: 400 })
  const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(countAfterMs + 10)
  const views = (): ViewRequest[] => engine.asked('renderView').map(({ request }) => request as ViewRequest)
  return { engine, preview, rest, views }
}

describe('usePreviewStore', () => {
  it('goes from draft to exact when everything has come to rest', async () => {
    const { preview, rest } = await openPhoto()
    await vi.advanceTimersByTimeAsync(1)
    expect(preview.state).toBe('draft')
    await rest()
    expect(preview.state).toBe('exact')
  })

  it('asks for both pictures where both are shown, and for the result alone otherwise', async () => {
    const { rest, views } = await openPhoto()
    await rest()
    expect(views().some(({ convolution }) => convolution === null)).toBe(true)
    useViewportStore().layout = 'result'
    const before = views().length
    useViewportStore().zoomTo(2)
    await rest()
    expect(
      views()
        .slice(before)
        .every(({ convolution }) => convolution !== null),
    ).toBe(true)
  })

  it('asks for the result where it lies on the photo: a full result reaches over the rim', async () => {
    const { rest, views } = await openPhoto()
    useViewportStore().zoomTo(4)
    useConvolutionStore().change({ padding: 'full' })
    await rest()
    const result = views().findLast(({ convolution }) => convolution !== null)
    expect(result?.frame).toMatchObject({ left: -1, top: -1, width: 62, height: 42 })
  })

  it('says why there is no result, and asks for none', async () => {
    const { preview, rest, views, engine } = await openPhoto()
    await rest()
    const [viewsBefore, countsBefore] = [views().length, engine.asked('measure').length]
    useConvolutionStore().change({ padding: 'valid', dilation: [64, 64] })
    await rest()
    expect(preview.refusal?.code).toBe('shape-mismatch')
    expect(preview.state).toBe('none')
    expect(views()).toHaveLength(viewsBefore)
    expect(engine.asked('measure')).toHaveLength(countsBefore)
  })

  it('is silent when the engine is lost in the middle, and asks again when it is back', async () => {
    const { engine, rest, views } = await openPhoto()
    await rest()
    engine.table.renderView = () => Promise.reject(new LabError('disconnected', 'closed'))
    useConvolutionStore().change({ mapping: 'offset' })
    await rest()
    expect(useNoticeStore().notices).toHaveLength(0)
    const before = views().length
    engine.table.renderView = ({ quality }) => emptyView(quality)
    engine.generation.value = 2
    await rest()
    expect(views().length).toBeGreaterThan(before)
    expect(views().at(-1)?.image).toBe(useImageStore().ready?.id)
  })
})

describe('useStatisticsStore', () => {
  it('counts the result once it rests, and says when the counts are of an earlier kernel', async () => {
    const { rest, engine } = await openPhoto()
    const counts = useStatisticsStore()
    await rest()
    expect(counts.result).toEqual(statistics)
    expect(counts.resultIsCurrent).toBe(true)
    engine.table.measure = () => new Promise<never>(() => undefined)
    useConvolutionStore().change({ channels: 'gray' })
    expect(counts.resultIsCurrent).toBe(false)
    expect(counts.result).toEqual(statistics)
  })

  it('has no counts where the kernel gives no result', async () => {
    const { rest } = await openPhoto()
    const counts = useStatisticsStore()
    await rest()
    expect(counts.isVoid).toBe(false)
    useConvolutionStore().change({ padding: 'valid', dilation: [1000, 1000] })
    await rest()
    expect([counts.isVoid, counts.result]).toEqual([true, null])
    expect(counts.photo).toEqual(statistics)
  })

  it('stops counting what has changed', async () => {
    const { rest, engine } = await openPhoto()
    engine.table.measure = () => new Promise<never>(() => undefined)
    useStatisticsStore()
    await rest()
    const running = engine.asked('measure').at(-1)
    useConvolutionStore().change({ channels: 'gray' })
    await vi.advanceTimersByTimeAsync(1)
    expect(running?.signal?.aborted).toBe(true)
  })
})

describe('useReadingStore', () => {
  it('reads the pixel under the cursor, and nothing when there is none', async () => {
    const { rest } = await openPhoto()
    const readings = useReadingStore()
    useViewportStore().pointAt({ x: 3.5, y: 2.5 })
    await rest()
    expect(readings.read).toMatchObject({ at: { row: 2, column: 3 }, reading: { before: [0.5], after: [-1] } })
    useViewportStore().pointAt(null)
    await rest()
    expect(readings.read).toBeNull()
  })
})
