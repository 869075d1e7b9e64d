/*
 * Many samples become few numbers: means of 8 bits (image/scale.ts), and what is in a run of samples (image/statistics.ts).
 */

import { addRows } from './addRows.as'

export { countBytes, countFloats, countWords } from './counts.as'

/**
 * One row of a smaller plane: out[q] = Σ samples / (whites · count), over rows top ≤ h < bottom and columns from[q] ≤ w < to[q]. Columns
 * first ≤ w < last are added up over the rows, 257 at most, into `sums` of 16 bits: whole numbers, whatever the order.
 */
export function meansOfBytes(
  samples: usize,
  width: i32,
  top: i32,
  bottom: i32,
  first: i32,
  last: i32,
  sums: usize,
  from: usize,
  to: usize,
  pixels: i32,
  out: usize,
): void {
  addRows(samples + usize(first), width, top, bottom, last - first, sums)
  const rows = f64(bottom - top) * 255
  for (let q = 0; q < pixels; q++) {
    const left = load<i32>(from + usize(q) * 4)
    const right = load<i32>(to + usize(q) * 4)
    let sum: u64 = 0
    for (let at = left - first; at < right - first; at++) sum += u64(load<u16>(sums + usize(at) * 2))
    store<f32>(out + usize(q) * 4, f32(f64(sum) / (rows * f64(right - left))))
  }
}

/**
 * Of `fours` times four floats, in four lanes: smallest, largest, Σ in float64, and minus how many are below 0 and above 1, one behind the
 * other at `out`. Comparisons as in the definition: NaN is in none of them but the sum. `zero` is 0 and `one` is 1: of constants V8
 * makes a vector in every step.
 */
export function summarizeFloats(values: usize, fours: i32, out: usize, zero: f32, one: f32): void {
  const zeros = f32x4.splat(zero)
  const ones = f32x4.splat(one)
  let minima = f32x4.splat(f32.POSITIVE_INFINITY)
  let maxima = f32x4.splat(f32.NEGATIVE_INFINITY)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  let below = i32x4.splat(0) // a comparison that holds is −1
  let above = i32x4.splat(0)
  const end = values + usize(fours) * 16
  for (let at = values; at < end; at += 16) {
    const four = v128.load(at)
    minima = f32x4.pmin(minima, four)
    maxima = f32x4.pmax(maxima, four)
    low = f64x2.add(low, f64x2.promote_low_f32x4(four))
    high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(four)))
    below = i32x4.add(below, f32x4.lt(four, zeros))
    above = i32x4.add(above, f32x4.gt(four, ones))
  }
  v128.store(out, minima)
  v128.store(out, maxima, 16)
  v128.store(out, low, 32)
  v128.store(out, high, 48)
  v128.store(out, below, 64)
  v128.store(out, above, 80)
}

// @ts-ignore: decorator
@inline
function upperHalf(values: v128): v128 {
  return i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
}
