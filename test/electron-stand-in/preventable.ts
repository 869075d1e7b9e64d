export interface PreventableEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

/** An event as Electron's main process hands it to listeners. */
export function preventable<T extends object>(members?: T): PreventableEvent & T {
  const event: PreventableEvent = {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
  return Object.assign(event, members)
}
