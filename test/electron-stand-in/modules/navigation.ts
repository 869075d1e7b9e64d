// Every request of a document, and every request that leaves the computer, is paused and asked about here.
import type { CdpObject } from '../chromium/chromium.ts'
import { fromPage } from '../chromium/schemeUrls.ts'
import { askBeforeRequest } from '../chromium/webRequest.ts'
import { preventable, type PreventableEvent } from '../preventable.ts'
import type { WebContents } from './webContents.ts'

export async function onRequestPaused(contents: WebContents, paused: CdpObject): Promise<void> {
  const { requestId, request, resourceType, frameId } = paused
  const isMainFrame = contents._target.isMainFrame(frameId)
  const url = fromPage(request.url as string)
  const isDocument = resourceType === 'Document'
  const isRefused = isDocument && !isAllowed(contents, url, isMainFrame, Boolean(paused.redirectedRequestId))
  const type = isDocument ? (isMainFrame ? 'mainFrame' : 'subFrame') : String(resourceType).toLowerCase()
  const isCancelled = isRefused || (await isBlocked(url, request.method, type))
  if (!isCancelled) return void (await contents._cdp('Fetch.continueRequest', { requestId }))
  const errorReason = isRefused ? 'Aborted' : 'BlockedByClient'
  await contents._cdp('Fetch.failRequest', { requestId, errorReason })
}

/** Asks what the page, not the main process, wants to load. */
function isAllowed(contents: WebContents, url: string, isMainFrame: boolean, isRedirect: boolean): boolean {
  const { mainFrame } = contents
  const frame = isMainFrame ? mainFrame : { url: '', parent: mainFrame, top: mainFrame }
  const details = preventable({ url, isSameDocument: false, isMainFrame, frame, initiator: mainFrame })
  if (isRedirect) return emitted(contents, 'will-redirect', details)
  if (isMainFrame && contents._takeExpected(url)) return true
  return (
    emitted(contents, 'will-frame-navigate', details) && (!isMainFrame || emitted(contents, 'will-navigate', details))
  )
}

function emitted(contents: WebContents, name: string, details: PreventableEvent & { url: string }): boolean {
  contents.emit(name, details, details.url)
  return !details.defaultPrevented
}

/** The server asks for the app's own schemes. */
async function isBlocked(url: string, method: string, resourceType: string): Promise<boolean> {
  return /^https?:/.test(url) && Boolean((await askBeforeRequest({ url, method, resourceType })).cancel)
}
