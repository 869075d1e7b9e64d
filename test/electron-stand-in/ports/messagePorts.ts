// MessagePortMain, for the main process and utility processes alike.
import { EventEmitter } from 'node:events'
import { pack, peerOf, portsOf, unpack, type Message, type PortId } from './message.ts'

/** A message whose ports live in this process. */
export interface Arrived {
  message: Message
  ports: MessagePortMain[]
}

/** Messages wait until it is opened and are then handed on one a turn of the loop: a listener that throws stops none
 *  of those behind it. */
export class Inbox {
  #waiting: Arrived[] = []
  #isOpen = false
  #isDue = false
  #deliver: (arrived: Arrived) => void
  constructor(deliver: (arrived: Arrived) => void) {
    this.#deliver = deliver
  }
  push(arrived: Arrived): void {
    this.#waiting.push(arrived)
    this.#pump()
  }
  open(): void {
    this.#isOpen = true
    this.#pump()
  }
  pause(): void {
    this.#isOpen = false
  }
  empty(): Arrived[] {
    return this.#waiting.splice(0)
  }
  #pump(): void {
    if (this.#isDue || !this.#isOpen || !this.#waiting.length) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      const next = this.#isOpen ? this.#waiting.shift() : undefined
      if (!next) return
      this.#pump()
      this.#deliver(next)
    })
  }
}

/** The ports that live in this process. `send` reaches the broker in the main process. */
export class PortSpace {
  #ports = new Map<PortId, MessagePortMain>()
  send: (message: Message) => void
  constructor(send: (message: Message) => void) {
    this.send = send
  }

  adopt(ids: PortId[]): MessagePortMain[] {
    return ids.map((id) => {
      const port = new MessagePortMain(this, id)
      this.#ports.set(id, port)
      return port
    })
  }

  forget(id: PortId): void {
    this.#ports.delete(id)
  }

  /** Checks a transfer list as shell/browser/api/message_port.cc does, and gives the ports up. */
  take(transfer: unknown, source?: MessagePortMain): PortId[] {
    if (transfer === undefined) return []
    if (!Array.isArray(transfer)) throw new TypeError('transferables must be an array of MessagePorts')
    transfer.forEach((port, i) => {
      if (!(port instanceof MessagePortMain)) throw new TypeError(`Port at index ${i} is not a valid port`)
    })
    const ports = transfer as MessagePortMain[]
    ports.forEach((port, i) => {
      if (port === source) throw new Error(`Port at index ${i} contains the source port.`)
    })
    ports.forEach((port, i) => {
      if (port._isNeutered) throw new Error(`Port at index ${i} is already neutered.`)
      if (ports.indexOf(port) !== i) throw new Error(`Port at index ${i} is a duplicate.`)
    })
    return ports.map((port) => port._release())
  }

  receive(message: Message): void {
    const { head } = message
    const port = head.op === 'closed' ? this.#ports.get(head.port) : head.op === 'port' && this.#ports.get(head.to)
    if (port) port._receive(this.unload(message))
    else if (head.op === 'port') this.send(message) // it moved on while this was under way
  }

  /** The ports a message brings live here from its arrival on, not only when a listener gets it. */
  unload(message: Message): Arrived {
    return { message, ports: this.adopt(portsOf(message.head)) }
  }
}

export class MessagePortMain extends EventEmitter {
  #space: PortSpace
  #id: PortId
  #inbox = new Inbox((arrived) => this.#dispatch(arrived))
  #isClosed = false
  _isNeutered = false

  constructor(space: PortSpace, id: PortId) {
    super()
    this.#space = space
    this.#id = id
  }

  postMessage(value: unknown, transfer?: unknown): void {
    if (this._isNeutered || this.#isClosed) return
    const to = peerOf(this.#id)
    const packed = pack({ op: 'port', to, ports: [] }, value) // may throw: before any port is given up
    const ports = this.#space.take(transfer, this)
    this.#space.send(ports.length ? pack({ op: 'port', to, ports }, value) : packed)
  }

  start(): void {
    if (!this._isNeutered && !this.#isClosed) this.#inbox.open()
  }

  close(): void {
    if (this.#isClosed || this._isNeutered) return
    this.#space.send(pack({ op: 'close', port: this.#id }))
    this.#end()
  }

  #end(): void {
    this.#isClosed = true
    this.#space.forget(this.#id)
    this.emit('close')
  }

  #dispatch({ message, ports }: Arrived): void {
    if (this.#isClosed) return
    if (message.head.op === 'closed') return this.#end()
    this.emit('message', { data: unpack(message), ports })
  }

  _receive(arrived: Arrived): void {
    this.#inbox.push(arrived)
  }

  /** This port is being transferred: what waits in it follows it. */
  _release(): PortId {
    this._isNeutered = true
    this.#space.forget(this.#id)
    this.#space.send(pack({ op: 'release', port: this.#id }))
    for (const { message, ports } of this.#inbox.empty()) {
      for (const port of ports) port._release()
      this.#space.send(message)
    }
    return this.#id
  }
}
