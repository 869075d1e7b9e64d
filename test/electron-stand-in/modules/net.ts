// net.fetch: files and the app's own schemes. There is no network.
import { createReadStream, statSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { schemeOf, schemes } from '../chromium/schemeUrls.ts'
import { modelled } from '../unmodelled.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
}

export const net = modelled('net', {
  isOnline: () => false,
  online: false,
  async fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    if (request.url.startsWith('file:')) return fetchFile(request)
    const handler = schemes.get(schemeOf(request.url))?.handler
    if (!handler) throw new Error('net::ERR_INTERNET_DISCONNECTED')
    return handler(request)
  },
})

function fetchFile(request: Request): Response {
  const file = fileURLToPath(request.url.replace(/[?#].*/, ''))
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats) throw new Error('net::ERR_FILE_NOT_FOUND')
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? []
  const start = Number(from ?? 0)
  const end = to ? Number(to) : stats.size - 1
  const headers: Record<string, string> = {
    'content-type': TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
  }
  if (from) {
    headers['content-range'] = `bytes ${start}-${end}/${stats.size}`
    headers['content-length'] = String(end - start + 1)
  }
  const body = stats.size ? (Readable.toWeb(createReadStream(file, { start, end })) as unknown as BodyInit) : null
  return new Response(body, { status: from ? 206 : 200, headers })
}
