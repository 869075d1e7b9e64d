// A page's messages: to the preload of its present document, and from it to ipcMain and the port broker.
import { pages, type SyncRequest } from '../chromium/pageLinks.ts'
import { fromPage } from '../chromium/schemeUrls.ts'
import { decode, encode } from '../ports/clone.ts'
import { broker, mainLink, mainPorts } from '../ports/mainPorts.ts'
import { pack, unpack, type Message } from '../ports/message.ts'
import type { Link } from '../ports/portBroker.ts'
import { receiveInvoke, receivePost, receiveSend, receiveSync } from './ipcMain.ts'
import type { WebContents } from './webContents.ts'

export class PageMessages {
  #contents: WebContents
  #link: Link | null = null
  #waiting: Message[] = [] // for a document that is still loading

  constructor(contents: WebContents) {
    this.#contents = contents
    pages.set(contents.id, {
      attach: (link) => this.#attach(link),
      sync: (request) => this.#receiveSync(request),
    })
  }

  // --- to the page
  send(channel: string, args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument')
    try {
      this.#post(pack({ op: 'send', channel }, args))
    } catch (error) {
      console.error('Error sending from webFrameMain: ', error) // Electron's own words
    }
  }

  postMessage(channel: string, message: unknown, transfer: unknown): void {
    const packed = pack({ op: 'post', channel, ports: [] }, message) // may throw: before any port is given up
    const ports = mainPorts.take(transfer)
    this.#post(ports.length ? pack({ op: 'post', channel, ports }, message) : packed)
  }

  #post(message: Message): void {
    if (this.#link) broker.deliver(this.#link, message)
    else if (this.#contents._isExpectingDocument) this.#waiting.push(message)
  }

  // --- from the page
  #attach(link: Link) {
    this.#link = link
    for (const message of this.#waiting.splice(0)) broker.deliver(link, message)
    return {
      message: (message: Message) => void this.#receive(link, message),
      gone: () => {
        if (this.#link === link) this.#link = null
        broker.drop(link)
      },
    }
  }

  async #receive(link: Link, message: Message): Promise<void> {
    const { head } = message
    const contents = this.#contents
    if (head.url) contents.mainFrame.url = fromPage(head.url)
    if (broker.handle(link, message)) return
    if (head.op === 'send') receiveSend(contents, head.channel, unpack(message) as unknown[])
    else if (head.op === 'post') {
      receivePost(contents, head.channel, unpack(message), head.ports)
      broker.arrive(mainLink, head.ports)
    } else if (head.op === 'preload-error') contents.emit('preload-error', {}, head.file, unpack(message))
    else if (head.op === 'invoke') {
      const answer = await receiveInvoke(contents, head.channel, unpack(message) as unknown[])
      link.deliver(replyTo(head.id, answer))
    } else if (head.op === 'files') link.deliver(replyTo(head.id, await contents._target.pathsOfFiles(head.count)))
  }

  async #receiveSync(request: SyncRequest): Promise<unknown> {
    if (request.op === 'open') return this.#contents._askToOpen(request.details)
    this.#contents.mainFrame.url = fromPage(request.url)
    const args = decode(request.tree, []) as unknown[]
    return encode(await receiveSync(this.#contents, request.channel, args))
  }

  drop(): void {
    pages.delete(this.#contents.id)
    if (this.#link) broker.drop(this.#link)
    this.#link = null
  }
}

function replyTo(id: number, answer: unknown): Message {
  try {
    return pack({ op: 'reply', id }, answer)
  } catch (error) {
    return pack({ op: 'reply', id }, { error: String(error) }) // a handler's result that cannot be cloned
  }
}
