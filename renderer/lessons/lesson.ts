import type { en } from '../locales/en/index.ts'
import type { MessageKey } from '../locales/messages.ts'
import type { MathNode } from '../panes/base/mathNotation.ts'
import type { LessonLab } from './lessonLab.ts'

type Texts = (typeof en)['lessons']['each']

export type LessonId = keyof Texts
export type StepId<L extends LessonId> = keyof Texts[L]['steps'] & string

/** One thing to read and one thing to try. The words are the locales': `lessons.each.<lesson>.steps.<step>`. */
export interface LessonStep<Id extends string = string> {
  readonly id: Id
  /** It is about a picture: without one, a photo is offered first. */
  readonly onPhoto: boolean
  readonly formula?: MathNode
  /** Sets up the lab so that what is asked for is at hand, and not done yet. */
  prepare(lab: LessonLab): void
  /** Whether a person did what is asked for. Read where reactivity follows it. */
  done(lab: LessonLab): boolean
}

export interface Lesson<L extends LessonId = LessonId> {
  readonly id: L
  readonly steps: readonly LessonStep[]
}

/** A step without words, or of another lesson, does not compile. */
export function lesson<L extends LessonId>(id: L, steps: readonly LessonStep<StepId<L>>[]): Lesson<L> {
  return Object.freeze({ id, steps: Object.freeze(steps) })
}

/** How a step that was done is remembered, whatever is added before it. */
export function stepPath({ id }: Lesson, step: LessonStep): string {
  return `${id}.${step.id}`
}

/** The type of `lesson` has seen to it that the message exists; a template cannot say so. */
export function stepKey({ id }: Lesson, step: LessonStep, part: 'title' | 'text' | 'task' | 'seen'): MessageKey {
  return `lessons.each.${id}.steps.${step.id}.${part}` as MessageKey
}
