import type { Port } from '../../shared/rpc/port.ts'

export interface FakePort extends Port {
  /** What was posted here and has not arrived: in order, as clones. */
  readonly inFlight: readonly unknown[]
}

export interface FakePorts {
  readonly left: FakePort
  readonly right: FakePort
  /** Delivers what is in flight, and what is posted meanwhile, until nothing is. */
  deliver(): Promise<void>
}

/**
 * Two ports in memory, wired to each other. Messages wait until `deliver` is called (that is the delay); `loses` decides which never arrive.
 * Like real ports they clone, and throw DataCloneError for what cannot be cloned.
 */
export function fakePorts(loses: (message: unknown) => boolean = () => false): FakePorts {
  const left = end()
  const right = end()
  left.peer = right
  right.peer = left

  function end() {
    const messages: ((message: unknown) => void)[] = []
    const closes: (() => void)[] = []
    const queue: unknown[] = []
    const self = {
      peer: undefined as unknown as { emitClose(): void; receive(message: unknown): void },
      open: true,
      inFlight: queue,
      post(message: unknown) {
        const clone = structuredClone(message)
        if (self.open && !loses(clone)) queue.push(clone)
      },
      onMessage: (listener: (message: unknown) => void) => void messages.push(listener),
      onClose: (listener: () => void) => void closes.push(listener),
      close() {
        if (!self.open) return
        self.open = false
        self.peer.emitClose()
      },
      receive: (message: unknown) => messages.forEach((listener) => listener(message)),
      emitClose() {
        self.open = false
        closes.forEach((listener) => listener())
      },
    }
    return self
  }

  async function deliver(): Promise<void> {
    for (let idle = 0; idle < 3;) {
      const [from, to] = left.inFlight.length > 0 ? [left, right] : [right, left]
      if (from.inFlight.length > 0) {
        to.receive(from.inFlight.shift())
        idle = 0
      } else idle++
      await new Promise((resume) => setImmediate(resume)) // handlers settle between messages
    }
  }

  return { left, right, deliver }
}
