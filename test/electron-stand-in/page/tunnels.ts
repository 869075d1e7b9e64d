// Ports of the page: a DOM MessageChannel whose far end is tunnelled to the main process.
import { peerOf, unpack, type PortId } from '../ports/message.ts'
import { receivers, send, type Setting } from './transport.ts'

declare const SETTING: Setting

const tunnels = new Map<PortId, MessagePort>()

function tunnel(id: PortId, port: MessagePort): void {
  tunnels.set(id, port)
  port.onmessage = ({ data, ports }) => send({ op: 'port', to: peerOf(id), ports: ports.map(portOut) }, data, true)
  port.addEventListener('close', () => {
    if (tunnels.delete(id)) send({ op: 'close', port: id })
  })
}

/** A port leaves the page: its messages go through a new pair, of which the other end travels. */
export function portOut(port: MessagePort): PortId {
  const base = `p${SETTING.page}-${crypto.randomUUID()}`
  send({ op: 'pair', base })
  tunnel(`${base}b`, port)
  send({ op: 'release', port: `${base}a` })
  return `${base}a`
}

export function portIn(id: PortId): MessagePort {
  const { port1, port2 } = new MessageChannel()
  tunnel(id, port2)
  return port1
}

receivers.port = (message) => {
  const { to, ports } = message.head as { to: PortId; ports: PortId[] }
  const port = tunnels.get(to)
  port?.postMessage(unpack(message), [...(message.buffers as ArrayBuffer[]), ...ports.map(portIn)])
}

receivers.closed = (message) => {
  const { port: id } = message.head as { port: PortId }
  const port = tunnels.get(id)
  tunnels.delete(id)
  port?.close()
}
