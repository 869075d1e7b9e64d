// The road to the main process: JSON text and the buffers it names, through a SharedWorker (see transportWorker.js).
// A page of another server can have none, and a spec's page.route() cuts it off: then the page's own socket, which
// Playwright mirrors.
import type { Tree } from '../ports/clone.ts'
import { pack, unpack, type Head, type Message } from '../ports/message.ts'

export interface Setting {
  secret: string
  port: number
  token: string
  page: number
  process: Record<string, unknown>
}
declare const SETTING: Setting

type Outgoing = { text: string; buffers: ArrayBuffer[] }
/** What the page's modules do with a message that has come; they add themselves. */
export const receivers: Partial<Record<Head['op'], (message: Message) => void>> = {}

const isServedByStandIn = location.protocol === 'http:' && location.hostname.endsWith('.localhost')
const host = isServedByStandIn ? location.host : `127.0.0.1:${SETTING.port}`
const address = (what: string) => `http://${host}/.electron-stand-in/${SETTING.token}/${SETTING.page}/${what}`

let write: ((message: Outgoing, isOurs: boolean) => void) | null = null
const outbox: Outgoing[] = []

function opened(writer: (message: Outgoing, isOurs: boolean) => void): void {
  write = writer
  for (const message of outbox.splice(0)) writer(message, true)
}

function received(message: Message): void {
  receivers[message.head.op]?.(message)
}

function connectDirectly(): void {
  const socket = new WebSocket(address('ws').replace('http', 'ws'))
  socket.binaryType = 'arraybuffer'
  socket.onopen = () =>
    opened(({ text, buffers }) => {
      for (const part of [text, ...buffers]) socket.send(part)
    })
  let message: (Message & { sizes: number[] }) | null = null
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') message = { ...JSON.parse(data), buffers: [] }
    else message?.buffers.push(data)
    if (message && message.buffers.length === message.sizes.length) received(message)
  }
}

function connect(): void {
  const worker = new SharedWorker(address(`${crypto.randomUUID()}/favicon.ico`))
  worker.onerror = connectDirectly
  worker.port.onmessage = ({ data }) => {
    if (data !== 'open') return received(data)
    opened((message, isOurs) => worker.port.postMessage(message, isOurs ? message.buffers : []))
  }
}
if (isServedByStandIn) connect()
else connectDirectly()

/** `isOurs`: the buffers came by a port and belong to nobody else, so they may be transferred. */
export function send(head: Head, value?: unknown, isOurs = false): void {
  const { text, buffers } = pack({ ...head, url: location.href }, value)
  const message = { text, buffers: buffers as ArrayBuffer[] }
  if (write) write(message, isOurs)
  else outbox.push(isOurs ? message : { text, buffers: message.buffers.map((buffer) => buffer.slice(0)) })
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
