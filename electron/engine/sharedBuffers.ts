import { bufferOf } from '../../shared/backend/arena.ts'
import { renewThreadArena, threadArena } from '../../shared/backend/threadArena.ts'
import { LabError } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import type { Samples } from '../../shared/image/samples.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'

/** Planes that every thread of the engine reads and writes where they lie: in the arena that WebAssembly computes in. */
export interface SharedBuffers {
  /** Numbers of any value: whoever takes them writes all of them. */
  take(length: number): Float32Array<SharedArrayBuffer>
  /** The same for samples as wide as a picture's. */
  takeSamples: TakeSamples
  /** The caller promises that nobody reads or writes them any more. Numbers that were not taken here are left alone. */
  give(numbers: Numbers | Samples): void
  /** Lets go of all memory, if none of it is taken: WebAssembly's memory cannot shrink, only be dropped as a whole. */
  trim(): boolean
  /** Bytes waiting to be used again. */
  readonly waiting: number
}

export type TakeSamples = (length: number, depth: Image['depth']) => Samples

function samplesAt(depth: Image['depth'], memory: SharedArrayBuffer, address: number, length: number): Samples {
  if (depth === 8) return new Uint8Array(memory, address, length)
  return depth === 16 ? new Uint16Array(memory, address, length) : new Float32Array(memory, address, length)
}

export function createSharedBuffers(): SharedBuffers {
  return {
    take: takePlanes,
    takeSamples,
    give(numbers) {
      const arena = threadArena()
      if (arena.addressOf(numbers) !== null) arena.free(numbers)
    },
    trim: renewThreadArena,
    get waiting() {
      return threadArena().bytes.waiting
    },
  }
}

/** Planes in the arena; when its 4 GiB are spent, elsewhere: backends then copy what they need of them, band by band. */
export function takePlanes(length: number): Float32Array<SharedArrayBuffer> {
  return takeSamples(length, 32) as Float32Array<SharedArrayBuffer>
}

export function takeSamples(length: number, depth: Image['depth']): Samples {
  const bytes = (length * depth) / 8
  try {
    const arena = threadArena()
    const address = arena.allocateBytes(bytes)
    return samplesAt(depth, bufferOf(arena.memory), address, length)
  } catch (thrown) {
    if (!(thrown instanceof LabError && thrown.code === 'too-large')) throw thrown
    return samplesAt(depth, new SharedArrayBuffer(bytes), 0, length)
  }
}

/**
 * Runs a job that takes planes, and gives back those that its result does not keep: all of them when it fails. Memory of the
 * arena is not garbage-collected.
 */
export async function keepOnly<T>(
  buffers: SharedBuffers,
  job: (take: SharedBuffers['take'], takeSamples: TakeSamples) => Promise<T>,
  kept: (result: T) => readonly (Samples | null)[],
): Promise<T> {
  const taken = new Set<Samples>()
  const noted = <S extends Samples>(numbers: S): S => {
    taken.add(numbers)
    return numbers
  }
  try {
    const result = await job(
      (length) => noted(buffers.take(length)),
      (length, depth) => noted(buffers.takeSamples(length, depth)),
    )
    for (const numbers of kept(result)) if (numbers) taken.delete(numbers)
    return result
  } finally {
    taken.forEach((numbers) => buffers.give(numbers))
  }
}

/**
 * Bytes outside of the arena that nobody reads any more: freed now, for what comes next may want as much, and the garbage collector
 * is in no hurry. Left alone are parts of a larger buffer, and the memory of sharp's WebAssembly build, which stays as it is.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  const memory: ArrayBufferLike & { transfer?(length: number): ArrayBuffer } = buffer // Node 20 has none
  if (memory instanceof ArrayBuffer && memory.byteLength === byteLength) memory.transfer?.(0)
}
