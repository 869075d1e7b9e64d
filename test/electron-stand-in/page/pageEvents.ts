// The part of Node's EventEmitter that a preload meets: require('events'), ipcRenderer, process.

type Listener = ((...args: never[]) => void) & { listener?: Listener }

export class PageEventEmitter {
  static EventEmitter = PageEventEmitter
  #listeners = new Map<string, Listener[]>()

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, [...this.#of(name), listener])
    return this
  }
  addListener(name: string, listener: Listener): this {
    return this.on(name, listener)
  }
  once(name: string, listener: Listener): this {
    const once: Listener = (...args) => {
      this.off(name, once)
      listener.apply(this, args)
    }
    once.listener = listener
    return this.on(name, once)
  }
  off(name: string, listener: Listener): this {
    const listeners = this.#of(name)
    const at = listeners.findLastIndex((one) => one === listener || one.listener === listener)
    if (at >= 0) this.#listeners.set(name, listeners.toSpliced(at, 1))
    return this
  }
  removeListener(name: string, listener: Listener): this {
    return this.off(name, listener)
  }
  removeAllListeners(name?: string): this {
    if (name === undefined) this.#listeners.clear()
    else this.#listeners.delete(name)
    return this
  }
  emit(name: string, ...args: unknown[]): boolean {
    const listeners = this.#of(name)
    for (const listener of listeners) listener.apply(this, args as never[])
    return listeners.length > 0
  }
  listeners(name: string): Listener[] {
    return this.#of(name).map((one) => one.listener ?? one)
  }
  listenerCount(name: string): number {
    return this.#of(name).length
  }
  eventNames(): string[] {
    return [...this.#listeners.keys()].filter((name) => this.listenerCount(name) > 0)
  }
  setMaxListeners(): this {
    return this
  }
  #of(name: string): Listener[] {
    return this.#listeners.get(name) ?? []
  }
}
