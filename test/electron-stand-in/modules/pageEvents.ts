// What Chromium reports of a page, as events of its webContents.
import type { CdpObject } from '../chromium/chromium.ts'
import { fromPage } from '../chromium/schemeUrls.ts'
import { preventable } from '../preventable.ts'
import { app } from './application.ts'
import { onRequestPaused } from './navigation.ts'
import type { WebContents } from './webContents.ts'

type OnEvent = (contents: WebContents, params: CdpObject) => void

const EVENTS: Record<string, OnEvent> = {
  'Page.lifecycleEvent': (contents, { name, frameId, loaderId }) => {
    if (!contents._target.isMainFrame(frameId)) return
    if (name === 'DOMContentLoaded') contents.emit('dom-ready', {})
    else if (name === 'firstPaint') contents.emit('-first-paint')
    else if (name === 'load') void onLoad(contents, loaderId)
  },

  'Page.frameStartedNavigating': (contents, { frameId, navigationType, url }) => {
    if (!contents._target.isMainFrame(frameId) || navigationType === 'sameDocument') return
    contents._isLoading = true
    contents.emit('did-start-loading')
    const details = preventable({ url: fromPage(url), isSameDocument: false, isMainFrame: true })
    contents.emit('did-start-navigation', details, details.url, false, true, 1, 1)
  },

  'Page.frameNavigated': (contents, { frame }) => {
    if (frame.parentId || frame.unreachableUrl) return
    contents.mainFrame.url = fromPage(frame.url + (frame.urlFragment ?? ''))
    contents.emit('did-navigate', {}, contents.mainFrame.url, 200, '')
  },

  'Page.navigatedWithinDocument': (contents, { frameId, url }) => {
    if (!contents._target.isMainFrame(frameId)) return
    contents.mainFrame.url = fromPage(url)
    contents.emit('did-navigate-in-page', {}, contents.mainFrame.url, true, 1, 1)
  },

  'Fetch.requestPaused': (contents, params) => {
    onRequestPaused(contents, params).catch((error) => {
      if (!contents.isDestroyed()) console.error('(stand-in)', error)
    })
  },

  'Runtime.consoleAPICalled': (contents, { type, args }) => {
    const message = args.map((arg: CdpObject) => arg.value ?? arg.description).join(' ')
    contents.emit('console-message', { level: type, message, lineNumber: 0, sourceId: '' })
  },

  'Inspector.targetCrashed': (contents) => {
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  },

  'Page.javascriptDialogOpening': (contents, { type }) => {
    if (type !== 'beforeunload') return
    const event = preventable()
    contents.emit('will-prevent-unload', event)
    if (!event.defaultPrevented) app._quitCancelled()
    contents._cdp('Page.handleJavaScriptDialog', { accept: event.defaultPrevented }).catch(() => {}) // answered elsewhere
  },
}

export function onPageEvent(contents: WebContents, method: string, params: CdpObject): void {
  EVENTS[method]?.(contents, params)
}

async function onLoad(contents: WebContents, loaderId: string): Promise<void> {
  const expression = 'document.title'
  const { result } = await contents._cdp('Runtime.evaluate', { expression }).catch(() => ({ result: { value: '' } }))
  if (contents.isDestroyed()) return
  contents._setTitle(result.value)
  contents._loaded(loaderId)
}
