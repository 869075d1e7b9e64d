// An installed Chromium as the windows: its process, and the DevTools protocol over a pipe.
// The pipe is also the leash: Chromium quits by itself when the main process is gone.
import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { deferred } from '../deferred.ts'
import { chromiumArguments, type ChromiumSettings } from './flags.ts'

// Not Debian's wrapper in /usr/bin: it exports Google API keys and adds flags.
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const LAST_WORDS = 4000 // characters of Chromium's stderr that are kept for the reason why it did not start

export const isHeadless = process.env.ELECTRON_STAND_IN_HEADLESS
  ? process.env.ELECTRON_STAND_IN_HEADLESS !== '0'
  : !process.env.DISPLAY

export function chromiumBinary(): string {
  const binary = process.env.ELECTRON_STAND_IN_CHROMIUM ?? PLACES.find((place) => existsSync(place))
  if (!binary) throw new Error('no Chromium is installed: apt-get install chromium, or set ELECTRON_STAND_IN_CHROMIUM')
  return binary
}

/** Parameters and results of the DevTools protocol: JSON, described at chromedevtools.github.io/devtools-protocol. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CdpObject = Record<string, any>

interface Call {
  method: string
  resolve(result: CdpObject): void
  reject(error: Error): void
}

/** Emits 'browser' (method, params), the same by session id, and 'exit'. */
class Chromium extends EventEmitter {
  #process: ChildProcess | null = null
  #calls = new Map<number, Call>()
  #lastId = 0
  #started = deferred()
  readonly started = this.#started.promise
  exited: Promise<number | null> = Promise.resolve(null)

  launch(settings: ChromiumSettings): void {
    this.setMaxListeners(0)
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] as const
    const child = spawn(chromiumBinary(), chromiumArguments(settings), { stdio: [...stdio] })
    this.#process = child
    this.exited = new Promise((resolve) => child.once('exit', resolve))
    child.once('error', (error) => this.#started.reject(error))
    this.#watchStderr(child.stderr as Readable)
    this.#readPipe(child.stdio[4] as Readable)
    for (const pipe of [child.stdio[3], child.stdio[4]]) pipe?.on('error', () => {}) // it is gone: 'exit' says so
  }

  #watchStderr(stderr: Readable): void {
    let tail = ''
    void this.exited.then((code) => {
      this.#started.reject(new Error(`exit code ${code}\n${tail}`))
      this.emit('exit')
    })
    stderr.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-LAST_WORDS)
      if (process.env.ELECTRON_ENABLE_LOGGING) process.stderr.write(text)
      const line = /^DevTools listening on ws:\/\/.*$/m.exec(tail)
      if (!line) return
      tail = ''
      process.stderr.write(`\n${line[0]}\n`) // what Playwright waits for
      this.#started.resolve()
    })
  }

  #readPipe(pipe: Readable): void {
    let parts: Buffer[] = []
    pipe.on('data', (chunk: Buffer) => {
      for (let end; (end = chunk.indexOf(0)) >= 0; chunk = chunk.subarray(end + 1)) {
        this.#receive(JSON.parse(Buffer.concat([...parts, chunk.subarray(0, end)]).toString()) as CdpObject)
        parts = []
      }
      if (chunk.length) parts.push(chunk)
    })
  }

  #receive(message: CdpObject): void {
    if (!message.id) {
      this.emit(message.sessionId ?? 'browser', message.method, message.params)
      return
    }
    const call = this.#calls.get(message.id)
    this.#calls.delete(message.id)
    if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`))
    else call?.resolve(message.result)
  }

  send(method: string, params: CdpObject = {}, sessionId?: string): Promise<CdpObject> {
    const { promise, resolve, reject } = deferred<CdpObject>()
    const id = ++this.#lastId
    this.#calls.set(id, { method, resolve, reject })
    ;(this.#process?.stdio[3] as Writable).write(JSON.stringify({ id, method, params, sessionId }) + '\0')
    return promise
  }

  async close(): Promise<void> {
    if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.send('Browser.close').catch(() => {})
    const timer = setTimeout(() => this.kill(), 3000)
    await this.exited
    clearTimeout(timer)
  }

  kill(): void {
    this.#process?.kill('SIGKILL')
  }
}
export const chromium = new Chromium()
