/**
 * One end of a message channel, whatever made it. `post` has no transfer list on purpose: an ArrayBuffer transferred
 * towards Electron's main or utility process loses the whole message, so between processes everything is cloned, before `post` returns.
 * Several listeners may be added; `onClose` tells of the other end's going, not of our own `close`.
 */
export interface Port {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** A DOM `MessagePort`, in a window or a web worker. Electron gives it a `close` event. */
export interface DomPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message' | 'close', listener: (event: { readonly data?: unknown }) => void): void
  start(): void
  close(): void
}

/** A `MessagePort` of node:worker_threads: the listener gets the value itself, and listening starts the port. */
export interface NodePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  close(): void
}

/** Electron's `MessagePortMain`, in main and utility processes. */
export interface MainPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

export function fromDomPort(port: DomPort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener('message', (event) => listener(event.data))
      port.start() // only `onmessage =` starts a DOM port by itself
    },
    onClose: (listener) => port.addEventListener('close', () => listener()),
    close: () => port.close(),
  }
}

export function fromNodePort(port: NodePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}

export function fromMainPort(port: MainPort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (event) => listener(event.data))
      port.start()
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
