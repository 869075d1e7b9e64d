interface Pins {
  readonly pinned: unknown
  pin(): void
  unpin(): void
}

type Keys = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'preventDefault'>

/** P holds the pixel or lets it go, Escape lets it go. True when the key was meant so. */
export function pinningKey(event: Keys, pins: Pins): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const isPin = event.key === 'p' || event.key === 'P'
  if (!isPin && !(event.key === 'Escape' && pins.pinned)) return false
  event.preventDefault()
  if (isPin) pins.pin()
  else pins.unpin()
  return true
}
