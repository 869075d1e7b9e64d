import { sizeOf } from '../../maths/tensor.ts'
import type { Numbers, Tensor } from '../../maths/tensor.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'

/** Memory of the arena for the values and gradients of one step: taken one by one, given back together. */
export interface Workspace {
  /** Numbers of any value. */
  take(shape: readonly number[]): Tensor<Float32Array>
  takeWhole(length: number): Int32Array
  takeBytes(length: number): Uint8Array
  /** The tensor itself if it lies in the arena, else a copy there: the same one however often it is asked for. */
  place(x: Tensor): Tensor<Float32Array>
  /** The address of a tensor that was taken or placed. */
  at(x: Tensor): number
  /** Whether these whole numbers were taken here. */
  holds(numbers: Int32Array): boolean
  release(): void
}

export function createWorkspace(arena: Arena): Workspace {
  const taken = new Set<number>()
  let copies = new Map<Numbers, Tensor<Float32Array>>()

  function reserve(bytes: number): number {
    const address = arena.allocateBytes(bytes)
    taken.add(address)
    return address
  }

  function take(shape: readonly number[]): Tensor<Float32Array> {
    const length = sizeOf(shape)
    const address = reserve(4 * length) // first: it may make the memory grow
    return { shape, data: new Float32Array(bufferOf(arena.memory), address, length) }
  }

  function place(x: Tensor): Tensor<Float32Array> {
    const data = x.data as Float32Array
    if (arena.addressOf(data) !== null) return { shape: x.shape, data }
    const known = copies.get(data)
    if (known) return known
    const copy = take(x.shape)
    copy.data.set(data)
    copies.set(data, copy)
    return copy
  }

  return {
    take,
    takeWhole(length) {
      const address = reserve(4 * length)
      return new Int32Array(bufferOf(arena.memory), address, length)
    },
    takeBytes(length) {
      const address = reserve(length)
      return new Uint8Array(bufferOf(arena.memory), address, length)
    },
    place,
    at: ({ data }) => data.byteOffset,
    holds: ({ buffer, byteOffset }) => buffer instanceof SharedArrayBuffer && taken.has(byteOffset),
    release() {
      for (const address of taken) arena.freeBytes(address)
      taken.clear()
      copies = new Map()
    },
  }
}

/** Whether all that is there is float32: what the fast sums compute with. */
export function isSingle(...tensors: readonly (Tensor | null)[]): boolean {
  return tensors.every((tensor) => tensor === null || tensor.data instanceof Float32Array)
}
