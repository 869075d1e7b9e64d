// One lock file names the first instance; a socket beside it takes the command line of later ones.
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export type SecondInstance = [argv: string[], workingDirectory: string, additionalData: unknown]

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

export class SingleInstance {
  #held: { base: string; server: Server } | null = null
  /** Settles when the first instance has heard of this one. */
  handover: Promise<unknown> = Promise.resolve()

  get isHeld(): boolean {
    return this.#held !== null
  }

  request(userData: string, additionalData: unknown, onSecond: (second: SecondInstance) => void): boolean {
    if (this.#held) return true
    const base = path.join(tmpdir(), `stand-in-${createHash('sha256').update(userData).digest('hex').slice(0, 16)}`)
    while (!takeLock(`${base}.lock`)) {
      if (isAlive(Number(readFileSync(`${base}.lock`, 'utf8')))) {
        this.#tellFirst(`${base}.sock`, [process.argv, process.cwd(), additionalData])
        return false
      }
      rmSync(`${base}.lock`, { force: true }) // of a killed one
    }
    rmSync(`${base}.sock`, { force: true })
    this.#held = { base, server: listenForSeconds(`${base}.sock`, onSecond) }
    return true
  }

  #tellFirst(address: string, second: SecondInstance): void {
    const socket = connect(address).on('error', () => {}) // 'close' follows
    this.handover = new Promise((resolve) => socket.on('close', resolve))
    socket.end(JSON.stringify(second))
  }

  release(): void {
    if (!this.#held) return
    this.#held.server.close()
    for (const end of ['lock', 'sock']) rmSync(`${this.#held.base}.${end}`, { force: true })
    this.#held = null
  }
}

function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

function listenForSeconds(address: string, onSecond: (second: SecondInstance) => void): Server {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = ''
    socket
      .setEncoding('utf8')
      .on('data', (part) => (text += part))
      .on('end', () => {
        onSecond(JSON.parse(text) as SecondInstance)
        socket.end()
      })
      .on('error', () => {}) // the second instance was killed
  })
  return server.listen(address).unref()
}
