// The loopback server: hands the requests of custom schemes to the handlers the app gave to protocol.handle.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { policyFor, policyInHtml, TRANSPORT } from './contentPolicy.ts'
import { acceptPages, serveTransport } from './pageLinks.ts'
import { fromPage, schemeOf, schemes, toPage } from './schemeUrls.ts'
import { askBeforeRequest, askHeadersReceived } from './webRequest.ts'

export const server = createServer((request, response) => void serve(request, response))
export const listening = new Promise<number>((resolve) =>
  server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
)
server.unref()
acceptPages(server)

const RESOURCE_TYPES: Record<string, string> = {
  document: 'mainFrame',
  iframe: 'subFrame',
  script: 'script',
  worker: 'script',
  style: 'stylesheet',
  image: 'image',
  font: 'font',
  empty: 'xhr',
  audio: 'media',
  video: 'media',
}
const resourceTypeOf = (request: IncomingMessage) =>
  RESOURCE_TYPES[String(request.headers['sec-fetch-dest'])] ?? 'other'

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`)
  try {
    if (url.pathname.startsWith(TRANSPORT)) return await serveTransport(request, response)
    // Chromium's tab strip asks for an icon, Electron does not.
    const isIcon = url.pathname === '/favicon.ico' && request.headers['sec-fetch-dest'] === 'image'
    if (isIcon) return void response.writeHead(204).end()
    const target = fromPage(url.href)
    const details = { url: target, method: request.method ?? 'GET', resourceType: resourceTypeOf(request) }
    if ((await askBeforeRequest(details)).cancel) return fail(response, 'ERR_BLOCKED_BY_CLIENT')
    await answer(request, response, target, await handled(target, request))
  } catch (error) {
    console.error(error)
    fail(response, 'ERR_UNEXPECTED')
  }
}

/** What HTTP forbids, and so ends a request with an error. */
const FORBIDDEN = {
  ERR_UNEXPECTED: 'Content-Length: 1\r\nContent-Length: 2',
  ERR_BLOCKED_BY_CLIENT: 'Location: /1\r\nLocation: /2',
}

/** Chromium would repeat the request if the connection merely closed. loadErrors.ts turns what it calls the forbidden
 *  answer into what Electron calls the failure. */
function fail(response: ServerResponse, error: keyof typeof FORBIDDEN): void {
  if (response.headersSent) response.destroy()
  else response.socket?.end(`HTTP/1.1 302 Found\r\n${FORBIDDEN[error]}\r\n\r\n`)
}

/** What the app's handler answers. */
async function handled(target: string, incoming: IncomingMessage): Promise<Response> {
  const handler = schemes.get(schemeOf(target))?.handler
  if (!handler) throw new Error(`no protocol handler for ${target}`)
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (!/^(host|connection|sec-|upgrade|accept-encoding)/.test(name)) headers.set(name, String(value))
  for (const name of ['origin', 'referer']) {
    const value = headers.get(name)
    if (value) headers.set(name, fromPage(value))
  }
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD'
  const body = hasBody ? (Readable.toWeb(incoming) as unknown as BodyInit) : undefined
  const init = { method: incoming.method, headers, body, duplex: 'half' }
  const response = await handler(new Request(target, init))
  if (!response || response.type === 'error') throw new Error(`protocol.handle: no response for '${target}'`)
  return response
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, target: string, response: Response) {
  const host = incoming.headers.host ?? ''
  const responseHeaders: Record<string, string[]> = {}
  for (const [name, value] of response.headers) (responseHeaders[name] ??= []).push(value)
  const changed = await askHeadersReceived({
    url: target,
    method: incoming.method ?? 'GET',
    resourceType: resourceTypeOf(incoming),
    statusCode: response.status,
    responseHeaders,
  })
  if (changed.cancel) return fail(outgoing, 'ERR_BLOCKED_BY_CLIENT')
  for (const [name, value] of Object.entries(changed.responseHeaders ?? responseHeaders)) {
    if (/^(content-encoding|transfer-encoding)$/i.test(name)) continue
    const values = [value].flat().map((text) => asPageSees(name, text, host))
    outgoing.setHeader(name, values.length === 1 ? values[0] : values)
  }
  if (!outgoing.hasHeader('cache-control')) outgoing.setHeader('cache-control', 'no-store') // schemes have no HTTP cache
  outgoing.statusCode = response.status
  if (!response.body || incoming.method === 'HEAD') return void outgoing.end()
  if (/^text\/html/.test(String(outgoing.getHeader('content-type')))) {
    outgoing.removeHeader('content-length')
    return void outgoing.end(policyInHtml(await response.text(), host))
  }
  // A request that the page gives up cancels the body; there is nobody left to tell.
  pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing, () => {})
}

function asPageSees(header: string, value: string, host: string): string {
  if (/^content-security-policy/i.test(header)) return policyFor(value, host)
  return /^(location|access-control-allow-origin)$/i.test(header) ? toPage(value) : value
}
