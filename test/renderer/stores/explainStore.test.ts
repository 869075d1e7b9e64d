// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../shared/errors.ts'
import type { PixelExplanation } from '../../../shared/rpc/explanations.ts'
import { useExplainStore } from '../../../renderer/stores/explainStore.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { usePlaceStore } from '../../../renderer/stores/placeStore.ts'
import { useReadingStore } from '../../../renderer/stores/readingStore.ts'
import { useViewportStore } from '../../../renderer/stores/viewportStore.ts'
import { createFakeEngine, createLab } from '../support/labApp.ts'

async function explainPhoto() {
  const engine = createFakeEngine({
    explainPixel: ({ p, q }) => ({
      explanation: { output: [p, q] } as unknown as PixelExplanation,
      reading: { before: [p], after: [q], alpha: null },
    }),
    readPixel: ({ row }) => ({ before: [100 + row], after: null, alpha: null }),
  })
  createLab({ engine })
  const [explain, readings, view] = [useExplainStore(), useReadingStore(), useViewportStore()]
  usePlaceStore().tool = 'explain'
  await useImageStore().open({ kind: 'sample' })
  view.resizePane({ width: 600, height: 400 })
  return { engine, explain, readings, view }
}

describe('useExplainStore', () => {
  it('asks one thing for a pixel, and its values come with its explanation', async () => {
    const { engine, explain, readings, view } = await explainPhoto()
    view.pointAt({ x: 7.5, y: 5.5 })
    await flushPromises()
    view.pointAt({ x: 8.5, y: 5.5 })
    await flushPromises()
    expect(explain.output?.told.output).toEqual([5, 8])
    expect(readings.read).toMatchObject({ at: { row: 5, column: 8 }, reading: { before: [5], after: [8] } })
    // Of the first pixel before anything was told, of the second not.
    expect(engine.asked('explainPixel')).toHaveLength(2)
    expect(engine.asked('readPixel').length).toBeLessThan(2)
  })

  it('asks nothing while the pointer moves within a pixel', async () => {
    const { engine, view } = await explainPhoto()
    view.pointAt({ x: 7.1, y: 5.1 })
    await flushPromises()
    const before = engine.calls.length
    view.pointAt({ x: 7.9, y: 5.4 })
    await flushPromises()
    expect(engine.calls).toHaveLength(before)
  })

  it('reads the pixel under the pointer by itself while another one is held', async () => {
    const { explain, readings, view } = await explainPhoto()
    view.pointAt({ x: 7.5, y: 5.5 })
    await flushPromises()
    explain.pin()
    view.pointAt({ x: 20.5, y: 9.5 })
    await flushPromises()
    expect(explain.output?.told.output).toEqual([5, 7])
    expect(readings.read).toMatchObject({ at: { row: 9, column: 20 }, reading: { before: [109] } })
  })

  it('tells no more of a pixel when the next has no answer, and goes on with one that has', async () => {
    const { engine, explain, readings, view } = await explainPhoto()
    view.pointAt({ x: 7.5, y: 5.5 })
    await flushPromises()
    const answers = { ...engine.table }
    const refuse = () => Promise.reject(new LabError('internal', 'no memory'))
    Object.assign(engine.table, { explainPixel: refuse, readPixel: refuse })
    view.pointAt({ x: 8.5, y: 5.5 })
    await flushPromises()
    expect([explain.failed, explain.output, readings.read]).toEqual([true, null, null])
    Object.assign(engine.table, answers)
    view.pointAt({ x: 9.5, y: 5.5 })
    await flushPromises()
    expect([explain.failed, explain.output?.told.output]).toEqual([false, [5, 9]])
  })
})
