// Structured clone over a wire: a value becomes a JSON tree plus a list of ArrayBuffers. Runs in the main process,
// in utility processes and, types and imports cut off, in the page. Throws what Electron throws.

const UNCLONEABLE =
  /Promise|Weak|Generator|Iterator|Blob|File|MessagePort|Window|HTML|Element|Document|SharedArrayBuffer|ImageBitmap|Stream/
const ERRORS: Record<string, ErrorConstructor> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
}

/** A string, boolean, finite number or null stands for itself; anything else is [tag, ...contents]. */
export type Tree = string | boolean | number | null | [tag: string, ...contents: unknown[]]
export type Bytes = ArrayBuffer | Uint8Array<ArrayBuffer>

const typeName = (value: object) => Object.prototype.toString.call(value).slice(8, -1)
const cannot = () => new Error('An object could not be cloned.')

class Encoder {
  #seen = new Map<object, number>()
  buffers: ArrayBuffer[] = []

  node(value: unknown): Tree {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value
      case 'number':
        if (Object.is(value, -0)) return ['n', '-0']
        return Number.isFinite(value) ? value : ['n', String(value)]
      case 'undefined':
        return ['u']
      case 'bigint':
        return ['i', String(value)]
      case 'object':
        return value === null ? null : this.#object(value)
      default:
        throw cannot() // functions and symbols
    }
  }

  #object(value: object): Tree {
    const known = this.#seen.get(value)
    if (known !== undefined) return ['r', known]
    this.#seen.set(value, this.#seen.size)
    if (Array.isArray(value)) return this.#array(value)
    const name = typeName(value)
    if (ArrayBuffer.isView(value)) {
      // As structured clone does: the whole buffer goes, and the view onto it.
      const length = (value as { length?: number }).length ?? value.byteLength
      return ['v', name, this.node(value.buffer), value.byteOffset, length]
    }
    if (value instanceof Date) return ['d', Number(value)]
    if (value instanceof RegExp) return ['x', value.source, value.flags]
    if (value instanceof Map) return ['m', [...value].map(([key, item]) => [this.node(key), this.node(item)])]
    if (value instanceof Set) return ['s', [...value].map((item) => this.node(item))]
    if (name === 'ArrayBuffer') return ['b', this.buffers.push(value as ArrayBuffer) - 1]
    if (name === 'Error') return this.#error(value as Error)
    if (/^(Boolean|Number|String|BigInt)$/.test(name)) return ['p', this.node(value.valueOf())]
    if (UNCLONEABLE.test(name)) throw cannot()
    return ['o', this.#members(value, Object.keys(value))]
  }

  #array(value: unknown[]): Tree {
    const keys = Object.keys(value)
    if (keys.length === value.length) return ['a', ...value.map((item) => this.node(item))]
    return ['h', value.length, this.#members(value, keys)] // holes, or members that are no index
  }

  #members(value: object, keys: string[]): [string, Tree][] {
    return keys.map((key) => [key, this.node((value as Record<string, unknown>)[key])])
  }

  #error(error: Error): Tree {
    const own = (key: string) => Object.getOwnPropertyDescriptor(error, key)
    const name = error.name in ERRORS ? error.name : 'Error'
    const message = own('message') ? String(error.message) : null
    const stack = typeof error.stack === 'string' ? error.stack : null
    return ['e', name, message, stack, own('cause') ? [this.node(error.cause)] : null]
  }
}

class Decoder {
  #seen: unknown[] = []
  #buffers: Bytes[]
  constructor(buffers: Bytes[]) {
    this.#buffers = buffers
  }

  node(tree: unknown): unknown {
    if (tree === null || typeof tree !== 'object') return tree
    const [tag, ...contents] = tree as [string, ...unknown[]]
    return this.#tagged(tag, contents)
  }

  #tagged(tag: string, contents: unknown[]): unknown {
    const [a, b] = contents
    switch (tag) {
      case 'u':
        return undefined
      case 'n':
        return Number(a)
      case 'i':
        return BigInt(a as string)
      case 'r':
        return this.#seen[a as number]
      case 'b':
        return this.#keep(this.#buffers[a as number])
      case 'd':
        return this.#keep(new Date((a as number | null) ?? NaN))
      case 'x':
        return this.#keep(new RegExp(a as string, b as string))
      case 'p':
        return this.#late(() => Object(this.node(a)))
      case 'v':
        return this.#view(contents)
      case 'e':
        return this.#error(contents)
      default:
        return this.#container(tag, contents)
    }
  }

  #container(tag: string, contents: unknown[]): unknown {
    const [a, b] = contents
    if (tag === 'a') {
      const array = this.#keep<unknown[]>([])
      for (const item of contents) array.push(this.node(item))
      return array
    }
    if (tag === 'h') {
      const array = this.#keep<unknown[]>([])
      array.length = a as number
      return this.#members(array, b as [string, Tree][])
    }
    if (tag === 'm') {
      const map = this.#keep(new Map<unknown, unknown>())
      for (const [key, value] of a as [Tree, Tree][]) map.set(this.node(key), this.node(value))
      return map
    }
    if (tag === 's') {
      const set = this.#keep(new Set<unknown>())
      for (const value of a as Tree[]) set.add(this.node(value))
      return set
    }
    if (tag === 'o') return this.#members(this.#keep({}), a as [string, Tree][])
    throw new Error(`clone: unknown tag ${tag}`)
  }

  #keep<T>(value: T): T {
    this.#seen.push(value)
    return value
  }

  /** For a value that is made from its contents: its number is given out before theirs. */
  #late(make: () => unknown): unknown {
    const slot = this.#seen.push(null) - 1
    return (this.#seen[slot] = make())
  }

  #members(target: object, members: [string, Tree][]): object {
    for (const [key, tree] of members)
      Object.defineProperty(target, key, {
        value: this.node(tree),
        writable: true,
        enumerable: true,
        configurable: true,
      })
    return target
  }

  #view([name, buffer, offset, length]: unknown[]): unknown {
    type View = new (buffer: unknown, offset: unknown, length: unknown) => ArrayBufferView
    const constructors = globalThis as unknown as Record<string, View>
    return this.#late(() => new constructors[name as string](this.node(buffer), offset, length))
  }

  #error([name, message, stack, cause]: unknown[]): Error {
    const error = this.#keep(new (ERRORS[name as string] ?? Error)())
    const hide = (key: string, value: unknown) =>
      Object.defineProperty(error, key, { value, writable: true, configurable: true })
    if (message !== null) hide('message', message)
    if (stack !== null) hide('stack', stack)
    if (cause) hide('cause', this.node((cause as [Tree])[0]))
    return error
  }
}

export function encode(value: unknown): { tree: Tree; buffers: ArrayBuffer[] } {
  const encoder = new Encoder()
  return { tree: encoder.node(value), buffers: encoder.buffers }
}

export function decode(tree: Tree, buffers: Bytes[]): unknown {
  return new Decoder(buffers).node(tree)
}
