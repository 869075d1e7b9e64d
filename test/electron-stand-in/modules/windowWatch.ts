// Windows that Chromium closes, retitles or opens by itself.
import { chromium, type CdpObject } from '../chromium/chromium.ts'
import { openWindows } from './openWindows.ts'

const windowOf = (targetId: string) => openWindows.find((window) => window.webContents._target.targetId === targetId)

export function watchWindows(): void {
  chromium.on('browser', (method: string, { targetId, targetInfo }: CdpObject) => {
    if (method === 'Target.targetDestroyed') windowOf(targetId)?._gone()
    else if (method === 'Target.targetInfoChanged') {
      // Until a page has a title the protocol gives (a part of) its URL.
      const isTitle = !targetInfo.url.includes(targetInfo.title)
      if (isTitle) windowOf(targetInfo.targetId)?.webContents._setTitle(targetInfo.title)
    } else if (method === 'Target.targetCreated') refuseUninvited(targetInfo)
  })
  chromium.on('exit', () => {
    for (const window of [...openWindows]) window._gone()
  })
}

/** A window that got past the page's own guard (a middle click, a form): Electron would have asked, so none may stay. */
function refuseUninvited({ type, openerId, url, targetId }: CdpObject): void {
  if (type !== 'page' || !openerId) return
  console.error('(stand-in) closed a window that was opened past setWindowOpenHandler:', url)
  chromium.send('Target.closeTarget', { targetId }).catch(() => {}) // it closed by itself
}
