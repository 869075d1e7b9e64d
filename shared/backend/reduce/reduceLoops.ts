import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './reduce.wasm.ts'

/** Rows of samples of 8 bits whose sums fit 16: addRows.as.ts. */
export const mostRowsAdded = 257

/** reduce.as.ts. */
interface Loops {
  meansOfBytes(...numbers: number[]): void
  summarizeFloats(values: number, fours: number, out: number, zero: number, one: number): void
  countBytes(samples: number, length: number, counts: number): void
  countWords(samples: number, length: number, counts: number): void
  countFloats(...numbers: number[]): void
}

export const reduceLoops = perArena<Loops>(wasm)
