// BrowserWindow: life cycle, visibility and bounds around one WebContents.
import { EventEmitter } from 'node:events'
import { preventable } from '../preventable.ts'
import { modelledClass } from '../unmodelled.ts'
import { app } from './application.ts'
import { openWindows } from './openWindows.ts'
import type { Rectangle } from './screen.ts'
import { WebContents } from './webContents.ts'
import { WindowBounds } from './windowBounds.ts'
import { preloadProcess, refuseUnmodelled, type WindowOptions } from './windowOptions.ts'

let lastId = 0

export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  #bounds: WindowBounds
  #preload?: string
  #title: string
  #isVisible: boolean
  #isFocused = false
  #isDestroyed = false

  constructor(options: WindowOptions = {}) {
    super()
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    const { webPreferences = {}, show = true } = options
    refuseUnmodelled(webPreferences)
    this.#preload = webPreferences.preload
    this.#title = options.title ?? app.name
    this.#isVisible = show
    this.#bounds = new WindowBounds(options, {
      emit: (event) => void this.emit(event),
      resizePage: (width, height) => void this.#resizePage(width, height),
    })
    const { width, height } = this.#bounds.current
    this.webContents = new WebContents(
      { width, height, preload: this.#preload, process: preloadProcess(webPreferences.additionalArguments) },
      () => (this.#isDestroyed ? null : this),
    )
    openWindows.push(this)
    this.webContents.once('-first-paint', () => this.emit('ready-to-show'))
    this.webContents.on('page-title-updated', (event, title, isExplicit) => {
      this.emit('page-title-updated', event, title, isExplicit)
      if (!event.defaultPrevented) this.#title = title
    })
    app.emit('browser-window-created', preventable(), this)
    app.emit('web-contents-created', preventable(), this.webContents)
    if (show) setImmediate(() => this.focus())
  }

  static getAllWindows = () => [...openWindows]
  static getFocusedWindow = () => openWindows.find((window) => window.isFocused()) ?? null
  static fromWebContents = (contents: WebContents) => contents.getOwnerBrowserWindow()
  static fromId = (id: number) => openWindows.find((window) => window.id === id) ?? null

  loadURL(url: string): Promise<void> {
    const loaded = this.webContents.loadURL(url)
    loaded.catch(() => {}) // an app that does not wait hears of it by did-fail-load
    return loaded
  }
  reload = () => this.webContents.reload()
  capturePage = () => this.webContents.capturePage()

  /** What setWindowOpenHandler allowed. */
  _openChild(details: { url: string }, overrides: WindowOptions): void {
    const child = new BrowserWindow({ webPreferences: { preload: this.#preload }, ...overrides })
    void child.loadURL(details.url)
    this.webContents.emit('did-create-window', child, { ...details, options: overrides })
  }

  // --- life cycle: 'close' first, then beforeunload in the page, then 'closed'
  close(): void {
    if (this.#isDestroyed) return
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) app._quitCancelled()
    else void this._closeContents(true)
  }
  async _closeContents(waitsForBeforeUnload: boolean): Promise<void> {
    await this.webContents._opened.catch(() => {}) // the constructor of WebContents reports it
    if (!this.#isDestroyed) this.webContents._target.close(!waitsForBeforeUnload)
  }
  destroy(): void {
    if (this.#isDestroyed) return
    this._gone()
    this.webContents._target.close(true)
  }
  _gone(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    openWindows.splice(openWindows.indexOf(this), 1)
    this.webContents._gone()
    this.emit('closed')
    if (!openWindows.length) setImmediate(() => app._allClosed())
  }
  isDestroyed = () => this.#isDestroyed

  // --- visibility: remembered and announced; the page itself is always painted
  show(): void {
    this.showInactive()
    this.focus()
  }
  showInactive(): void {
    if (this.#isVisible) return
    this.#isVisible = true
    this.emit('show')
  }
  hide(): void {
    if (!this.#isVisible) return
    this.#isVisible = false
    this.blur()
    this.emit('hide')
  }
  isVisible = () => this.#isVisible
  focus(): void {
    if (this.#isFocused || this.#isDestroyed) return
    for (const window of openWindows) window.blur()
    this.#isFocused = true
    void this.webContents._whenOpen(() => this.webContents.focus())
    this.emit('focus')
    app.emit('browser-window-focus', {}, this)
  }
  blur(): void {
    if (!this.#isFocused) return
    this.#isFocused = false
    this.emit('blur')
    app.emit('browser-window-blur', {}, this)
  }
  isFocused = () => this.#isFocused

  // --- bounds and states
  async #resizePage(width: number, height: number): Promise<void> {
    await this.webContents._whenOpen(() => this.webContents._target.setContentSize(width, height))
    this.emit('resized')
  }
  getBounds = () => this.#bounds.current
  getNormalBounds = () => this.#bounds.normal
  getContentBounds = () => this.#bounds.current
  setBounds = (bounds: Partial<Rectangle>) => this.#bounds.change(bounds)
  getSize = () => [this.#bounds.current.width, this.#bounds.current.height]
  getContentSize = () => this.getSize()
  setSize = (width: number, height: number) => this.#bounds.change({ width, height })
  setContentSize = (width: number, height: number) => this.#bounds.change({ width, height })
  getPosition = () => [this.#bounds.current.x, this.#bounds.current.y]
  setPosition = (x: number, y: number) => this.#bounds.change({ x, y })
  maximize = () => this.#bounds.enter('maximized')
  isMaximized = () => this.#bounds.state === 'maximized'
  unmaximize = () => this.#leave('maximized')
  minimize = () => this.#bounds.enter('minimized')
  isMinimized = () => this.#bounds.state === 'minimized'
  restore = () => this.#bounds.enter('normal')
  setFullScreen = (isFull: boolean) => (isFull ? this.#bounds.enter('fullscreen') : this.#leave('fullscreen'))
  isFullScreen = () => this.#bounds.state === 'fullscreen'
  isNormal = () => this.#bounds.state === 'normal'
  #leave(state: 'maximized' | 'fullscreen'): void {
    if (this.#bounds.state === state) this.#bounds.enter('normal')
  }

  // --- what has no picture here
  getTitle = () => this.#title
  setTitle = (title: string) => void (this.#title = title)
  setMenu = () => {}
  removeMenu = () => {}
  setMenuBarVisibility = () => {}
  setAutoHideMenuBar = () => {}
  setProgressBar = () => {}
  setBackgroundColor = () => {}
  setMinimumSize = () => {}
  setRepresentedFilename = () => {}
  setDocumentEdited = () => {}
  setIcon = () => {}
  center = () => {}
  moveTop = () => {}
  flashFrame = () => {}
}
modelledClass('BrowserWindow', BrowserWindow)
