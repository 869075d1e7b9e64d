import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useLessonLab } from '../../../renderer/lessons/lessonLab.ts'
import type { LessonLab } from '../../../renderer/lessons/lessonLab.ts'
import { lessons } from '../../../renderer/lessons/lessons.ts'
import { en } from '../../../renderer/locales/en/index.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { createLab } from '../support/labApp.ts'

let lab: LessonLab
beforeEach(async () => {
  createLab()
  lab = useLessonLab()
  await useImageStore().open({ kind: 'sample' })
})

const everyStep = lessons.flatMap(({ id, steps }) => steps.map((step) => [`${id}.${step.id}`, step] as const))

describe('the lessons', () => {
  it('have words for all their steps, in this order', () => {
    const written = Object.entries(en.lessons.each).map(([id, { steps }]) => [id, Object.keys(steps)])
    expect(written).toEqual(lessons.map(({ id, steps }) => [id, steps.map((step) => step.id)]))
  })

  it.each(everyStep)('%s is not done by setting it up, whatever was done before', async (_name, step) => {
    for (const [, other] of everyStep) other.prepare(lab)
    lab.explain.pinAt(3, 4)
    lab.workshop.change({ border: { mode: 'replicate', value: 0 }, rounding: 'ceil', padding: 'same', stride: [2, 2] })
    lab.workshop.point({ kind: 'output', row: 0, column: 1 })
    lab.convolutions.change({ channels: 'gray', mapping: 'absolute' })
    step.prepare(lab)
    await nextTick()
    expect(step.done(lab)).toBe(false)
  })

  it.each(everyStep.filter(([, step]) => !step.onPhoto))('%s can be set up without a photo', (_name, step) => {
    lab.images.close()
    step.prepare(lab)
    expect(step.done(lab)).toBe(false)
  })
})
