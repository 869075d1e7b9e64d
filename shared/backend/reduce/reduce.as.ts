/*
 * Many samples become few numbers: means of 8 bits (image/scale.ts), and what is in a run of floats (image/statistics.ts).
 */

/**
 * One row of a smaller plane: out[q] = Σ samples / (whites · count), over rows top ≤ h < bottom and columns from[q] ≤ w < to[q]. Columns
 * first ≤ w < last are added up over the rows, 16 at a time, into `sums` of 32 bits: whole numbers, whatever the order.
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
    for (let at = left - first; at < right - first; at++) sum += u64(load<u32>(sums + usize(at) * 4))
    store<f32>(out + usize(q) * 4, f32(f64(sum) / (rows * f64(right - left))))
  }
}

/** Rows whose sums of 8 bits still fit 16. */
const fitting = 257

/** sums[w] = Σ_h samples[h, w] */
function addRows(samples: usize, width: i32, top: i32, bottom: i32, columns: i32, sums: usize): void {
  const pitch = usize(width)
  let w = 0
  for (; w + 16 <= columns; w += 16) {
    const at = sums + usize(w) * 4
    for (let start = top; start < bottom; start += fitting) {
      const rows = min(fitting, bottom - start)
      addSixteen(samples + usize(start) * pitch + usize(w), pitch, rows, at, start > top)
    }
  }
  for (; w < columns; w++) {
    let sum: u32 = 0
    for (let h = top; h < bottom; h++) sum += u32(load<u8>(samples + usize(h) * pitch + usize(w)))
    store<u32>(sums + usize(w) * 4, sum)
  }
}

// @ts-ignore: decorator
@inline
function addSixteen(start: usize, pitch: usize, rows: i32, sums: usize, more: bool): void {
  let low = i16x8.splat(0)
  let high = i16x8.splat(0)
  const end = start + usize(rows) * pitch
  for (let row = start; row < end; row += pitch) {
    const sixteen = v128.load(row)
    low = i16x8.add(low, i16x8.extend_low_i8x16_u(sixteen))
    high = i16x8.add(high, i16x8.extend_high_i8x16_u(sixteen))
  }
  addFour(sums, i32x4.extend_low_i16x8_u(low), more)
  addFour(sums + 16, i32x4.extend_high_i16x8_u(low), more)
  addFour(sums + 32, i32x4.extend_low_i16x8_u(high), more)
  addFour(sums + 48, i32x4.extend_high_i16x8_u(high), more)
}

// @ts-ignore: decorator
@inline
function addFour(sums: usize, four: v128, more: bool): void {
  v128.store(sums, more ? i32x4.add(four, v128.load(sums)) : four)
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
