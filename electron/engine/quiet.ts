import type { Clock } from '../../shared/rpc/clock.ts'
import type { Contract, Handlers } from '../../shared/rpc/rpc.ts'

/** Waits until nobody has wanted anything for a while; the signal tells when somebody does. */
export type Quiet = () => Promise<AbortSignal>

/** Who is at work, so that what can wait does. */
export interface Calls {
  /** Work that others should not disturb. */
  during<T>(work: () => T | Promise<T>): Promise<T>
  readonly quiet: Quiet
}

/** A person who looks at what came of the last edit begins no other within this time, often enough. */
const longEnough = 3000

export function createCalls(clock: Clock): Calls {
  let running = 0
  let lastEnd = clock.now()
  let still = new AbortController()

  return {
    async during(work) {
      running++
      still.abort()
      still = new AbortController()
      try {
        return await work()
      } finally {
        running--
        lastEnd = clock.now()
      }
    },
    async quiet() {
      for (;;) {
        const wait = running > 0 ? longEnough : lastEnd + longEnough - clock.now()
        if (wait <= 0) return still.signal
        await new Promise<void>((resolve) => clock.schedule(resolve, wait))
      }
    },
  }
}

/** Handlers whose calls are such work. */
export function counted<C extends Contract>(handlers: Handlers<C>, { during }: Calls): Handlers<C> {
  const methods = Object.entries(handlers) as [string, Handlers<C>[keyof C]][]
  return Object.fromEntries(
    methods.map(([method, handle]) => [
      method,
      (...[request, job]: Parameters<typeof handle>) => during(() => handle(request, job)),
    ]),
  ) as Handlers<C>
}
