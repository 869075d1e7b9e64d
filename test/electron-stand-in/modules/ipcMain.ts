// ipcMain, and the way of a page's messages to it (lib/browser/ipc-dispatch.ts).
import { EventEmitter } from 'node:events'
import { mainPorts } from '../ports/mainPorts.ts'
import type { PortId } from '../ports/message.ts'
import { preventable } from '../preventable.ts'
import { modelledClass } from '../unmodelled.ts'
import type { WebContents } from './webContents.ts'

type Handler = (event: unknown, ...args: unknown[]) => unknown

/** Also webContents.ipc and webFrameMain.ipc. */
export class IpcMain extends EventEmitter {
  _handlers = new Map<string, Handler>()
  constructor() {
    super()
    this.on('error', () => {}) // a channel may have this name
  }
  handle(channel: string, handler: Handler): void {
    if (this._handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`)
    this._handlers.set(channel, handler)
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...args) => {
      this.removeHandler(channel)
      return handler(...args)
    })
  }
  removeHandler(channel: string): void {
    this._handlers.delete(channel)
  }
}
modelledClass('ipcMain', IpcMain)
export const ipcMain = new IpcMain()

const eventOf = (contents: WebContents, ports: unknown[] = []) =>
  preventable({
    type: 'frame',
    sender: contents,
    senderFrame: contents.mainFrame,
    processId: 1,
    frameId: 1,
    frameTreeNodeId: 1,
    ports,
    reply: (channel: string, ...args: unknown[]) => contents.send(channel, ...args),
  })

/** From the narrowest to the widest. */
const receiversFor = (contents: WebContents) => [contents.mainFrame.ipc, contents.ipc, ipcMain]

export function receiveSend(contents: WebContents, channel: string, args: unknown[]): void {
  const event = eventOf(contents)
  contents.emit('ipc-message', event, channel, ...args)
  for (const receiver of receiversFor(contents)) receiver.emit(channel, event, ...args)
}

export function receivePost(contents: WebContents, channel: string, message: unknown, ids: PortId[]): void {
  const event = eventOf(contents, mainPorts.adopt(ids))
  for (const receiver of receiversFor(contents)) receiver.emit(channel, event, message)
}

export async function receiveInvoke(contents: WebContents, channel: string, args: unknown[]) {
  const handler = receiversFor(contents)
    .find((receiver) => receiver._handlers.has(channel))
    ?._handlers.get(channel)
  try {
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return { result: await handler(eventOf(contents), ...args) }
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error)
    return { error: String(error) }
  }
}

export function receiveSync(contents: WebContents, channel: string, args: unknown[]): Promise<unknown> {
  return new Promise((resolve) => {
    const event = eventOf(contents)
    Object.defineProperty(event, 'returnValue', { set: resolve, get: () => undefined })
    for (const receiver of receiversFor(contents)) receiver.emit(channel, event, ...args)
  })
}
