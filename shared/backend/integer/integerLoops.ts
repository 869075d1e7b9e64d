import { perArena } from '../tiles/instantiate.ts'
import { wasm } from './integer.wasm.ts'

/** Rows of sums are so many numbers longer than what is wanted of them. */
export const overhang = 64

/** Bytes from one row of shown sums to the next. */
export const pitch = (columns: number): number => columns + overhang

/** integer.as.ts, box.as.ts and column.as.ts. */
interface Loops {
  moveDown(entering: number, leaving: number, sums: number, columns: number): void
  alongRow(sums: number, S: number, y: number, columns: number, factor: number, w: number, b: number): void
  sums16(x: number, taps: number, alike: number, count: number, sums: number, columns: number): void
  sums32(x: number, taps: number, count: number, sums: number, columns: number): void
  values16(sums: number, y: number, columns: number, b: number): void
  values32(sums: number, y: number, columns: number, b: number): void
  bytes16(x: number, taps: number, alike: number, count: number, bytes: number, columns: number, folded: boolean): void
  column16(...numbers: number[]): void
  interleave(red: number, green: number, blue: number, to: number, columns: number): void
}

export const integerLoops = perArena<Loops>(wasm)
