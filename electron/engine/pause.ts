import { setImmediate } from 'node:timers/promises'

/** Lets waiting messages in, a cancel among them: a loop that never pauses cannot hear one. */
export function pause(): Promise<void> {
  return setImmediate()
}

/** Milliseconds of work between two pauses: short enough that a cancel is heard at once. */
export const longestStretch = 10

/** Pauses only if the last pause is longer ago than `longestStretch`; throws the signal's reason when it is aborted. */
export function createPacer(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last >= longestStretch) {
      await pause()
      last = performance.now()
    }
    signal?.throwIfAborted()
  }
}
