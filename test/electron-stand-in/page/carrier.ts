// Carries messages between a document and the main process, and is the far end of the document's ports. It lives in a
// SharedWorker of its own: what an engine sends waits for the page's thread once, as in Electron, not at every station.
import { pack, peerOf, portsOf, unpack, type Head, type Message, type PortId } from '../ports/message.ts'

/** From the page: a packed message, or, with a port in its transfer list, the name of a port that leaves. */
export type FromPage = { text: string; buffers: ArrayBuffer[] } | { leaves: PortBase }
/** A pair of ports, without its a or b. */
export type PortBase = string

/** Says 'open' when messages can go; those of main come with the ports that they name. */
export function carry(page: MessagePort, address: string): void {
  const tunnels = new Map<PortId, MessagePort>()
  const socket = new WebSocket(address)
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => page.postMessage('open')

  let message: (Message & { sizes: number[] }) | null = null
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') message = { ...JSON.parse(data), buffers: [] }
    else message?.buffers.push(data)
    if (message && message.buffers.length === message.sizes.length) deliver(message)
  }
  page.onmessage = ({ data, ports }: MessageEvent<FromPage>) => {
    if ('leaves' in data) leave(data.leaves, ports[0])
    else write(data.text, data.buffers)
  }

  function write(text: string, buffers: ArrayBuffer[]): void {
    for (const part of [text, ...buffers]) socket.send(part)
  }

  function send(head: Head, value?: unknown): void {
    const { text, buffers } = pack(head, value)
    write(text, buffers as ArrayBuffer[])
  }

  function tunnel(id: PortId, port: MessagePort): void {
    tunnels.set(id, port)
    port.onmessage = ({ data, ports }) => send({ op: 'port', to: peerOf(id), ports: ports.map(portOut) }, data)
    port.addEventListener('close', () => {
      if (tunnels.delete(id)) send({ op: 'close', port: id })
    })
  }

  /** A port leaves the page: its messages go through a new pair, of which the other end travels. */
  function leave(base: PortBase, port: MessagePort): void {
    send({ op: 'pair', base })
    tunnel(`${base}b`, port)
    send({ op: 'release', port: `${base}a` })
  }

  function portOut(port: MessagePort): PortId {
    const base = crypto.randomUUID()
    leave(base, port)
    return `${base}a`
  }

  function portIn(id: PortId): MessagePort {
    const { port1, port2 } = new MessageChannel()
    tunnel(id, port2)
    return port1
  }

  function deliver(message: Message): void {
    const { head } = message
    if (head.op === 'closed') return close(head.port)
    const [to, value] = head.op === 'port' ? [tunnels.get(head.to), unpack(message)] : [page, message]
    to?.postMessage(value, [...(message.buffers as ArrayBuffer[]), ...portsOf(head).map(portIn)])
  }

  function close(id: PortId): void {
    const port = tunnels.get(id)
    tunnels.delete(id)
    port?.close()
  }
}
