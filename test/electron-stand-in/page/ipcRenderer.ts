// ipcRenderer, as a sandboxed preload has it.
import { decode } from '../ports/clone.ts'
import { pack, unpack } from '../ports/message.ts'
import { PageEventEmitter } from './pageEvents.ts'
import { ask, askSynchronously, portOut, receivers, send } from './transport.ts'

class IpcRenderer extends PageEventEmitter {
  send(channel: string, ...args: unknown[]): void {
    send({ op: 'send', channel }, args)
  }

  sendSync(channel: string, ...args: unknown[]): unknown {
    const { tree, buffers } = pack({ op: 'send', channel }, args)
    if (buffers.length) throw new Error("electron stand-in: 'sendSync' of binary data is not modelled")
    return decode(askSynchronously({ op: 'sync', channel, tree, url: location.href }).tree, [])
  }

  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const answer = (await ask((id) => ({ op: 'invoke', channel, id }), args)) as { error?: string; result?: unknown }
    if (answer.error) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`)
    return answer.result
  }

  postMessage(channel: string, message: unknown, transfer: MessagePort[] = []): void {
    if (transfer.some((port) => !(port instanceof MessagePort))) throw new TypeError('Invalid value for transfer')
    send({ op: 'post', channel, ports: transfer.map(portOut) }, message)
  }

  sendToHost(): never {
    throw new Error("electron stand-in: 'sendToHost' is not modelled")
  }
}
export const ipcRenderer = new IpcRenderer()

receivers.send = (message) => {
  const { channel } = message.head as { channel: string }
  const event = { sender: ipcRenderer, senderId: 0, ports: [] }
  ipcRenderer.emit(channel, event, ...(unpack(message) as unknown[]))
}

receivers.post = (message, ports) => {
  const { channel } = message.head as { channel: string }
  ipcRenderer.emit(channel, { sender: ipcRenderer, senderId: 0, ports }, unpack(message))
}
