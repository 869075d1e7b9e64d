import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { crossCorrelation } from '../../../renderer/lessons/crossCorrelation.ts'
import { edges } from '../../../renderer/lessons/edges.ts'
import { lessons } from '../../../renderer/lessons/lessons.ts'
import { useConvolutionStore } from '../../../renderer/stores/convolutionStore.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { firstKernel, useKernelStore } from '../../../renderer/stores/kernelStore.ts'
import { useLearnCheckpointStore } from '../../../renderer/stores/learnCheckpointStore.ts'
import { useLessonStore } from '../../../renderer/stores/lessonStore.ts'
import { usePlaceStore } from '../../../renderer/stores/placeStore.ts'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { useTrainSettingsStore } from '../../../renderer/stores/trainSettingsStore.ts'
import { useWorkshopStore } from '../../../renderer/stores/workshopStore.ts'
import { kernelFromRows } from '../../../shared/kernel/kernel.ts'
import type { Settings } from '../../../shared/rpc/hostContract.ts'
import { createLab } from '../support/labApp.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const remembering = (lessonsPart: unknown): Settings => ({
  locale: 'system',
  theme: 'system',
  workspace: { lessons: lessonsPart },
})

/** Of a run that an earlier window left. */
const checkpoint = {
  photo: { kind: 'sample' },
  target: null,
  kernel: { shape: [1, 1, 1, 1], weight: [1] },
  choices: {},
  settings: { iterations: 100 },
  run: {
    seed: 1,
    optimizer: { kind: 'sgd', learningRate: 0.1 },
    state: { iteration: 3, parameters: [1], m: [], v: [] },
    loss: 1,
    curve: [[1, 1]],
  },
}

describe('useLessonStore', () => {
  it('shows the list first, and then goes on where a person was', () => {
    createLab()
    const store = useLessonStore()
    store.show()
    expect([store.open, store.listed, store.step]).toEqual([true, true, null])
    store.begin(crossCorrelation)
    store.next()
    store.leave()
    store.show()
    expect([store.listed, store.step?.id]).toEqual([false, 'turned'])
  })

  it('marks a step when what it asks for is done, and keeps the mark', async () => {
    createLab()
    const [store, workshop] = [useLessonStore(), useWorkshopStore()]
    store.begin(crossCorrelation)
    await nextTick()
    workshop.hover({ kind: 'output', row: 1, column: 1 })
    await nextTick()
    expect(store.isDone).toBe(false)
    workshop.hover({ kind: 'output', row: 0, column: 1 })
    await nextTick()
    workshop.hover(null)
    await nextTick()
    expect(store.isDone).toBe(true)
    expect(store.doneIn(crossCorrelation)).toBe(1)
  })

  it('waits for a photo where there is none, and sets the step up when it comes', async () => {
    createLab()
    const [store, convolutions, place] = [useLessonStore(), useConvolutionStore(), usePlaceStore()]
    convolutions.change({ channels: 'gray' })
    place.room = 'workshop'
    store.begin(edges)
    await nextTick()
    // Gray is what the step asks for; without a photo it does not count.
    expect([store.needsPhoto, store.isDone, place.room]).toEqual([true, false, 'photo'])
    await useImageStore().open({ kind: 'sample' })
    await nextTick()
    expect([store.needsPhoto, store.isDone, convolutions.choices.channels]).toEqual([false, false, 'rgb'])
  })

  it('does not set a step up again when the engine brings the photo back', async () => {
    const { engine } = createLab()
    await useImageStore().open({ kind: 'sample' })
    const [store, convolutions] = [useLessonStore(), useConvolutionStore()]
    store.begin(edges)
    convolutions.change({ channels: 'gray' })
    engine.generation.value++
    await vi.advanceTimersByTimeAsync(100)
    expect(convolutions.choices.channels).toBe('gray')
  })

  it('has nothing remembered of what its steps set up but how far they came, so that a crash loses nothing', async () => {
    createLab()
    await useImageStore().open({ kind: 'sample' })
    const [store, settings] = [useLessonStore(), useSettingsStore()]
    useKernelStore().commit(kernelFromRows([[1, 2, 3]]), 'kernel.history.paste')
    useConvolutionStore().change({ mapping: 'offset' })
    const { workspace: own } = settings.settings
    for (const lesson of lessons) {
      store.begin(lesson)
      for (let step = 0; step < lesson.steps.length; step++) {
        store.goTo(step)
        await nextTick()
      }
    }
    expect(useKernelStore().kernel.weight).not.toEqual([1, 2, 3])
    const { lessons: progress, ...rest } = settings.settings.workspace
    expect(rest).toEqual(own)
    expect(progress).toMatchObject({ at: { lesson: 'receptiveFields', step: 'influence' } })
    useTrainSettingsStore().change({ epochs: 7 })
    expect(settings.settings.workspace.train).toMatchObject({ epochs: 7 })
  })

  it('offers the run that a person had under way again, after its own', async () => {
    createLab({ start: { settings: { ...remembering(null), workspace: { learnCheckpoint: checkpoint } } } })
    const [store, checkpoints] = [useLessonStore(), useLearnCheckpointStore()]
    store.begin(lessons[2])
    checkpoints.discard() // as a lesson's own run does when it begins and ends
    expect(checkpoints.offer).toBeNull()
    store.leave()
    await nextTick()
    expect(checkpoints.offer).toMatchObject({ photo: { kind: 'sample' } })
  })

  it('gives the lab back while the list is shown', () => {
    createLab()
    const [store, kernels] = [useLessonStore(), useKernelStore()]
    const [own, later] = [kernelFromRows([[1, 2, 3]]), kernelFromRows([[4, 5, 6]])]
    kernels.commit(own, 'kernel.history.paste')
    store.begin(crossCorrelation)
    store.next()
    store.list()
    expect(kernels.kernel).toBe(own)
    kernels.commit(later, 'kernel.history.paste')
    store.leave()
    expect(kernels.kernel).toBe(later)
    expect(useSettingsStore().settings.workspace.kernel).toBe(later)
  })

  it('puts the lab back when a person leaves', async () => {
    createLab()
    const [store, kernels, workshop, place] = [useLessonStore(), useKernelStore(), useWorkshopStore(), usePlaceStore()]
    const own = kernelFromRows([[1, 2, 3]])
    kernels.commit(own, 'kernel.history.paste')
    workshop.change({ padding: 'full' })
    store.begin(crossCorrelation)
    store.next()
    expect(kernels.kernel).not.toBe(own)
    store.leave()
    expect([kernels.kernel, workshop.choices.padding, place.room]).toEqual([own, 'full', 'photo'])
    expect(store.open).toBe(false)
  })

  it('goes from the last step to the next lesson, and from the last lesson to the list', () => {
    createLab()
    const store = useLessonStore()
    store.begin(crossCorrelation)
    expect(store.canGoBack).toBe(false)
    crossCorrelation.steps.forEach(() => store.next())
    expect([store.lesson?.id, store.index]).toEqual(['edges', 0])
    store.begin(lessons[lessons.length - 1])
    store.goTo(store.lesson!.steps.length - 1)
    store.next()
    expect(store.listed).toBe(true)
  })

  it('comes back at the next start, closed, with what was done', () => {
    const part = { at: { lesson: 'edges', step: 'signs' }, done: ['edges.gray', 'edges.laplacian'] }
    createLab({ start: { settings: remembering(part) } })
    const store = useLessonStore()
    expect([store.open, store.lesson?.id, store.index, store.doneIn(edges)]).toEqual([false, 'edges', 2, 2])
    expect(useKernelStore().kernel).toBe(firstKernel)
  })

  it.each([{ at: { lesson: 'alchemy', step: 'gold' }, done: [] }, { at: 'edges' }, 7])(
    'begins anew where %j was remembered',
    (part) => {
      createLab({ start: { settings: remembering(part) } })
      expect(useLessonStore().lesson).toBeNull()
    },
  )
})
