// session.defaultSession: permissions and webRequest. Chromium cannot ask the main process when a page asks it, so the
// handlers are consulted once for every permission, when a window is made and when a handler is set.
import { EventEmitter } from 'node:events'
import { chromium } from '../chromium/chromium.ts'
import { webRequest } from '../chromium/webRequest.ts'
import { modelled, modelledClass } from '../unmodelled.ts'
import { app } from './application.ts'
import { protocol } from './protocol.ts'
import { webContents, type WebContents } from './webContents.ts'

/** Electron's names -> those of Browser.setPermission. */
const PERMISSIONS: Record<string, string[]> = {
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  geolocation: ['geolocation'],
  media: ['camera', 'microphone'],
  notifications: ['notifications'],
  midi: ['midi'],
  'idle-detection': ['idle-detection'],
  'display-capture': ['display-capture'],
}

type RequestHandler = (
  contents: WebContents,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: object,
) => void
type CheckHandler = (contents: WebContents, permission: string, origin: string, details: object) => boolean

class Session extends EventEmitter {
  #request: RequestHandler | null = null
  #check: CheckHandler | null = null
  readonly protocol = protocol
  readonly webRequest = modelled('session.webRequest', webRequest)

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler
    this.#applyToAll()
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler
    this.#applyToAll()
  }
  /** Never consulted: no device chooser opens here. */
  setDevicePermissionHandler(_handler: unknown): void {}
  setSpellCheckerEnabled(_isEnabled: boolean): void {}

  #applyToAll(): void {
    for (const contents of webContents.getAllWebContents()) void contents._whenOpen(() => this._apply(contents))
  }

  /** Electron grants everything that no handler denies. */
  async _apply(contents: WebContents): Promise<void> {
    for (const [permission, names] of Object.entries(PERMISSIONS)) {
      const setting = (await this.#isGranted(contents, permission)) ? 'granted' : 'denied'
      for (const name of names) await chromium.send('Browser.setPermission', { permission: { name }, setting })
    }
  }

  async #isGranted(contents: WebContents, permission: string): Promise<boolean> {
    const details = { isMainFrame: true, requestingUrl: contents.getURL() }
    if (this.#check && !this.#check(contents, permission, contents.mainFrame.origin, details)) return false
    const request = this.#request
    return !request || new Promise((resolve) => request(contents, permission, resolve, details))
  }
}
modelledClass('session', Session)

export const session = modelled('session', { defaultSession: new Session() })

app.on('web-contents-created', (_event, contents: WebContents) => {
  contents.session = session.defaultSession
  void contents._whenOpen(() => session.defaultSession._apply(contents))
})
