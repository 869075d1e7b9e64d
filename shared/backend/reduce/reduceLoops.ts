import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './reduce.wasm.ts'

/** reduce.as.ts. */
interface Loops {
  meansOfBytes(...numbers: number[]): void
  summarizeFloats(values: number, fours: number, out: number, zero: number, one: number): void
}

export const reduceLoops = perArena<Loops>(wasm)
