/*
 * image/resample.ts in WebAssembly, with the same float64 numbers in the same order, so that both draw the same bytes. `out`
 * is R G B A of 8 bits; a device pixel x of a row shows the source columns from[x] ≤ w < to[x] of rows top ≤ h < bottom.
 *
 * `one` is 1. What is made of an argument stays in a register; of constants V8 makes a vector anew in every step of a loop,
 * and drawing one for one then takes 1.6 times as long.
 */

import { byteOf, toneOf, twoTones, upperHalf } from './tones.as'
export { drawOneForOne, drawPlainOneForOne } from './oneForOne.as'
export { drawPlain } from './plain.as'
export { drawSamples, drawTones } from './samples.as'

/**
 * One channel of one device row of float planes: out = 255 · (1/n) Σ clamp01(t(v)). Columns first ≤ w < last are added up over
 * the rows, four at a time, into `sums` of float64; then a device pixel's columns.
 */
export function drawValues(
  values: usize,
  width: i32,
  top: i32,
  bottom: i32,
  first: i32,
  last: i32,
  sums: usize,
  from: usize,
  to: usize,
  pixels: i32,
  scale: f64,
  shift: f64,
  folded: bool,
  out: usize,
  one: f64,
): void {
  const pitch = usize(width) * 4
  const start = values + usize(top) * pitch
  const end = values + usize(bottom) * pitch
  let w = first
  for (; w + 4 <= last; w += 4) {
    let low = f64x2.splat(0)
    let high = f64x2.splat(0)
    for (let row = start; row < end; row += pitch) {
      const four = v128.load(row + usize(w) * 4)
      low = f64x2.add(low, twoTones(f64x2.promote_low_f32x4(four), scale, shift, folded, one))
      high = f64x2.add(high, twoTones(f64x2.promote_low_f32x4(upperHalf(four)), scale, shift, folded, one))
    }
    const at = sums + usize(w - first) * 8
    v128.store(at, low)
    v128.store(at, high, 16)
  }
  for (; w < last; w++) {
    let sum: f64 = 0
    for (let row = start; row < end; row += pitch) sum += toneOf(load<f32>(row + usize(w) * 4), scale, shift, folded)
    store<f64>(sums + usize(w - first) * 8, sum)
  }
  for (let x = 0; x < pixels; x++) {
    const left = load<i32>(from + usize(x) * 4)
    const right = load<i32>(to + usize(x) * 4)
    if (left == right) continue
    let sum: f64 = 0
    for (let at = left - first; at < right - first; at++) sum += load<f64>(sums + usize(at) * 8)
    store<u8>(out + usize(x) * 4, byteOf(sum / f64((bottom - top) * (right - left))))
  }
}
