/** Time as it is passed in, so that a test can be its own clock. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Runs once after the delay, unless the returned function is called before. */
  schedule(run: () => void, delayMs: number): () => void
}

/** The clock of the process, for its entry points. */
export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(run, delayMs) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
