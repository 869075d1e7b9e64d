/** What is done once before anybody needs it, and never while somebody waits for something else. */
export interface Warming {
  /** Does it, unless it is done or somebody waits; whoever begins to wait meanwhile ends it, and then it is not done. */
  begin(): Promise<void>
  /** Somebody waits for a job. From `calm` on it leaves the threads alone, and they are warmed until it ends. */
  during<T>(job: () => Promise<T>, calm?: Promise<void>): Promise<T>
}

export function createWarming(work: (signal: AbortSignal) => Promise<void>): Warming {
  let isDone = false
  let waiting = 0
  let current = new AbortController()

  async function begin(): Promise<void> {
    if (isDone || waiting > 0) return
    const { signal } = (current = new AbortController())
    try {
      await work(signal)
      isDone = true
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
  }

  return {
    begin,
    async during(job, calm) {
      current.abort()
      waiting++
      let isCalm = false
      const leave = (): void => {
        if (!isCalm) waiting--
        isCalm = true
      }
      const ended = new AbortController()
      void calm
        ?.then(() => {
          leave()
          return ended.signal.aborted ? undefined : begin()
        })
        .catch(() => undefined) // whoever wants the threads is told
      try {
        return await job()
      } finally {
        ended.abort()
        leave()
        current.abort()
      }
    },
  }
}
