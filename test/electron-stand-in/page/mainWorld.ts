// The page's own world: takes what the preload exposes, and asks the main process before a window opens.
import { ContextBridge } from './contextBridge.ts'

declare const SETTING: { secret: string }

const bridge = new ContextBridge(`${SETTING.secret}-isolated`, `${SETTING.secret}-main`, (name, value) => {
  if (name !== 'expose') throw new Error(name)
  const { key, api } = value as { key: string; api: unknown }
  if (Object.hasOwn(window, key))
    throw new Error('Cannot bind an API on top of an existing property on the window object')
  Object.defineProperty(window, key, { value: frozen(api), enumerable: true, writable: false, configurable: false })
})

function frozen(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value
  Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** Returns null also when the handler allows it: the new window is not this page's. */
function openWindow(url: string, target: string, features: string, disposition: string): null {
  const frameName = target === '_blank' ? '' : target
  bridge.request('open', {
    url: url ? new URL(url, document.baseURI).href : 'about:blank',
    frameName,
    features,
    disposition,
  })
  return null
}

const STAYS = /^_(self|top|parent)$/i

window.open = (url = '', target = '', features = '') => {
  if (!STAYS.test(target)) return openWindow(String(url), String(target), String(features), 'new-window')
  location.href = String(url)
  return window
}

addEventListener('click', (event) => {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href)
  if (event.defaultPrevented || !(link instanceof HTMLAnchorElement) || link.hasAttribute('download')) return
  const hasNewTarget = link.target !== '' && !STAYS.test(link.target)
  if (!hasNewTarget && !event.ctrlKey && !event.metaKey && !event.shiftKey) return
  event.preventDefault()
  const disposition = hasNewTarget ? 'foreground-tab' : event.shiftKey ? 'new-window' : 'background-tab'
  openWindow(link.href, link.target, '', disposition)
})
