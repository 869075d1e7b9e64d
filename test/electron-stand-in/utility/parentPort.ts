// What makes a Node process a utility process: process.parentPort, and what `electron` is there.
import { EventEmitter } from 'node:events'
import { registerHooks } from 'node:module'
import { Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import { Channel } from '../ports/channel.ts'
import { pack, unpack, type Message } from '../ports/message.ts'
import { Inbox, PortSpace } from '../ports/messagePorts.ts'

const OUR_ARGUMENTS = 3 // --disable-warning=... --import hook.ts

class ParentPort extends EventEmitter {
  #channel: Channel
  #inbox = new Inbox(({ message, ports }) => this.emit('message', { data: unpack(message), ports }))
  #space: PortSpace

  constructor(channel: Channel) {
    super()
    this.#channel = channel
    this.#space = new PortSpace((message) => channel.send(message))
    channel.on('message', (message: Message) => {
      if (message.head.op === 'message') this.#inbox.push(this.#space.unload(message))
      else this.#space.receive(message)
    })
    const isFirstOrLast = (name: string) => name === 'message' && this.listenerCount('message') === 0
    this.on('newListener', (name) => isFirstOrLast(name) && this.start())
    this.on('removeListener', (name) => isFirstOrLast(name) && this.pause())
  }

  postMessage(message: unknown): void {
    this.#channel.send(pack({ op: 'message', ports: [] }, message))
  }
  start(): void {
    this.#inbox.open()
  }
  pause(): void {
    this.#inbox.pause()
  }
}

export function makeUtility(version: string): void {
  Object.assign(process, { type: 'utility' })
  process.execArgv.splice(0, OUR_ARGUMENTS)
  const versions = Object.freeze({ ...process.versions, electron: version })
  Object.defineProperty(process, 'versions', { value: versions })

  const channel = new Channel(new Socket({ fd: 3, readable: true, writable: true }))
  channel.on('close', () => process.exit()) // the main process is gone
  Object.defineProperty(process, 'parentPort', { enumerable: true, value: new ParentPort(channel) })

  // Electron keeps a utility process alive and only warns of unhandled rejections.
  process.on('unhandledRejection', (reason) =>
    console.error('(stand-in) UnhandledPromiseRejection in utility process:', reason),
  )

  const url = pathToFileURL(path.join(import.meta.dirname, 'electronModule.cjs')).href
  registerHooks({
    resolve: (specifier, context, next) =>
      /^electron(\/utility|\/common|\/main)?$/.test(specifier)
        ? { url, format: 'commonjs', shortCircuit: true }
        : next(specifier, context),
  })
}
