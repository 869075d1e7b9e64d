export interface NewestWins {
  /** Aborts what was begun before, and gives the signal for what begins now. */
  begin(): AbortSignal
  abort(): void
}

/** For work that is worth nothing once something newer is wanted. */
export function newestWins(): NewestWins {
  let current: AbortController | null = null
  const abort = (): void => current?.abort()
  return {
    abort,
    begin() {
      abort()
      current = new AbortController()
      return current.signal
    },
  }
}

export interface KeepsUp<T> {
  wish(value: T): void
  /** What is worked for. */
  running(): T | null
  /** Drops what waits. */
  skip(): void
  abort(): void
}

/**
 * For short work that follows a gesture: what runs may finish, the newest wish goes next, those in between are dropped.
 * Aborting instead would show nothing at all while wishes come faster than answers.
 */
export function keepUp<T>(
  work: (wish: T, signal: AbortSignal) => Promise<void>,
  /** Nothing runs any more, and nothing waits. */
  onIdle: () => void = () => undefined,
): KeepsUp<T> {
  let running: { readonly controller: AbortController; readonly value: T } | null = null
  let waiting: { readonly value: T } | null = null

  async function run(value: T): Promise<void> {
    const mine = (running = { controller: new AbortController(), value })
    await work(value, mine.controller.signal)
    if (running !== mine) return
    running = null
    const next = waiting
    waiting = null
    if (next) void run(next.value)
    else onIdle()
  }

  return {
    wish(value) {
      if (running) waiting = { value }
      else void run(value)
    },
    running: () => running?.value ?? null,
    skip() {
      waiting = null
    },
    abort() {
      waiting = null
      running?.controller.abort()
      running = null
    },
  }
}
