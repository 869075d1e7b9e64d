import type { LearnSettings } from './learnSettingsStore.ts'

/** What may be changed of a paused run. */
const steering: readonly string[] = ['rate', 'iterations', 'pace'] satisfies (keyof LearnSettings)[]

/** What makes another problem of the same pictures. */
const ofThePair = [
  ...(['target', 'size', 'bias', 'constraint', 'penalty'] as const),
  ...(['color', 'shift', 'clipped'] as const),
] satisfies (keyof LearnSettings)[]

export function onlySteers(part: Partial<LearnSettings>): boolean {
  return Object.keys(part).every((name) => steering.includes(name))
}

export function makesAnotherProblem(part: Partial<LearnSettings>): boolean {
  return ofThePair.some((name) => name in part)
}
