// One page of Chromium, as the DevTools protocol calls it a target: made, prepared and driven.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { chromium, type CdpObject } from './chromium.ts'
import { token } from './pageLinks.ts'
import { isolatedWorldScript, mainWorldScript, preloadScript } from './pageScripts.ts'
import { listening } from './server.ts'

const WORLD = 'Electron Isolated Context'

/** Requests that pause until the main process has been asked: documents, and whatever leaves the computer. */
const PAUSED = [{ urlPattern: '*', resourceType: 'Document' }, { urlPattern: 'https://*' }]

export interface PageOptions {
  width: number
  height: number
  preload?: string
  /** What the preload sees as `process`. */
  process: Record<string, unknown>
}

export class PageTarget {
  targetId: string | null = null
  #sessionId: string | undefined
  /** Of the preload's world in the present document. */
  #isolatedContext: string | undefined

  async open(page: number, options: PageOptions, onEvent: (method: string, params: CdpObject) => void): Promise<void> {
    const port = await listening
    await chromium.started
    const { width, height, preload } = options
    const created = await chromium.send('Target.createTarget', { url: 'about:blank', newWindow: true, width, height })
    this.targetId = created.targetId as string
    const attached = await chromium.send('Target.attachToTarget', { targetId: this.targetId, flatten: true })
    this.#sessionId = attached.sessionId as string
    chromium.on(this.#sessionId, (method: string, params: CdpObject) => {
      this.#watchWorlds(method, params)
      onEvent(method, params)
    })
    const secret = randomUUID() // names the events between the page's worlds
    const inject = (source: string, worldName?: string) =>
      this.cdp('Page.addScriptToEvaluateOnNewDocument', { source, worldName })
    await Promise.all([
      this.cdp('Page.enable'),
      this.cdp('Runtime.enable'),
      this.cdp('Inspector.enable'),
      this.cdp('Page.setLifecycleEventsEnabled', { enabled: true }),
      this.cdp('Fetch.enable', { patterns: PAUSED }),
      inject(mainWorldScript({ secret })),
      inject(isolatedWorldScript({ secret, port, token, page, process: options.process }), WORLD),
      preload && inject(preloadScript(preload, await readFile(preload, 'utf8')), WORLD),
      this.setContentSize(width, height),
    ])
  }

  #watchWorlds(method: string, { context }: CdpObject): void {
    if (method !== 'Runtime.executionContextCreated') return
    if (context.name === WORLD && context.auxData?.frameId === this.targetId) this.#isolatedContext = context.uniqueId
  }

  /** The main frame of a page has the id of its target. */
  isMainFrame(frameId: unknown): boolean {
    return frameId === this.targetId
  }

  cdp(method: string, params?: CdpObject): Promise<CdpObject> {
    return chromium.send(method, params, this.#sessionId)
  }

  async setContentSize(width: number, height: number): Promise<void> {
    const { windowId } = await chromium.send('Browser.getWindowForTarget', { targetId: this.targetId })
    await chromium.send('Browser.setContentsSize', { windowId, width, height })
  }

  async evaluateIsolated(expression: string): Promise<CdpObject> {
    const uniqueContextId = this.#isolatedContext
    return (await this.cdp('Runtime.evaluate', { expression, uniqueContextId })).result
  }

  /** Where the files that the preload's world holds are on disk; '' for those that are not. */
  async pathsOfFiles(count: number): Promise<string[]> {
    const paths: string[] = []
    for (let i = 0; i < count; i++) {
      const { objectId } = await this.evaluateIsolated(`__standInFiles[${i}]`)
      const info = await this.cdp('DOM.getFileInfo', { objectId }).catch(() => ({ path: '' })) // made by script
      paths.push(info.path as string)
    }
    return paths
  }

  /** `now` asks no beforeunload. */
  close(now: boolean): void {
    if (!this.targetId) return
    const closing = now ? chromium.send('Target.closeTarget', { targetId: this.targetId }) : this.cdp('Page.close')
    closing.catch(() => {}) // it closed by itself
  }

  forget(): void {
    if (this.#sessionId) chromium.removeAllListeners(this.#sessionId)
  }
}
