import { renewThreadArena, threadArena } from '../../shared/backend/threadArena.ts'
import { LabError } from '../../shared/errors.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'

/** Float planes that every thread of the engine reads and writes where they lie: in the arena that WebAssembly computes in. */
export interface SharedBuffers {
  /** Numbers of any value: whoever takes them writes all of them. */
  take(length: number): Float32Array<SharedArrayBuffer>
  /** The caller promises that nobody reads or writes them any more. Numbers that were not taken here are left alone. */
  give(numbers: Numbers): void
  /** Lets go of all memory, if none of it is taken: WebAssembly's memory cannot shrink, only be dropped as a whole. */
  trim(): boolean
  /** Bytes waiting to be used again. */
  readonly waiting: number
}

export function createSharedBuffers(): SharedBuffers {
  return {
    take: takePlanes,
    give(numbers) {
      const arena = threadArena()
      if (numbers instanceof Float32Array && arena.addressOf(numbers) !== null) arena.free(numbers)
    },
    trim: renewThreadArena,
    get waiting() {
      return threadArena().bytes.waiting
    },
  }
}

/** Planes in the arena; when its 4 GiB are spent, elsewhere: backends then copy what they need of them, band by band. */
export function takePlanes(length: number): Float32Array<SharedArrayBuffer> {
  try {
    return threadArena().allocate(length)
  } catch (thrown) {
    if (!(thrown instanceof LabError && thrown.code === 'too-large')) throw thrown
    return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
  }
}

/**
 * Runs a job that takes planes, and gives back those that its result does not keep: all of them when it fails. Memory of the
 * arena is not garbage-collected.
 */
export async function keepOnly<T>(
  buffers: SharedBuffers,
  job: (take: SharedBuffers['take']) => Promise<T>,
  kept: (result: T) => readonly (Numbers | null)[],
): Promise<T> {
  const taken = new Set<Numbers>()
  const take: SharedBuffers['take'] = (length) => {
    const numbers = buffers.take(length)
    taken.add(numbers)
    return numbers
  }
  try {
    const result = await job(take)
    for (const numbers of kept(result)) if (numbers) taken.delete(numbers)
    return result
  } finally {
    taken.forEach((numbers) => buffers.give(numbers))
  }
}
