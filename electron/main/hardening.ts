import type { Session, WebContents, WebRequest } from 'electron'

/** `scheme://host:port`. Not `URL.origin`: outside Chromium that is 'null' for a scheme of our own. */
export function originOf(url: string): string | null {
  const parsed = URL.parse(url)
  return parsed && `${parsed.protocol}//${parsed.host}`
}

/** Web pages that the lab may open in the browser, by exact host: the sources that presets and formats name. */
const openableHosts: ReadonlySet<string> = new Set([
  'docs.opencv.org',
  'doi.org',
  'en.wikipedia.org',
  'github.com',
  'imagemagick.org',
  'numpy.org',
  'setosa.io',
])

/** Only `https:` and only those hosts: `file:`, `javascript:`, `smb:` and their like start programs on the computer. */
export function isOpenable(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' && openableHosts.has(parsed.host) && !parsed.username && !parsed.password
}

type HardenedSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
> & { readonly webRequest: Pick<WebRequest, 'onBeforeRequest'> }

/** The page may write text to the clipboard, and nothing else that needs a permission; and there is no network. */
export function hardenSession(session: HardenedSession, pageOrigin: string): void {
  const granted = (permission: string): boolean => permission === 'clipboard-sanitized-write'
  // Two handlers, because some APIs only ask for the state of a permission and never request it.
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(granted(permission)))
  session.setPermissionCheckHandler((_contents, permission) => granted(permission))
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isLocal(url, pageOrigin) }))
}

function isLocal(url: string, pageOrigin: string): boolean {
  if (/^(lab|blob|data|devtools):/.test(url)) return true
  // Vite's server and its web socket, in development.
  return [pageOrigin, pageOrigin.replace(/^http/, 'ws')].includes(originOf(url) ?? '')
}

type HardenedContents = Pick<WebContents, 'setWindowOpenHandler'> & {
  on(event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', listener: (details: Navigation) => void): unknown
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown
}

interface Navigation {
  readonly url: string
  preventDefault(): void
}

/** The page stays where it is: it navigates to no other origin, opens no window, embeds no webview. */
export function hardenContents(contents: HardenedContents, pageOrigin: string, openLink: (url: string) => void): void {
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
    contents.on(event, (details) => {
      if (originOf(details.url) !== pageOrigin) details.preventDefault()
    })
  }
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url)
    return { action: 'deny' }
  })
}
