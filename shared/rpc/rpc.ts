import { errorRecord, LabError } from '../errors.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import type { Port } from './port.ts'
import { readToClient, readToServer } from './wire.ts'
import type { ToClient, ToServer } from './wire.ts'

/** A contract is a type of method names; nothing is generated from it. */
export type Contract = Record<
  string,
  { readonly request: unknown; readonly reply: unknown; readonly progress?: unknown }
>

type Progress<C extends Contract, M extends keyof C> = C[M] extends { readonly progress: infer P } ? P : never

export interface CallOptions<P> {
  /** Aborting it forgets the call at once, tells the server, and rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Hears the latest state of the job; states in between are dropped. */
  readonly onProgress?: (progress: P) => void
}

export interface Client<C extends Contract> {
  /** Rejects with the server's `LabError`, with `disconnected` when the port closes, or with the signal's reason. */
  call<M extends keyof C & string>(
    method: M,
    request: C[M]['request'],
    options?: CallOptions<Progress<C, M>>,
  ): Promise<C[M]['reply']>
  /** Closes the port; whatever is pending rejects with `disconnected`. */
  close(): void
}

export interface Job<P> {
  /** Aborted by the client's cancel and by the port's closing. Check it between tiles or steps, after a macrotask. */
  readonly signal: AbortSignal
  /** Says where the job stands, as often as it likes: the latest goes out at most every 33 ms, and the last one always. */
  progress(progress: P): void
  /** Calls back when the answer was posted, which clones it, or nobody waits for one: what it is made of may then be used again. */
  onSent(done: () => void): void
}

export type Handlers<C extends Contract> = {
  readonly [M in keyof C]: (
    request: C[M]['request'],
    job: Job<Progress<C, M>>,
  ) => C[M]['reply'] | Promise<C[M]['reply']>
}

/** About 30 a second: progress is for eyes. */
const progressIntervalMs = 33

interface Pending {
  readonly resolve: (reply: unknown) => void
  readonly reject: (reason: unknown) => void
  readonly onProgress: ((progress: never) => void) | undefined
  readonly forget: () => void
}

export function connect<C extends Contract>(port: Port): Client<C> {
  const pending = new Map<number, Pending>()
  let lastId = 0
  let open = true

  function take(id: number): Pending | undefined {
    const call = pending.get(id)
    pending.delete(id)
    call?.forget()
    return call
  }

  function disconnect(): void {
    open = false
    for (const id of [...pending.keys()]) take(id)?.reject(disconnected())
  }

  port.onClose(disconnect)
  port.onMessage((received) => {
    const message = readToClient(received)
    // An unknown id is a late answer to a cancelled call.
    if (message?.kind === 'progress') pending.get(message.id)?.onProgress?.(message.progress as never)
    if (message?.kind === 'reply') take(message.id)?.resolve(message.reply)
    if (message?.kind === 'fault') take(message.id)?.reject(LabError.from(message.error))
  })

  return {
    call: (method, request, { signal, onProgress } = {}) =>
      new Promise((resolve, reject) => {
        if (!open) return reject(disconnected())
        if (signal?.aborted) return reject(signal.reason)
        const id = ++lastId
        const cancel = (): void => {
          take(id)
          port.post({ kind: 'cancel', id } satisfies ToServer)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', cancel)
        const forget = (): void => signal?.removeEventListener('abort', cancel)
        pending.set(id, { resolve: resolve as Pending['resolve'], reject, onProgress, forget })
        try {
          port.post({ kind: 'call', id, method, request } satisfies ToServer)
        } catch (thrown) {
          // DataCloneError: the request holds a function, a Vue proxy or the like.
          take(id)?.reject(thrown)
        }
      }),
    close() {
      port.close()
      disconnect()
    },
  }
}

/** Answers calls until the port closes. `stop` closes the port and aborts every running job. */
export function serve<C extends Contract>(
  port: Port,
  handlers: Handlers<C>,
  clock: Clock = systemClock,
): { stop(): void } {
  const running = new Map<number, AbortController>()

  async function run(id: number, method: string, request: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(id, controller)
    const progress = paced(clock, (value) => {
      try {
        port.post({ kind: 'progress', id, progress: value } satisfies ToClient)
      } catch (thrown) {
        controller.abort(thrown)
        postOutcome(port, { kind: 'fault', id, error: errorRecord(thrown) })
      }
    })
    const waiting: (() => void)[] = []
    const job: Job<unknown> = {
      signal: controller.signal,
      progress: (value) => void (controller.signal.aborted || progress.offer(value)),
      onSent: (done) => void waiting.push(done),
    }
    const outcome = await answer<C>(handlers, id, method, request, job)
    running.delete(id)
    if (!controller.signal.aborted) progress.flush()
    if (controller.signal.aborted)
      progress.drop() // nobody waits any more
    else postOutcome(port, outcome)
    for (const done of waiting) done()
  }

  function abortAll(): void {
    for (const controller of running.values()) controller.abort(disconnected())
  }

  port.onClose(abortAll)
  port.onMessage((received) => {
    const message = readToServer(received)
    if (message?.kind === 'cancel') running.get(message.id)?.abort()
    if (message?.kind === 'call' && !running.has(message.id)) void run(message.id, message.method, message.request)
  })
  return {
    stop() {
      port.close()
      abortAll()
    },
  }
}

async function answer<C extends Contract>(
  handlers: Handlers<C>,
  id: number,
  method: string,
  request: unknown,
  job: Job<unknown>,
): Promise<ToClient> {
  try {
    // Own methods only: 'constructor' and its like are not part of any contract.
    if (!Object.hasOwn(handlers, method)) throw new LabError('bad-argument', `no method is called '${method}'`)
    const handler = handlers[method] as (request: unknown, job: Job<unknown>) => unknown
    return { kind: 'reply', id, reply: await handler(request, job) }
  } catch (thrown) {
    return { kind: 'fault', id, error: errorRecord(thrown) }
  }
}

/** What cannot be cloned becomes a fault that can: the caller must hear something. */
function postOutcome(port: Port, outcome: ToClient): void {
  try {
    port.post(outcome)
  } catch (thrown) {
    const error = outcome.kind === 'fault' ? outcome.error : errorRecord(thrown)
    const { code, message } = error
    port.post({ kind: 'fault', id: outcome.id, error: { code, message } } satisfies ToClient)
  }
}

/** Sends the latest offered value, the first at once and then one per interval; `flush` sends what still waits. */
function paced<T>(clock: Clock, send: (value: T) => void) {
  let waiting: { readonly value: T } | null = null
  let cancelTimer: (() => void) | null = null
  let lastSent = -Infinity

  function flush(): void {
    cancelTimer?.()
    cancelTimer = null
    if (!waiting) return
    const { value } = waiting
    waiting = null
    lastSent = clock.now()
    send(value)
  }

  return {
    offer(value: T): void {
      waiting = { value }
      const dueIn = lastSent + progressIntervalMs - clock.now()
      if (dueIn <= 0) flush()
      else cancelTimer ??= clock.schedule(flush, dueIn)
    },
    flush,
    drop(): void {
      waiting = null
      cancelTimer?.()
      cancelTimer = null
    },
  }
}

function disconnected(): LabError {
  return new LabError('disconnected', 'the connection closed before the answer came')
}
