import { inject, shallowRef } from 'vue'
import type { InjectionKey, ShallowRef } from 'vue'
import { errorRecord, LabError } from '../../shared/errors.ts'
import type { EngineContract } from '../../shared/rpc/engineContract.ts'
import type { EngineStatus } from '../../shared/rpc/hostContract.ts'
import { fromDomPort } from '../../shared/rpc/port.ts'
import { connect } from '../../shared/rpc/rpc.ts'
import type { Client } from '../../shared/rpc/rpc.ts'
import type { Host } from '../host.ts'

export interface EngineClient extends Pick<Client<EngineContract>, 'call'> {
  readonly status: Readonly<ShallowRef<EngineStatus>>
  /** Counts the connections: what the engine held is gone whenever it rises. 0 before the first. */
  readonly generation: Readonly<ShallowRef<number>>
  /** After the supervisor gave up. */
  restart(): Promise<void>
}

/**
 * Gets the engine's port from main, and a new one whenever the engine came back. A call made while there is no
 * connection waits for the next one; a call in flight when it breaks rejects with `disconnected`.
 */
export function createEngineClient(
  host: Pick<Host, 'connectEngine' | 'onEngineStatus' | 'restartEngine'>,
  awaitPort: (nonce: string) => AwaitedPort = portFromWindow,
): EngineClient {
  const status = shallowRef<EngineStatus>('starting')
  const generation = shallowRef(0)
  let client: Client<EngineContract> | null = null
  let waiting = createGate<Client<EngineContract>>()
  let asking = false

  /** Main answers when the port is on its way, which may be after the engine's next start. */
  async function acquire(): Promise<void> {
    if (client || asking) return
    asking = true
    const nonce = crypto.randomUUID()
    const awaited = awaitPort(nonce)
    try {
      await host.connectEngine(nonce)
      attach(await awaited.port)
    } catch (thrown) {
      awaited.stop()
      const { code } = errorRecord(thrown)
      if (code === 'engine-failed') giveUp()
      // Anything else is no end: main says 'ready' when the engine is there, and we ask again.
    } finally {
      asking = false
    }
  }

  function attach(domPort: MessagePort): void {
    const port = fromDomPort(domPort)
    const connected = connect<EngineContract>(port)
    port.onClose(() => connected === client && disconnect())
    client = connected
    status.value = 'ready'
    generation.value++
    waiting.open(connected)
  }

  function disconnect(): void {
    const closed = client
    client = null
    waiting = createGate()
    if (status.value !== 'gave-up') status.value = 'restarting'
    closed?.close()
  }

  function giveUp(): void {
    status.value = 'gave-up'
    waiting.fail(new LabError('engine-failed', 'the engine stopped several times and was not started again'))
    waiting = createGate()
  }

  host.onEngineStatus((reported) => {
    if (reported === 'ready') return void acquire()
    if (client) disconnect()
    if (reported === 'gave-up') giveUp()
    else status.value = reported
  })
  void acquire()

  return {
    status,
    generation,
    async call(method, request, options = {}) {
      if (status.value === 'gave-up') throw new LabError('engine-failed', 'the engine is not running')
      const connected = client ?? (await abortable(waiting.promise, options.signal))
      return connected.call(method, request, options)
    },
    async restart() {
      status.value = 'starting'
      await host.restartEngine()
    },
  }
}

export interface AwaitedPort {
  readonly port: Promise<MessagePort>
  stop(): void
}

/** The preload posts the port to the window with our nonce as its data: a port cannot cross contextBridge. */
function portFromWindow(nonce: string): AwaitedPort {
  let stop = (): void => undefined
  const port = new Promise<MessagePort>((resolve) => {
    const listener = (event: MessageEvent): void => {
      const [received] = event.ports
      if (event.source !== window || event.data !== nonce || !received) return
      stop()
      resolve(received)
    }
    stop = () => window.removeEventListener('message', listener)
    window.addEventListener('message', listener)
  })
  return { port, stop: () => stop() }
}

interface Gate<T> {
  readonly promise: Promise<T>
  readonly open: (value: T) => void
  readonly fail: (reason: unknown) => void
}

function createGate<T>(): Gate<T> {
  let settle!: Pick<Gate<T>, 'open' | 'fail'>
  const promise = new Promise<T>((open, fail) => (settle = { open, fail }))
  promise.catch(() => undefined) // nobody may be waiting
  return { promise, ...settle }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

export const engineKey: InjectionKey<EngineClient> = Symbol('engine')

export function useEngine(): EngineClient {
  const engine = inject(engineKey)
  if (!engine) throw new LabError('internal', 'the window was started without an engine')
  return engine
}
