import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, shallowRef, watch } from 'vue'
import { stepPath } from '../lessons/lesson.ts'
import type { Lesson, LessonStep } from '../lessons/lesson.ts'
import { borrow, useLessonLab } from '../lessons/lessonLab.ts'
import { lessons } from '../lessons/lessons.ts'
import { useSettingsStore } from './settingsStore.ts'

/** How far a person has come; what comes back at the next start. */
interface Progress {
  /** The lesson and the step to resume at; null before the first. */
  readonly at: { readonly lesson: string; readonly step: string } | null
  /** Paths of the steps that were done, in any order. */
  readonly done: readonly string[]
}

const progressSchema: v.GenericSchema<unknown, Progress> = v.object({
  at: v.nullable(v.object({ lesson: v.string(), step: v.string() })),
  done: v.array(v.string()),
})

/** The lessons: which step is shown, whether it was done, and the lab that is borrowed for it. */
export const useLessonStore = defineStore('lesson', () => {
  const settings = useSettingsStore()
  const lab = useLessonLab()

  const progress = shallowRef<Progress>(settings.recall('lessons', progressSchema) ?? { at: null, done: [] })
  const open = shallowRef(false)
  /** All lessons in place of a step. */
  const listed = shallowRef(false)
  let giveBack: (() => void) | null = null

  const lesson = computed(() => lessons.find(({ id }) => id === progress.value.at?.lesson) ?? null)
  const index = computed(() => {
    const found = lesson.value?.steps.findIndex(({ id }) => id === progress.value.at?.step) ?? 0
    return Math.max(0, found)
  })
  const step = computed(() => lesson.value?.steps[index.value] ?? null)
  const active = computed(() => open.value && !listed.value && step.value !== null)
  const needsPhoto = computed(() => active.value && step.value!.onPhoto && lab.images.info === null)
  const isDone = computed(() => active.value && wasDone(lesson.value!, step.value!))
  const canGoBack = computed(() => active.value && index.value > 0)

  function wasDone(of: Lesson, which: LessonStep): boolean {
    return progress.value.done.includes(stepPath(of, which))
  }

  function doneIn(of: Lesson): number {
    return of.steps.filter((which) => wasDone(of, which)).length
  }

  function remember(part: Partial<Progress>): void {
    progress.value = Object.freeze({ ...progress.value, ...part })
    settings.remember('lessons', progress.value)
  }

  /** Goes on where a person left, or shows what there is to learn. */
  function show(): void {
    if (open.value) return list()
    open.value = true
    if (lesson.value && !isDoneWhole(lesson.value)) enter(lesson.value, index.value)
    else list()
  }

  /** No step is on: the lab is a person's own, as it was before the first step. */
  function list(): void {
    listed.value = true
    endStep()
  }

  function endStep(): void {
    giveBack?.()
    giveBack = null
  }

  /** A lesson that was left goes on; one that is new or finished begins. */
  function begin(chosen: Lesson): void {
    const isCurrent = chosen === lesson.value && !isDoneWhole(chosen)
    const firstOpen = chosen.steps.findIndex((which) => !wasDone(chosen, which))
    enter(chosen, isCurrent ? index.value : Math.max(0, firstOpen))
  }

  function isDoneWhole(of: Lesson): boolean {
    return doneIn(of) === of.steps.length
  }

  function enter(chosen: Lesson, at: number): void {
    giveBack ??= borrow(lab)
    open.value = true
    listed.value = false
    remember({ at: { lesson: chosen.id, step: chosen.steps[at].id } })
    prepare()
  }

  function prepare(): void {
    if (needsPhoto.value) lab.place.room = 'photo'
    else if (active.value) step.value!.prepare(lab)
  }

  /** Behind the last step the next lesson begins; behind the last lesson there is the list. */
  function next(): void {
    if (!active.value || !lesson.value) return
    if (index.value < lesson.value.steps.length - 1) return goTo(index.value + 1)
    const following = lessons[lessons.indexOf(lesson.value) + 1]
    if (following) enter(following, 0)
    else list()
  }

  function previous(): void {
    if (canGoBack.value) goTo(index.value - 1)
  }

  function goTo(at: number): void {
    if (lesson.value) enter(lesson.value, at)
  }

  function leave(): void {
    open.value = false
    endStep()
  }

  watch(
    () => lab.images.info !== null,
    (hasPhoto) => hasPhoto && step.value?.onPhoto && prepare(),
  )
  watch(
    () => active.value && !needsPhoto.value && step.value!.done(lab),
    (now) => {
      if (now && !isDone.value) remember({ done: [...progress.value.done, stepPath(lesson.value!, step.value!)] })
    },
  )

  return {
    ...{ open, listed, lesson, index, step, active, needsPhoto, isDone, canGoBack },
    ...{ wasDone, doneIn, show, list, begin, goTo, next, previous, leave },
  }
})
