// The road to the main process: JSON text and the buffers it names, by a carrier in a SharedWorker. Playwright does not
// attach to those, so it neither mirrors every frame as base64 (a second for a few megabytes) nor reports the traffic as
// the page's. A page of another server can have none, and a spec's page.route() cuts it off: then the carrier is here.
import type { Tree } from '../ports/clone.ts'
import { pack, unpack, type Head, type Message, type PortId } from '../ports/message.ts'
import { carry, type FromPage } from './carrier.ts'

export interface Setting {
  secret: string
  port: number
  token: string
  page: number
  process: Record<string, unknown>
}
declare const SETTING: Setting

/** What the page's modules do with a message that has come, and its ports; they add themselves. */
export const receivers: Partial<Record<Head['op'], (message: Message, ports: readonly MessagePort[]) => void>> = {}

const isServedByStandIn = location.protocol === 'http:' && location.hostname.endsWith('.localhost')
const host = isServedByStandIn ? location.host : `127.0.0.1:${SETTING.port}`
const address = (what: string) => `http://${host}/.electron-stand-in/${SETTING.token}/${SETTING.page}/${what}`

let carrier: MessagePort | null = null
const outbox: [FromPage, MessagePort[]][] = []

function listen(port: MessagePort): void {
  port.onmessage = ({ data, ports }) => {
    if (data !== 'open') return receivers[(data as Message).head.op]?.(data, ports)
    carrier = port
    for (const [message, leaving] of outbox.splice(0)) port.postMessage(message, leaving)
  }
}

function connectDirectly(): void {
  const { port1, port2 } = new MessageChannel()
  listen(port1)
  carry(port2, address('ws').replace('http', 'ws'))
}

function connect(): void {
  // One worker a document.
  const worker = new SharedWorker(address(`${crypto.randomUUID()}/favicon.ico`))
  worker.onerror = connectDirectly
  listen(worker.port)
}
if (isServedByStandIn) connect()
else connectDirectly()

function give(message: FromPage, leaving: MessagePort[] = []): void {
  if (carrier) carrier.postMessage(message, leaving)
  else outbox.push([structuredClone(message), leaving])
}

export function send(head: Head, value?: unknown): void {
  const { text, buffers } = pack({ ...head, url: location.href }, value)
  give({ text, buffers: buffers as ArrayBuffer[] })
}

/** A port leaves the page; the name by which a message gives it. */
export function portOut(port: MessagePort): PortId {
  const base = crypto.randomUUID()
  give({ leaves: base }, [port])
  return `${base}a`
}

let lastCall = 0
const unanswered = new Map<number, (answer: unknown) => void>()
receivers.reply = (message) => {
  const { id } = message.head as { id: number }
  unanswered.get(id)?.(unpack(message))
  unanswered.delete(id)
}

/** Sends a message that is answered. */
export function ask(head: (id: number) => Head, value?: unknown): Promise<unknown> {
  const id = ++lastCall
  return new Promise((resolve) => {
    unanswered.set(id, resolve)
    send(head(id), value)
  })
}

export function askSynchronously(request: object): { tree: Tree } {
  const http = new XMLHttpRequest()
  http.open('POST', address('sync'), false)
  http.send(JSON.stringify(request))
  return JSON.parse(http.responseText) as { tree: Tree }
}
