import { IpcMain } from './ipcMain.ts'
import type { WebContents } from './webContents.ts'

/** webFrameMain of a page's top frame. */
export class MainFrame {
  url = ''
  readonly name = ''
  readonly frameTreeNodeId = 1
  readonly processId = 1
  readonly routingId = 1
  readonly parent = null
  readonly frames = []
  readonly detached = false
  readonly ipc = new IpcMain()
  #contents: WebContents
  constructor(contents: WebContents) {
    this.#contents = contents
  }
  get top(): MainFrame {
    return this
  }
  /** scheme://host, also for custom schemes, of which `URL.origin` says 'null'. */
  get origin(): string {
    const [origin = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(this.url) ?? []
    return origin
  }
  isDestroyed(): boolean {
    return this.#contents.isDestroyed()
  }
  send(channel: string, ...args: unknown[]): void {
    this.#contents.send(channel, ...args)
  }
  postMessage(channel: string, message: unknown, transfer?: unknown): void {
    this.#contents.postMessage(channel, message, transfer)
  }
  executeJavaScript(code: string, userGesture?: boolean): Promise<unknown> {
    return this.#contents.executeJavaScript(code, userGesture)
  }
}
