import { readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * The window's own scheme instead of file:// (which may read the whole disk): `lab://app/x` is out/renderer/x.
 * `standard` gives it an origin, `secure` the APIs of a secure context. It never bypasses the policy below.
 */
export const labScheme = {
  scheme: 'lab',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

export const labOrigin = 'lab://app'

/** What the page may load: its own files, and pictures it made. Vue's templates are compiled, so nothing is evaluated. */
export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** In development Vite injects styles and talks over a web socket; the page itself comes from its server. */
export function developmentPolicy(serverOrigin: string): string {
  return contentPolicy
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ${serverOrigin.replace(/^http/, 'ws')}`)
}

/** Every kind of file a build holds; anything else is not found. */
const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Answers `lab://app/…` with files under `root`, which is absolute; refuses everything else. */
export function serveRenderer(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return refuse(405)
    const url = new URL(request.url)
    if (url.host !== 'app') return refuse(404)
    const file = fileUnder(root, url.pathname === '/' ? '/index.html' : url.pathname)
    if (file === null) return refuse(400)
    const type = mimeTypes[path.extname(file)]
    if (type === undefined) return refuse(404)
    try {
      return new Response(await readFile(file), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': contentPolicy,
          'X-Content-Type-Options': 'nosniff',
        },
      })
    } catch {
      return refuse(404) // whatever the disk objects to, the page learns no more than this
    }
  }
}

/** null for what leaves the root or cannot be decoded. `join`, since `resolve` would take the leading slash for the disk's root. */
function fileUnder(root: string, pathname: string): string | null {
  let decoded
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (decoded.includes('\0')) return null
  const file = path.join(root, decoded)
  const relative = path.relative(root, file)
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative) ? null : file
}

function refuse(status: 400 | 404 | 405): Response {
  return new Response(null, { status, headers: { 'Content-Security-Policy': contentPolicy } })
}
