// webContents: what the app and its specs call. pageTarget.ts drives Chromium, pageMessages.ts carries messages,
// navigation.ts asks the app.
import { EventEmitter } from 'node:events'
import type { CdpObject } from '../chromium/chromium.ts'
import type { SyncRequest } from '../chromium/pageLinks.ts'
import { PageTarget, type PageOptions } from '../chromium/pageTarget.ts'
import { fromPage, toPage } from '../chromium/schemeUrls.ts'
import { preventable } from '../preventable.ts'
import { modelled, modelledClass } from '../unmodelled.ts'
import type { BrowserWindow } from './browserWindow.ts'
import { IpcMain } from './ipcMain.ts'
import { loadError } from './loadErrors.ts'
import { MainFrame } from './mainFrame.ts'
import { nativeImage } from './nativeImage.ts'
import { onPageEvent } from './pageEvents.ts'
import { PageMessages } from './pageMessages.ts'

type WindowOpen = SyncRequest & { op: 'open' }
interface WindowOpenAnswer {
  action: 'allow' | 'deny'
  overrideBrowserWindowOptions?: object
}

const all = new Map<number, WebContents>()
let lastId = 0

export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly ipc = new IpcMain()
  readonly mainFrame = new MainFrame(this)
  session: unknown = null
  readonly _target = new PageTarget()
  readonly _opened: Promise<void>
  _isLoading = false
  #owner: () => BrowserWindow | null
  #messages = new PageMessages(this)
  #preparations: Promise<void>[] = []
  #loads = new Map<string, () => void>()
  #expected: string | null = null // the URL that loadURL or reload asked for
  #hasLoaded = false
  #windowOpen: (details: object) => WindowOpenAnswer = () => ({ action: 'allow' })
  #isDestroyed = false
  #title = ''

  constructor(options: PageOptions, owner: () => BrowserWindow | null) {
    super()
    all.set(this.id, this)
    this.#owner = owner
    this._opened = this._target.open(this.id, options, (method, params) => onPageEvent(this, method, params))
    this._opened.catch((error) => this.#isDestroyed || console.error('(stand-in) a window did not open:', error))
  }

  _cdp(method: string, params?: CdpObject): Promise<CdpObject> {
    return this._target.cdp(method, params)
  }

  /** Does what needs an open page; the next loadURL waits for it. */
  _whenOpen(action: () => unknown): Promise<void> {
    const done = this._opened
      .then(action)
      .then(() => {})
      .catch((error) => this.#isDestroyed || console.error('(stand-in)', error))
      .then(() => {})
    this.#preparations.push(done)
    return done
  }

  // --- loading
  async loadURL(url: string): Promise<void> {
    await this._opened
    await Promise.all(this.#preparations.splice(0))
    this.#expect(url)
    const { errorText, loaderId } = await this._cdp('Page.navigate', { url: toPage(url) })
    if (errorText) {
      const error = loadError(errorText, url)
      this._isLoading = false
      this.emit('did-fail-load', {}, error.errno, error.code, url, true, 1, 1)
      throw error
    }
    if (loaderId) await new Promise<void>((resolve) => this.#loads.set(loaderId, resolve))
  }

  reload(): void {
    this.#expect(this.mainFrame.url)
    this._cdp('Page.reload').catch(() => {}) // closed meanwhile
  }

  #expect(url: string): void {
    this.#hasLoaded = true
    this.#expected = url.replace(/#.*/, '')
  }

  /** Whether the main process itself asked for this; it asks once. */
  _takeExpected(url: string): boolean {
    const isExpected = this.#expected !== null && toPage(this.#expected) === toPage(url)
    if (isExpected) this.#expected = null
    return isExpected
  }

  /** False before anything was loaded: then messages go nowhere, as in Electron. */
  get _isExpectingDocument(): boolean {
    return this._isLoading || this.#hasLoaded
  }

  _loaded(loaderId: string): void {
    this._isLoading = false
    this.emit('did-finish-load')
    this.emit('did-stop-loading')
    this.#loads.get(loaderId)?.()
    this.#loads.delete(loaderId)
  }

  // --- the page
  getURL = () => this.mainFrame.url
  getTitle = () => this.#title
  isLoading = () => this._isLoading
  isLoadingMainFrame = () => this._isLoading
  isDestroyed = () => this.#isDestroyed
  isCrashed = () => false
  getOwnerBrowserWindow = () => this.#owner()
  openDevTools = () => {}
  closeDevTools = () => {}
  isDevToolsOpened = () => false

  focus(): void {
    this._cdp('Page.bringToFront').catch(() => {}) // closed meanwhile
  }

  async executeJavaScript(expression: string, userGesture = false): Promise<unknown> {
    await this._opened
    const options = { expression, userGesture, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails } = await this._cdp('Runtime.evaluate', options)
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  async capturePage() {
    await this._opened
    const { data } = await this._cdp('Page.captureScreenshot')
    return nativeImage.createFromBuffer(Buffer.from(data, 'base64'))
  }

  close(options?: { waitForBeforeUnload?: boolean }): void {
    void this.#owner()?._closeContents(Boolean(options?.waitForBeforeUnload))
  }

  _setTitle(title: string): void {
    if (!title || title === this.#title) return
    this.#title = title
    this.emit('page-title-updated', preventable(), title, true)
  }

  // --- messages and windows
  send(channel: string, ...args: unknown[]): void {
    if (!this.#isDestroyed) this.#messages.send(channel, args)
  }
  postMessage(channel: string, message: unknown, transfer?: unknown): void {
    if (!this.#isDestroyed) this.#messages.postMessage(channel, message, transfer)
  }

  setWindowOpenHandler(handler: (details: object) => WindowOpenAnswer): void {
    this.#windowOpen = handler
  }
  _askToOpen(asked: WindowOpen['details']): { isAllowed: boolean } {
    const referrer = { url: '', policy: 'strict-origin-when-cross-origin' }
    const details = { ...asked, url: fromPage(asked.url), referrer }
    const { action, overrideBrowserWindowOptions = {} } = this.#windowOpen(details)
    if (action === 'allow') this.#owner()?._openChild(details, overrideBrowserWindowOptions)
    return { isAllowed: action === 'allow' }
  }

  _gone(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    all.delete(this.id)
    this._target.forget()
    this.#messages.drop()
    this.emit('destroyed')
  }
}
modelledClass('webContents', WebContents)

export const webContents = modelled('webContents', {
  getAllWebContents: () => [...all.values()],
  getFocusedWebContents: () => [...all.values()].find((one) => one.getOwnerBrowserWindow()?.isFocused()) ?? null,
  fromId: (id: number) => all.get(id),
})
