// Shared by the two worlds of a page: values cross as the detail of a synchronous CustomEvent, which Chromium clones
// between worlds. What crosses how follows shell/renderer/api/electron_api_context_bridge.cc.

/** A value under way. Functions and promises cross as numbers, Maps, buffers, Files and the like by Chromium's clone. */
type Wired =
  | { plain: unknown }
  | { seen: number }
  | { function: number }
  | { own: number } // a function that comes back to the world it was made in
  | { promise: number }
  | { error: string }
  | { array: Wired[] }
  | { members: [string, Wired][] }

type AnyFunction = (...args: unknown[]) => unknown
type Signal =
  | { op: 'call'; id: number; args: Wired[] }
  | { op: 'request'; name: string; value: Wired }
  | { op: 'settle'; id: number; isKept: boolean; value: Wired }
  | { op: 'answer'; value?: Wired; error?: string }

const UNBRIDGEABLE = /^\[object (Symbol|WeakMap|WeakSet|WeakRef|Window)\]$/
const NOT_AN_ERROR =
  'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.'

export class ContextBridge {
  // The page may replace these later.
  #fireEvent = window.dispatchEvent.bind(window)
  #Event = CustomEvent
  #outName: string
  #handle: (name: string, value: unknown) => unknown
  #functions = new Map<number, { call: AnyFunction; owner: unknown }>() // of this world, by id
  #foreign = new WeakMap<AnyFunction, number>() // proxies here for the other world's functions
  #unsettled = new Map<number, { resolve(value: unknown): void; reject(reason: unknown): void }>()
  #lastId = 0
  #answer: (Signal & { op: 'answer' }) | null = null

  /** `handle` answers the other world's requests. */
  constructor(outName: string, inName: string, handle: (name: string, value: unknown) => unknown) {
    this.#outName = outName
    this.#handle = handle
    addEventListener(inName, (event) => this.#hear(event as CustomEvent<Signal>), true)
  }

  request(name: string, value: unknown): unknown {
    return this.#ask({ op: 'request', name, value: this.#pack(value) })
  }

  #fire(detail: Signal): void {
    this.#fireEvent(new this.#Event(this.#outName, { detail }))
  }

  /** The other world answers before dispatchEvent returns. */
  #ask(signal: Signal): unknown {
    this.#answer = null
    this.#fire(signal)
    const answer = this.#answer as (Signal & { op: 'answer' }) | null
    if (!answer) throw new Error('context bridge: no answer from the other world')
    if (answer.error !== undefined) throw new Error(answer.error)
    return this.#unpack(answer.value!)
  }

  #hear(event: CustomEvent<Signal>): void {
    event.stopImmediatePropagation()
    const signal = event.detail
    if (signal.op === 'answer') this.#answer = signal
    else if (signal.op === 'settle') {
      const promise = this.#unsettled.get(signal.id)
      this.#unsettled.delete(signal.id)
      const value = this.#unpack(signal.value)
      if (signal.isKept) promise?.resolve(value)
      else promise?.reject(value)
    } else this.#fire(this.#answerTo(signal))
  }

  #answerTo(signal: Signal & { op: 'call' | 'request' }): Signal {
    try {
      return { op: 'answer', value: this.#pack(this.#perform(signal)) }
    } catch (thrown) {
      const message = (thrown as Error | null)?.message
      return { op: 'answer', error: typeof message === 'string' ? message : NOT_AN_ERROR }
    }
  }

  #perform(signal: Signal & { op: 'call' | 'request' }): unknown {
    if (signal.op === 'request') return this.#handle(signal.name, this.#unpack(signal.value))
    const { call, owner } = this.#functions.get(signal.id)!
    return call.apply(
      owner,
      signal.args.map((arg) => this.#unpack(arg)),
    )
  }

  #pack(root: unknown): Wired {
    const seen = new Map<unknown, number>()
    const pack = (value: unknown, owner?: unknown): Wired => {
      if (typeof value === 'symbol')
        throw new Error('electron stand-in: symbols over the context bridge are not modelled')
      if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return { plain: value }
      const known = seen.get(value)
      if (known !== undefined) return { seen: known }
      seen.set(value, seen.size)
      if (typeof value === 'function') return this.#packFunction(value as AnyFunction, owner)
      if (value instanceof Promise) return this.#packPromise(value)
      const name = Object.prototype.toString.call(value)
      if (name === '[object Error]') return { error: String((value as Error).message) }
      if (Array.isArray(value)) return { array: Array.from(value, (item) => pack(item, value)) }
      if (UNBRIDGEABLE.test(name)) throw new Error('An object could not be cloned.')
      if (name !== '[object Object]') return { plain: value }
      return { members: Object.entries(value).map(([key, item]) => [key, pack(item, value)]) }
    }
    return pack(root)
  }

  #packFunction(call: AnyFunction, owner: unknown): Wired {
    const own = this.#foreign.get(call)
    if (own !== undefined) return { own }
    const id = ++this.#lastId
    this.#functions.set(id, { call, owner })
    return { function: id }
  }

  #packPromise(promise: Promise<unknown>): Wired {
    const id = ++this.#lastId
    const settle = (isKept: boolean) => (result: unknown) => {
      let value: Wired
      try {
        value = this.#pack(result)
      } catch (refused) {
        isKept = false
        value = { error: (refused as Error).message }
      }
      this.#fire({ op: 'settle', id, isKept, value })
    }
    promise.then(settle(true), settle(false))
    return { promise: id }
  }

  #unpack(root: Wired): unknown {
    const seen: unknown[] = []
    const keep = <T>(value: T): T => {
      seen.push(value)
      return value
    }
    const unpack = (wired: Wired): unknown => {
      if ('plain' in wired) return isReference(wired.plain) ? keep(wired.plain) : wired.plain
      if ('seen' in wired) return seen[wired.seen]
      if ('own' in wired) return keep(this.#functions.get(wired.own)!.call)
      if ('function' in wired) return keep(this.#proxyOf(wired.function))
      if ('error' in wired) return keep(new Error(wired.error))
      if ('promise' in wired)
        return keep(new Promise((resolve, reject) => this.#unsettled.set(wired.promise, { resolve, reject })))
      if ('array' in wired) {
        const array = keep<unknown[]>([])
        for (const item of wired.array) array.push(unpack(item))
        return array
      }
      const object = keep({})
      const shape = { enumerable: true, writable: true, configurable: true }
      for (const [key, item] of wired.members) Object.defineProperty(object, key, { value: unpack(item), ...shape })
      return object
    }
    return unpack(root)
  }

  #proxyOf(id: number): AnyFunction {
    const proxy: AnyFunction = (...args) => this.#ask({ op: 'call', id, args: args.map((arg) => this.#pack(arg)) })
    this.#foreign.set(proxy, id)
    return proxy
  }
}

const isReference = (value: unknown) => value !== null && typeof value === 'object'
