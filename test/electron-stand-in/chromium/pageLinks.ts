// The road between the main process and one document: a WebSocket for messages and ports, a plain request for what
// a preload asks synchronously.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { recycle, snapshot } from '../ports/bufferPool.ts'
import type { Tree } from '../ports/clone.ts'
import type { Message } from '../ports/message.ts'
import type { Link } from '../ports/portBroker.ts'
import { carrierScript } from './pageScripts.ts'

/** In every address of the transport: no foreign page can guess it. */
export const token = randomUUID()

export type SyncRequest =
  | { op: 'sync'; channel: string; tree: Tree; url: string }
  | { op: 'open'; details: { url: string; frameName: string; features: string; disposition: string } }

/** What webContents answers to its documents. */
export interface PageEnd {
  attach(link: Link): { message(message: Message): void; gone(): void }
  sync(request: SyncRequest): Promise<unknown>
}
export const pages = new Map<number, PageEnd>()

/** Addresses are /.electron-stand-in/<token>/<page>/.../<what>. */
function addressed(url = ''): { page: PageEnd; what: string } | null {
  const [, , given, id, ...rest] = url.split('/')
  const page = pages.get(Number(id))
  return given === token && page ? { page, what: rest.at(-1) ?? '' } : null
}

export async function serveTransport(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const to = addressed(request.url)
  if (!to) return void response.writeHead(403).end()
  // The worker's script has this name because Playwright leaves favicon.ico out of its accounts of a page's requests.
  if (to.what === 'favicon.ico') {
    const headers = { 'content-type': 'text/javascript', 'cross-origin-embedder-policy': 'require-corp' }
    return void response.writeHead(200, headers).end(carrierScript)
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const answer = await to.page.sync(JSON.parse(Buffer.concat(chunks).toString()) as SyncRequest)
  response.setHeader('access-control-allow-origin', '*')
  response.end(JSON.stringify(answer))
}

/** A document with a preload. */
class PageLink implements Link {
  #socket: WebSocket
  constructor(socket: WebSocket) {
    this.#socket = socket
  }
  deliver(message: Message): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.send(message.text)
    for (const buffer of message.buffers) {
      const bytes = buffer instanceof ArrayBuffer ? snapshot(buffer) : buffer
      this.#socket.send(bytes, { binary: true }, () => recycle(bytes))
    }
  }
}

export function acceptPages(server: Server): void {
  const sockets = new WebSocketServer({
    server,
    maxPayload: 2 ** 31 - 1,
    perMessageDeflate: false,
    verifyClient: ({ req }: { req: IncomingMessage }) => addressed(req.url)?.what === 'ws',
  })
  sockets.on('connection', (socket, request) => {
    const end = addressed(request.url)?.page.attach(new PageLink(socket))
    if (!end) return socket.close()
    let pending: { message: Message; sizes: number[] } | null = null
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer<ArrayBuffer>
      if (!isBinary) {
        const text = bytes.toString()
        const { head, tree, sizes } = JSON.parse(text) as Message & { sizes: number[] }
        pending = { message: { head, tree, text, buffers: [], owner: 'receiver' }, sizes }
      } else {
        pending?.message.buffers.push(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
      }
      if (pending && pending.message.buffers.length === pending.sizes.length) end.message(pending.message)
    })
    socket.on('close', () => end.gone())
  })
}
