// A stock Chromium cannot load lab://app/x. It is served by a loopback server as http://app.lab.localhost/x, and every
// URL the main process sees is turned back: one stable, secure origin per host of a scheme.

export type ProtocolHandler = (request: Request) => Response | Promise<Response>

export interface Scheme {
  privileges: { standard?: boolean; secure?: boolean }
  handler: ProtocolHandler | null
}

/** Registered by protocol.registerSchemesAsPrivileged. */
export const schemes = new Map<string, Scheme>()

export const schemeOf = (url: string) => url.slice(0, url.indexOf(':')).toLowerCase()

/** lab://app/x -> http://app.lab.localhost/x; other URLs stay as they are. */
export function toPage(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^]*)$/i.exec(url)
  if (!match || !schemes.has(match[1].toLowerCase())) return url
  const [, scheme, host, rest] = match
  return `http://${host && `${host}.`}${scheme.toLowerCase()}.localhost${rest || '/'}`
}

/** http://app.lab.localhost/x -> lab://app/x; other URLs stay as they are. */
export function fromPage(url: string): string {
  const match = /^http:\/\/(?:([^/?#]+)\.)?([a-z0-9+-]+)\.localhost(?=[/?#]|$)([^]*)$/i.exec(url)
  return match && schemes.has(match[2]) ? `${match[2]}://${match[1] ?? ''}${match[3]}` : url
}
