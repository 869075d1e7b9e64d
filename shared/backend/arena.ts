import { LabError } from '../errors.ts'

/**
 * Memory that WebAssembly computes in, shared by all threads of the engine: planes that lie here are read and written where
 * they are. What is freed is used again, for the first touch of fresh pages can cost more than the convolution that fills them.
 *
 * Several arenas may stand on one memory, one per thread. They never meet: an arena hands out only pages that it got from
 * `memory.grow`, and that call gives each page to one caller.
 */
export interface Arena {
  readonly memory: WebAssembly.Memory
  /** Float32 numbers with whatever was left in them. Throws `too-large` when the memory is spent: at 4 GiB, or earlier where the system has less. */
  allocate(length: number): Float32Array<SharedArrayBuffer>
  /** What `allocate` answered, and nobody reads or writes any more. */
  free(numbers: ArrayBufferView): void
  /** The same by address, a multiple of 64 and never 0. */
  allocateBytes(bytes: number): number
  freeBytes(address: number): void
  /** Where numbers lie in this memory; null for those that lie elsewhere. */
  addressOf(numbers: ArrayBufferView): number | null
  /** Bytes that this arena handed out, and bytes that wait to be used again. */
  readonly bytes: { readonly taken: number; readonly waiting: number }
}

interface Block {
  address: number
  bytes: number
}

const pageBytes = 65536
/** 4 GiB less one page, for the address behind the last number must not wrap to 0; less where so much cannot be reserved. */
const mostPages = [65535, 16384, 4096]
/** Pages are asked for 1 MiB at a time: small scratch then needs one call. */
const leastPages = 16
/** A cache line: vectors never straddle two of them at the start of a row. */
const alignment = 64

/** Address space is reserved here, memory is taken when it is touched. Throws `too-large` where not even 256 MiB can be. */
export function createMemory(): WebAssembly.Memory {
  for (const maximum of mostPages) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true }) // page 0 is never handed out: address 0 means none
    } catch {
      continue // less may still fit
    }
  }
  throw new LabError('too-large', 'the engine wants 256 MiB of address space at least, the system refuses them')
}

export function createArena(memory: WebAssembly.Memory = createMemory()): Arena {
  /** By address; neighbors are one block. */
  const free: Block[] = []
  const taken = new Map<number, number>()

  function grow(bytes: number): void {
    const needed = Math.ceil(bytes / pageBytes)
    for (const pages of [Math.max(needed, leastPages), needed]) {
      try {
        const address = memory.grow(pages) * pageBytes
        return addFree({ address, bytes: pages * pageBytes })
      } catch {
        continue // less may still fit
      }
    }
    throw new LabError('too-large', `the engine's memory is spent, ${bytes} bytes more were wanted`, { bytes })
  }

  function addFree(block: Block): void {
    let at = free.findIndex(({ address }) => address > block.address)
    if (at < 0) at = free.length
    free.splice(at, 0, block)
    for (const first of [at, at - 1]) {
      const [left, right] = [free[first], free[first + 1]]
      if (!left || !right || left.address + left.bytes !== right.address) continue
      left.bytes += right.bytes
      free.splice(first + 1, 1)
    }
  }

  /** The smallest free block that is large enough. */
  function bestFit(bytes: number): Block | undefined {
    let best: Block | undefined
    for (const block of free) if (block.bytes >= bytes && block.bytes < (best?.bytes ?? Infinity)) best = block
    return best
  }

  function allocateBytes(wanted: number): number {
    const bytes = Math.max(alignment, Math.ceil(wanted / alignment) * alignment)
    if (!bestFit(bytes)) grow(bytes)
    const block = bestFit(bytes) as Block
    const { address } = block
    block.address += bytes
    block.bytes -= bytes
    if (block.bytes === 0) free.splice(free.indexOf(block), 1)
    taken.set(address, bytes)
    return address
  }

  function freeBytes(address: number): void {
    const bytes = taken.get(address)
    if (bytes === undefined) throw new LabError('internal', `nothing is allocated at address ${address}`)
    taken.delete(address)
    addFree({ address, bytes })
  }

  const cell = ownCell(memory)
  return {
    memory,
    allocate(length) {
      const address = allocateBytes(length * Float32Array.BYTES_PER_ELEMENT)
      return new Float32Array(bufferOf(memory), address, length)
    },
    free: ({ byteOffset }) => freeBytes(byteOffset),
    allocateBytes,
    freeBytes,
    addressOf: ({ buffer, byteOffset }) => (isSameMemory(buffer, bufferOf(memory), cell) ? byteOffset : null),
    get bytes() {
      const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0)
      return { taken: sum(taken.values()), waiting: sum(free.map(({ bytes }) => bytes)) }
    },
  }
}

/** The memory as it is now; views of before it grew stay good, for shared memory never moves. */
export function bufferOf(memory: WebAssembly.Memory): SharedArrayBuffer {
  return memory.buffer as ArrayBufferLike as SharedArrayBuffer
}

/**
 * An index of page 0 that is this arena's own: cell 0 counts the arenas. Page 0 is in every buffer of the memory, also in one
 * that was made before the memory grew to where this arena's pages lie.
 */
function ownCell(memory: WebAssembly.Memory): number {
  const cells = new Int32Array(bufferOf(memory), 0, pageBytes / Int32Array.BYTES_PER_ELEMENT)
  return 1 + (Atomics.add(cells, 0, 1) % (cells.length - 1))
}

/**
 * Whether two buffers are the same memory. Each thread, and each growth, has another object for it, so they are told apart by
 * what happens: numbers written through the one, to a cell that is this arena's own, are read through the other.
 */
function isSameMemory(one: ArrayBufferLike, other: SharedArrayBuffer, cell: number): boolean {
  if (one === other) return true
  if (!(one instanceof SharedArrayBuffer) || one.byteLength < pageBytes) return false
  const [written, read] = [new Int32Array(other, 0, cell + 1), new Int32Array(one, 0, cell + 1)]
  return [1, -1].every((mark) => {
    Atomics.store(written, cell, mark)
    return Atomics.load(read, cell) === mark
  })
}
