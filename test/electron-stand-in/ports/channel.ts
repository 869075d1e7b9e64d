// One framed socket between the main process and a utility process: [u32 length][JSON text][buffer][buffer]...
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { recycle, snapshot, takeBuffer } from './bufferPool.ts'
import type { Head, Message } from './message.ts'

type Awaited = 'length' | 'text' | 'buffer'

/** Emits 'message' and 'close'. */
export class Channel extends EventEmitter {
  #socket: Socket
  #onlyPasses: (head: Head) => boolean
  #awaited: Awaited = 'length'
  #into = Buffer.alloc(4)
  #have = 0
  #sizes: number[] = []
  #message: Message | null = null

  /** `onlyPasses` tells which messages this process hands on unread, so that their buffers may be pooled. */
  constructor(socket: Socket, onlyPasses: (head: Head) => boolean = () => false) {
    super()
    this.#socket = socket
    this.#onlyPasses = onlyPasses
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', () => {}) // 'close' follows
    socket.on('close', () => this.emit('close'))
  }

  /** Buffers that are still the sender's are copied before this returns: `postMessage` clones when it is called. */
  send(message: Message): void {
    if (this.#socket.destroyed) return
    const text = Buffer.from(message.text)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(text.length)
    this.#socket.cork()
    this.#socket.write(length)
    this.#socket.write(text)
    for (const buffer of message.buffers) {
      const bytes = buffer instanceof ArrayBuffer ? snapshot(buffer) : buffer
      this.#socket.write(bytes, () => recycle(bytes))
    }
    this.#socket.uncork()
  }

  #read(chunk: Buffer): void {
    while (chunk.length > 0 || this.#have === this.#into.length) {
      const count = Math.min(chunk.length, this.#into.length - this.#have)
      chunk.copy(this.#into, this.#have, 0, count)
      this.#have += count
      chunk = chunk.subarray(count)
      if (this.#have < this.#into.length) return
      this.#step()
    }
  }

  #expect(awaited: Awaited, into: Buffer<ArrayBuffer>): void {
    this.#awaited = awaited
    this.#into = into
    this.#have = 0
  }

  #step(): void {
    if (this.#awaited === 'length') return this.#expect('text', Buffer.alloc(this.#into.readUInt32LE(0)))
    if (this.#awaited === 'text') this.#begin(this.#into.toString())
    const message = this.#message!
    const pooled = message.owner === 'pool'
    if (this.#awaited === 'buffer') message.buffers.push(pooled ? this.#into : this.#into.buffer)
    const size = this.#sizes[message.buffers.length]
    if (size !== undefined)
      return this.#expect('buffer', pooled ? takeBuffer(size) : Buffer.from(new ArrayBuffer(size)))
    this.#expect('length', Buffer.alloc(4))
    this.emit('message', message)
  }

  #begin(text: string): void {
    const { head, tree, sizes } = JSON.parse(text) as Pick<Message, 'head' | 'tree'> & { sizes: number[] }
    this.#sizes = sizes
    this.#message = { head, tree, text, buffers: [], owner: this.#onlyPasses(head) ? 'pool' : 'receiver' }
  }
}
