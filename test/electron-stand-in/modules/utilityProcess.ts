// utilityProcess: Node children instead of Chromium's service processes.
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { constants } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Channel } from '../ports/channel.ts'
import { broker, mainLink, mainPorts } from '../ports/mainPorts.ts'
import { pack, unpack, type Head, type Message } from '../ports/message.ts'
import type { Link } from '../ports/portBroker.ts'
import { modelledClass } from '../unmodelled.ts'
import { app } from './application.ts'

interface ForkOptions {
  env?: NodeJS.ProcessEnv
  execArgv?: string[]
  cwd?: string
  serviceName?: string
  stdio?: 'pipe' | 'ignore' | 'inherit' | ('pipe' | 'ignore' | 'inherit')[]
}

/** Electron's Linux binary links the system's GLib, so native modules that bring their own (sharp) meet it there:
 *  electron/electron#46323. In this mode it is loaded here, too, and the first clash ends the process. */
const GLIB =
  process.env.ELECTRON_STAND_IN_GLIB === '1'
    ? { LD_PRELOAD: 'libgobject-2.0.so.0:libglib-2.0.so.0:libgio-2.0.so.0', G_DEBUG: 'fatal-criticals' }
    : {}
const HOOK = pathToFileURL(path.join(import.meta.dirname, '../utility/hook.ts')).href
const KILLED_AFTER = 2000 // ms that a process may take to end by SIGTERM

/** A process that computes does not see its socket close; the kernel ends it with the main process all the same. */
const LEASH = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : []

const running = new Set<ChildProcess>()
export function killUtilities(): void {
  for (const child of running) child.kill('SIGKILL')
}

class UtilityProcess extends EventEmitter {
  pid: number | undefined
  stdout: PassThrough | null = null
  stderr: PassThrough | null = null
  #child: ChildProcess | null
  #link: Link
  readonly _name: string
  #isKilled = false

  constructor(modulePath: string, args: string[], options: ForkOptions) {
    super()
    const { stdio = 'inherit', serviceName = 'Node Utility Process' } = options
    const [stdin, out, err] = Array.isArray(stdio) ? stdio : (['ignore', stdio, stdio] as const)
    if (stdin !== 'ignore') throw new Error('stdin value other than ignore is not supported.')
    if (out === 'pipe') this.stdout = new PassThrough()
    if (err === 'pipe') this.stderr = new PassThrough()
    this._name = serviceName
    app._utilities.add(this)
    const child = spawnNode(modulePath, args, options, [out, err])
    this.#child = child
    running.add(child)
    if (this.stdout) child.stdout?.pipe(this.stdout)
    if (this.stderr) child.stderr?.pipe(this.stderr)
    const channel = new Channel(child.stdio[3] as Socket, onlyPasses)
    this.#link = { deliver: (message) => channel.send(message) }
    channel.on('message', (message: Message) => {
      if (broker.handle(this.#link, message)) return
      if (message.head.op === 'message') this.emit('message', unpack(message))
    })
    child.once('spawn', () => {
      this.pid = child.pid
      this.emit('spawn')
    })
    child.once('error', (error) => this.emit('error', 'FatalError', String(error), ''))
    child.once('exit', (code, signal) => this.#exited(child, code, signal))
  }

  #exited(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    running.delete(child)
    broker.drop(this.#link)
    app._utilities.delete(this)
    this.pid = undefined
    this.#child = null
    const isEnded = signal === 'SIGTERM' || signal === 'SIGKILL'
    // electron_api_utility_process.cc: a process ended by kill() counts as 0, other signals give their number.
    const exitCode = signal === null ? (code ?? 0) : this.#isKilled && isEnded ? 0 : constants.signals[signal]
    if (signal || code) {
      const reason = isEnded ? 'killed' : signal ? 'crashed' : 'abnormal-exit'
      // serviceName is Electron's own name of the service; the one given to fork is `name`.
      const details = {
        type: 'Utility',
        reason,
        exitCode,
        serviceName: 'node.mojom.NodeService',
        name: this._name,
      }
      app.emit('child-process-gone', {}, details)
    }
    this.emit('exit', exitCode)
    this.stdout = this.stderr = null
  }

  postMessage(message: unknown, transfer?: unknown): void {
    if (!this.#child) return
    const packed = pack({ op: 'message', ports: [] }, message) // may throw: before any port is given up
    const ports = mainPorts.take(transfer)
    broker.deliver(this.#link, ports.length ? pack({ op: 'message', ports }, message) : packed)
  }

  kill(): boolean {
    const child = this.#child
    if (!child || this.pid === undefined) return false
    this.#isKilled = child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), KILLED_AFTER).unref()
    return this.#isKilled
  }
}
modelledClass('utilityProcess', UtilityProcess)

/** A message from an engine to a page passes the main process unread. */
function onlyPasses(head: Head): boolean {
  const link = head.op === 'port' ? broker.linkOf(head.to) : null
  return Boolean(link) && link !== mainLink
}

function spawnNode(modulePath: string, args: string[], options: ForkOptions, output: ForkOptions['stdio'][]) {
  const { env = process.env, execArgv = [], cwd } = options
  const file = modulePath.startsWith('file:') ? fileURLToPath(modulePath) : modulePath
  const childEnv: NodeJS.ProcessEnv = { ...env, ...GLIB, ELECTRON_STAND_IN_UTILITY: process.versions.electron }
  delete childEnv.ELECTRON_RUN_AS_NODE
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--import', HOOK]
  const [command, ...rest] = [...LEASH, ...node, ...execArgv, file, ...args]
  return spawn(command, rest, { cwd, env: childEnv, stdio: ['ignore', ...output, 'pipe'] as never })
}

export const utilityProcess = {
  fork(modulePath: string, args: string[] | ForkOptions = [], options: ForkOptions = {}): UtilityProcess {
    if (!app.isReady()) throw new Error('utilityProcess cannot be created before app is ready')
    if (!modulePath) throw new Error('Missing UtilityProcess entry script.')
    return Array.isArray(args)
      ? new UtilityProcess(modulePath, args, options)
      : new UtilityProcess(modulePath, [], args)
  },
}
