/** The functions of a module that computes in `memory`; `wasm` is its bytes in base64. V8 compiles equal bytes once for all threads. */
export function instantiate<Exports>(wasm: string, memory: WebAssembly.Memory): Exports {
  const bytes = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return instance.exports as Exports
}
