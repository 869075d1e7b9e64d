// The page's own Content-Security-Policy, with schemes spelt as the page knows them and the stand-in's socket let
// through; the isolated world of the preload is under it, too.
import { schemes } from './schemeUrls.ts'

/** Where the stand-in's own requests of a page go, on the page's host. */
export const TRANSPORT = '/.electron-stand-in'

export function policyFor(policy: string, host: string): string {
  const directives = withPageSchemes(policy)
    .split(';')
    .map((directive) => directive.trim())
    .filter(Boolean)
  const indexOf = (name: string) => directives.findIndex((d) => d.split(/\s+/)[0].toLowerCase() === name)
  const connect = indexOf('connect-src')
  const governing = connect >= 0 ? connect : indexOf('default-src')
  if (governing < 0 || / ('self'|\*)( |$)/.test(directives[governing])) return directives.join('; ')
  const sources = directives[governing].split(/\s+/).slice(1)
  const socket = `ws://${host} http://${host}${TRANSPORT}/`
  const widened = ['connect-src', ...sources.filter((source) => source !== "'none'"), socket].join(' ')
  if (connect >= 0) directives[connect] = widened
  else directives.push(widened)
  return directives.join('; ')
}

function withPageSchemes(policy: string): string {
  for (const scheme of schemes.keys()) {
    const asHost = new RegExp(`\\b${scheme}://([^\\s;/]+)`, 'g')
    const asScheme = new RegExp(`(^|[\\s;])${scheme}:(?=[\\s;]|$)`, 'g')
    policy = policy.replace(asHost, (_, host) => `http://${host}.${scheme}.localhost`)
    policy = policy.replace(asScheme, `$1http://*.${scheme}.localhost`)
  }
  return policy
}

export function policyInHtml(html: string, host: string): string {
  const meta = /(<meta[^>]*http-equiv=["']?content-security-policy["']?[^>]*content=")([^"]*)(")/gi
  return html.replace(meta, (_, before, policy, after) => before + policyFor(policy, host) + after)
}
