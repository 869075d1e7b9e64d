/** A value in use: it is not freed before `release` is called, once. */
export interface Lease<V> {
  readonly value: V
  release(): void
}

export interface LeasedCache<V> {
  /** Keeps a value; older ones that nobody asked for lately give way when the budget is spent. */
  add(key: string, value: V): void
  /** null for what was never added, or has given way. */
  use(key: string): Lease<V> | null
  /** Forgets it now, and frees it as soon as nobody uses it. */
  remove(key: string): void
  /** Keys, least recently used first. */
  keys(): readonly string[]
  /** Bytes of what is kept. */
  readonly bytes: number
}

interface Entry<V> {
  readonly value: V
  readonly bytes: number
  users: number
  kept: boolean
}

/** Least recently used values leave first; the newest one stays even if it alone is over the budget. */
export function createLeasedCache<V>(
  budget: number,
  bytesOf: (value: V) => number,
  free: (value: V) => void,
): LeasedCache<V> {
  const entries = new Map<string, Entry<V>>() // in the order of use

  function total(): number {
    let sum = 0
    for (const { bytes } of entries.values()) sum += bytes
    return sum
  }

  function drop(key: string): void {
    const entry = entries.get(key)
    if (!entry) return
    entries.delete(key)
    entry.kept = false
    if (entry.users === 0) free(entry.value)
  }

  return {
    add(key, value) {
      drop(key)
      entries.set(key, { value, bytes: bytesOf(value), users: 0, kept: true })
      for (const oldest of [...entries.keys()]) {
        if (total() <= budget || oldest === key) break
        drop(oldest)
      }
    },
    use(key) {
      const entry = entries.get(key)
      if (!entry) return null
      entries.delete(key)
      entries.set(key, entry)
      entry.users++
      let released = false
      return {
        value: entry.value,
        release() {
          if (released) return
          released = true
          entry.users--
          if (entry.users === 0 && !entry.kept) free(entry.value)
        },
      }
    },
    remove: drop,
    keys: () => [...entries.keys()],
    get bytes() {
      return total()
    },
  }
}
