import { detailed, refusal } from '../../../shared/refusal.ts'

/** Shared memory for decoded pictures: every thread reads them where they lie. It ends with whoever holds it. */
export interface SampleMemory {
  bytes(length: number): Uint8Array
  floats(length: number): Float32Array
  /** Handed out so far. */
  readonly taken: number
}

/** Small pictures share one piece: ten thousand shared buffers would cost more than what is in them. */
const slabBytes = 1 << 20

/** Throws `too-large` from the first piece on that would go beyond the budget. */
export function createSampleMemory(budget: number): SampleMemory {
  let slab = new SharedArrayBuffer(0)
  let used = 0
  let taken = 0

  function take(bytes: number): { buffer: SharedArrayBuffer; offset: number } {
    taken += bytes
    if (taken > budget) {
      throw detailed(refusal('too-large', 'sampleBytes', { budget: megabytes(budget) }), { budget })
    }
    if (bytes > slabBytes / 4) return { buffer: new SharedArrayBuffer(bytes), offset: 0 }
    if (used + bytes > slab.byteLength) {
      slab = new SharedArrayBuffer(Math.min(slabBytes, Math.max(bytes, budget)))
      used = 0
    }
    const offset = used
    used = Math.ceil((used + bytes) / 4) * 4
    return { buffer: slab, offset }
  }

  return {
    bytes(length) {
      const { buffer, offset } = take(length)
      return new Uint8Array(buffer, offset, length)
    },
    floats(length) {
      const { buffer, offset } = take(4 * length)
      return new Float32Array(buffer, offset, length)
    },
    get taken() {
      return taken
    },
  }
}

/** `12.3 MB`, for people. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
}
