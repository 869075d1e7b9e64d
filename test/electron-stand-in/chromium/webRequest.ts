// session.webRequest: the two listeners that are modelled, and how they are asked.

export interface RequestDetails {
  url: string
  method: string
  resourceType: string
}
export interface ResponseDetails extends RequestDetails {
  statusCode: number
  responseHeaders: Record<string, string[]>
}
export interface RequestAnswer {
  cancel?: boolean
  redirectURL?: string
}
export interface ResponseAnswer {
  cancel?: boolean
  responseHeaders?: Record<string, string | string[]>
}
type Listener<D, A> = (details: D, callback: (answer: A) => void) => void

interface Filter {
  urls: string[]
}
interface Registered<D, A> {
  listener: Listener<D, A>
  matches(url: string): boolean
}

let beforeRequest: Registered<RequestDetails, RequestAnswer> | null = null
let headersReceived: Registered<ResponseDetails, ResponseAnswer> | null = null
let lastId = 0

/** Called as (filter, listener) or (listener); null takes the listener away. */
function registered<D, A>(args: unknown[]): Registered<D, A> | null {
  const listener = args.at(-1) as Listener<D, A> | null
  if (!listener) return null
  const urls = args.length > 1 ? (args[0] as Filter).urls : ['<all_urls>']
  const patterns = urls.map((url) => new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`))
  return { listener, matches: (url) => urls.includes('<all_urls>') || patterns.some((pattern) => pattern.test(url)) }
}

function ask<D extends { url: string }, A extends object>(to: Registered<D, A> | null, details: D): Promise<A> {
  if (!to?.matches(details.url)) return Promise.resolve({} as A)
  const full = { id: ++lastId, timestamp: Date.now(), referrer: '', uploadData: [], ...details }
  return new Promise((resolve) => to.listener(full, (answer) => resolve(answer ?? ({} as A))))
}

export const askBeforeRequest = async (details: RequestDetails): Promise<RequestAnswer> => {
  const answer = await ask(beforeRequest, details)
  if (answer.redirectURL) throw new Error("electron stand-in: 'redirectURL' of onBeforeRequest is not modelled")
  return answer
}
export const askHeadersReceived = (details: ResponseDetails) => ask(headersReceived, details)

export const webRequest = {
  onBeforeRequest: (...args: unknown[]) => void (beforeRequest = registered(args)),
  onHeadersReceived: (...args: unknown[]) => void (headersReceived = registered(args)),
}
