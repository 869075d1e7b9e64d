import type { Arena } from '../arena.ts'

/** How a backend gets the functions of its module. */
export type Load = <Exports>(wasm: string, memory: WebAssembly.Memory) => Exports

/** The functions of a module that computes in `memory`; `wasm` is its bytes in base64. V8 compiles equal bytes once for all threads. */
export function instantiate<Exports>(wasm: string, memory: WebAssembly.Memory): Exports {
  return exportsOf<Exports>(bytesOf(wasm), memory)
}

/** The functions of a module in each arena's memory, instantiated when they are first asked for there. */
export function perArena<Exports>(wasm: string): (arena: Arena) => Exports {
  const started = new WeakMap<Arena, Exports>()
  return (arena) => {
    let exports = started.get(arena)
    if (!exports) started.set(arena, (exports = instantiate<Exports>(wasm, arena.memory)))
    return exports
  }
}

/** The same code compiled anew: a section named `mark`, which means nothing, makes other bytes of it. */
export function instantiateAnew(mark: string): Load {
  const name = Array.from(mark, (character) => character.charCodeAt(0))
  const customSection = [0, name.length + 1, name.length, ...name] // its lengths fit one byte each: mark is short
  return (wasm, memory) => exportsOf(Uint8Array.from([...bytesOf(wasm), ...customSection]), memory)
}

function bytesOf(wasm: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0))
}

function exportsOf<Exports>(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as Exports
}
