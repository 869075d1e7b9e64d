// The main process' own ports, and the one broker.
import type { Message } from './message.ts'
import { PortSpace, type MessagePortMain } from './messagePorts.ts'
import { PortBroker, type Link } from './portBroker.ts'

export const broker = new PortBroker()

export const mainLink: Link = {
  deliver: (message) => mainPorts.receive(owned(message)),
}
export const mainPorts = new PortSpace((message) => broker.handle(mainLink, message))

/** Buffers of a message that this process is going to read are its own. */
function owned(message: Message): Message {
  if (message.owner === 'receiver') return message
  const buffers = message.buffers.map((bytes) =>
    bytes instanceof ArrayBuffer ? bytes.slice(0) : new Uint8Array(bytes).buffer,
  )
  return { ...message, buffers, owner: 'receiver' }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain
  constructor() {
    const [port1, port2] = mainPorts.adopt(broker.create(mainLink))
    this.port1 = port1
    this.port2 = port2
  }
}
