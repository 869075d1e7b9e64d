// The broker in the main process knows where each port lives and routes what is sent to it.
import { pack, peerOf, portsOf, type Message, type PortId } from './message.ts'

/** A process, or a document with a preload, that can hold ports. */
export interface Link {
  deliver(message: Message): void
}

interface Place {
  link: Link | null // null while the port is under way
  queue: Message[]
}

export class PortBroker {
  #places = new Map<PortId, Place>()
  #count = 0

  create(link: Link): [PortId, PortId] {
    const base = `m${++this.#count}`
    this.#add(base, link)
    return [`${base}a`, `${base}b`]
  }

  linkOf(id: PortId): Link | null | undefined {
    return this.#places.get(id)?.link
  }

  /** Ports named in a message now live where the message goes. */
  deliver(link: Link, message: Message): void {
    link.deliver(message)
    if (message.head.op === 'closed') this.#places.delete(message.head.port)
    this.arrive(link, portsOf(message.head))
  }

  arrive(link: Link, ids: PortId[]): void {
    for (const id of ids) {
      const place = this.#places.get(id)
      if (!place) continue
      place.link = link
      for (const message of place.queue.splice(0)) this.deliver(link, message)
    }
  }

  /** Handles a message about ports that came from a link; false when it is about something else. */
  handle(link: Link, message: Message): boolean {
    const { head } = message
    switch (head.op) {
      case 'pair':
        this.#add(head.base, link)
        return true
      case 'release': {
        const place = this.#places.get(head.port)
        if (place) place.link = null
        return true
      }
      case 'port':
        this.#route(head.to, message)
        return true
      case 'closed':
        this.#route(head.port, message)
        return true
      case 'close':
        this.#close(head.port)
        return true
      default:
        return false
    }
  }

  /** A process is gone: its ports close. */
  drop(link: Link): void {
    for (const [id, place] of this.#places) if (place.link === link) this.#close(id)
  }

  #add(base: string, link: Link): void {
    for (const end of ['a', 'b']) this.#places.set(base + end, { link, queue: [] })
  }

  #route(id: PortId, message: Message): void {
    const place = this.#places.get(id)
    if (place?.link) this.deliver(place.link, message)
    else place?.queue.push(message)
  }

  #close(id: PortId): void {
    if (!this.#places.delete(id)) return
    this.#route(peerOf(id), pack({ op: 'closed', port: peerOf(id) }))
  }
}
