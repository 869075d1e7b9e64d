/** Runs jobs one after the other; one that is aborted while it waits never starts. */
export type Queue = <T>(job: () => Promise<T>, signal?: AbortSignal) => Promise<T>

export function oneAtATime(): Queue {
  let last: Promise<unknown> = Promise.resolve()
  return (job, signal) => {
    const mine = last.then(() => {
      signal?.throwIfAborted()
      return job()
    })
    const nothing = (): void => undefined
    last = mine.then(nothing, nothing) // its caller hears of it; a picture that was answered is not held until the next
    return mine
  }
}
