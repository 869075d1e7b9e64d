import { LabError } from '../../shared/errors.ts'
import type { Clock } from '../../shared/rpc/clock.ts'
import { engineProtocol } from '../../shared/rpc/engineControl.ts'
import type { ToEngine } from '../../shared/rpc/engineControl.ts'
import type { EngineStatus } from '../../shared/rpc/hostContract.ts'

/** The slice of Electron's UtilityProcess that supervision needs. `Channel` is a MessagePortMain. */
export interface EngineProcess<Channel> {
  postMessage(message: ToEngine, transfer?: Channel[]): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

export interface SupervisorParts<Channel> {
  readonly fork: () => EngineProcess<Channel>
  readonly clock: Clock
  /** What every new engine is told first. */
  readonly greeting: () => readonly ToEngine[]
  readonly onStatus: (status: EngineStatus) => void
  readonly log: (line: string) => void
}

export interface EngineSupervisor<Channel> {
  readonly status: EngineStatus
  start(): void
  /** After giving up: starts over, with nothing held against the engine. */
  restart(): void
  /** Tells a ready engine; says false, and does nothing, while there is none. */
  post(message: ToEngine, transfer?: Channel[]): boolean
  /** Asks the engine to end, and ends it when it has not within a second. There is no way back. */
  shutdown(): Promise<void>
}

/** No hello within this time is a failed start. */
const helloTimeoutMs = 10_000
/** The third exit within this window is one too many; an exit is forgotten when the window has passed over it. */
const exitWindowMs = 60_000
/** Before the restart after the first exit within the window, and after the second. */
const backOffMs = [250, 1000] as const
const shutdownGraceMs = 1000

/**
 * stopped → starting → ready → (exit) → backing-off → starting … or → gave-up; and from all of them → ended.
 * Only `exit` moves on: it always comes, whatever the reason.
 */
type State<Channel> =
  | { readonly name: 'stopped' | 'gave-up' }
  | { readonly name: 'starting'; readonly child: EngineProcess<Channel>; readonly cancelTimer: () => void }
  | { readonly name: 'ready'; readonly child: EngineProcess<Channel> }
  | { readonly name: 'backing-off'; readonly cancelTimer: () => void }
  | { readonly name: 'ended' }

export function superviseEngine<Channel>(parts: SupervisorParts<Channel>): EngineSupervisor<Channel> {
  const { fork, clock, greeting, onStatus, log } = parts
  let state: State<Channel> = { name: 'stopped' }
  let exits: readonly number[] = []
  let status: EngineStatus = 'starting'
  let ended: (() => void) | null = null

  function report(next: EngineStatus): void {
    status = next
    onStatus(next)
  }

  function launch(): void {
    const child = fork()
    const cancelTimer = clock.schedule(() => {
      log(`engine: no hello within ${helloTimeoutMs / 1000} s`)
      child.kill()
    }, helloTimeoutMs)
    state = { name: 'starting', child, cancelTimer }
    child.on('message', (message) => hear(child, message))
    child.on('exit', (code) => exited(child, code))
  }

  function hear(child: EngineProcess<Channel>, message: unknown): void {
    if (state.name !== 'starting' || state.child !== child || !isHello(message)) return
    state.cancelTimer()
    if (message.protocol !== engineProtocol) {
      log(`engine: speaks protocol ${String(message.protocol)}, wanted ${engineProtocol}`)
      child.kill()
      return
    }
    state = { name: 'ready', child }
    for (const each of greeting()) child.postMessage(each)
    report('ready')
  }

  function exited(child: EngineProcess<Channel>, code: number): void {
    if (state.name === 'ended') return ended?.()
    if ((state.name !== 'starting' && state.name !== 'ready') || state.child !== child) return
    if (state.name === 'starting') state.cancelTimer()
    const now = clock.now()
    exits = [...exits.filter((at) => now - at < exitWindowMs), now]
    const delay = backOffMs[exits.length - 1]
    log(`engine: exited with ${code}${delay === undefined ? ', once too often' : `, next start in ${delay} ms`}`)
    if (delay === undefined) {
      state = { name: 'gave-up' }
      report('gave-up')
    } else {
      state = { name: 'backing-off', cancelTimer: clock.schedule(launch, delay) }
      report('restarting')
    }
  }

  function shutdown(): Promise<void> {
    const last = state
    state = { name: 'ended' }
    if (last.name === 'starting' || last.name === 'backing-off') last.cancelTimer()
    if (last.name !== 'starting' && last.name !== 'ready') return Promise.resolve()
    const { child } = last
    return new Promise((resolve) => {
      const cancelKill = clock.schedule(() => {
        child.kill()
        resolve() // our own end takes it along, should it survive even that
      }, shutdownGraceMs)
      ended = () => {
        cancelKill()
        resolve()
      }
      if (last.name === 'ready') child.postMessage({ kind: 'shutdown' })
      else child.kill() // it does not listen yet
    })
  }

  return {
    get status() {
      return status
    },
    start() {
      if (state.name === 'stopped') launch()
    },
    restart() {
      if (state.name !== 'gave-up')
        throw new LabError('bad-argument', 'the engine is restarted by hand only after it gave up')
      exits = []
      report('restarting')
      launch()
    },
    post(message, transfer) {
      if (state.name !== 'ready') return false
      state.child.postMessage(message, transfer)
      return true
    },
    shutdown,
  }
}

function isHello(message: unknown): message is { protocol: unknown } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    message.kind === 'hello' &&
    'protocol' in message
  )
}

/** The engine gets these variables and no others: NODE_OPTIONS and its like change what Node runs. */
const passedOn = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'TZ',
  'SystemRoot',
  'windir',
]

export function engineEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = passedOn.map((name) => [name, environment[name]] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}
