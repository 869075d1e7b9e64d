import { createArena } from './arena.ts'
import type { Arena } from './arena.ts'

let arena: Arena | undefined

/** The arena of this thread, over a memory of its own unless `joinMemory` came first. */
export function threadArena(): Arena {
  arena ??= createArena()
  return arena
}

/** A thread's first word: compute in the memory of the thread that started this one. */
export function joinMemory(memory: WebAssembly.Memory): void {
  arena = createArena(memory)
}

/** Drops the whole memory if nothing in it is taken; the next one starts small. Threads that joined it keep it alive. */
export function renewThreadArena(): boolean {
  if (arena && arena.bytes.taken > 0) return false
  arena = undefined
  return true
}
