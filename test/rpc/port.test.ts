import { EventEmitter, once } from 'node:events'
import { MessageChannel as NodeMessageChannel, Worker } from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import { fromDomPort, fromMainPort, fromNodePort } from '../../shared/rpc/port.ts'
import { connect, serve } from '../../shared/rpc/rpc.ts'

type Echo = { echo: { request: unknown; reply: unknown } }

describe('fromNodePort', () => {
  it('carries calls over a real channel, pixels included', async () => {
    const { port1, port2 } = new NodeMessageChannel()
    const server = serve<Echo>(fromNodePort(port2), { echo: (request) => request })
    const client = connect<Echo>(fromNodePort(port1))
    const pixels = Uint8ClampedArray.of(1, 2, 255)
    expect(await client.call('echo', { pixels })).toEqual({ pixels })
    server.stop()
  })

  it('rejects pending calls when the thread at the other end dies', async () => {
    const { port1, port2 } = new NodeMessageChannel()
    const thread = new Worker('setInterval(() => {}, 1e6)', { eval: true })
    await once(thread, 'online')
    thread.postMessage(port2, [port2])
    const client = connect<Echo>(fromNodePort(port1))
    const rejected = expect(client.call('echo', 1)).rejects.toMatchObject({ code: 'disconnected' })
    await thread.terminate()
    await rejected
  })
})

describe('fromDomPort', () => {
  it('carries calls over a DOM channel, which it has to start', async () => {
    const { port1, port2 } = new MessageChannel()
    serve<Echo>(fromDomPort(port2), { echo: (request) => request })
    const client = connect<Echo>(fromDomPort(port1))
    expect(await client.call('echo', 'hello')).toBe('hello')
    client.close()
  })
})

describe('fromMainPort', () => {
  /** What is particular to Electron's port: messages wait for `start`, and come inside an event. */
  function mainPort() {
    return Object.assign(new EventEmitter(), { start: vi.fn(), close: vi.fn(), postMessage: vi.fn() })
  }

  it('starts the port, takes the value out of its event and hears the close', () => {
    const raw = mainPort()
    const [onMessage, onClose] = [vi.fn(), vi.fn()]
    const port = fromMainPort(raw)
    port.onMessage(onMessage)
    port.onClose(onClose)
    raw.emit('message', { data: 5, ports: [] })
    raw.emit('close')
    expect(raw.start).toHaveBeenCalled()
    expect(onMessage).toHaveBeenCalledWith(5)
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('posts without a transfer list, in which an ArrayBuffer would lose the message', () => {
    const raw = mainPort()
    fromMainPort(raw).post('hello')
    expect(raw.postMessage.mock.calls).toEqual([['hello']])
  })
})
