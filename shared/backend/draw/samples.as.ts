import { addRows } from '../reduce/addRows.as'
import { byteOf, upperHalf } from './tones.as'

/**
 * drawValues of samples of 8 bits that are shown as they are, of 257 rows at most: whole sums, 16 columns at a time, into `sums`
 * of 16 bits, then across, up to 8 at once, reading 8. The mean of samples and the mean of their float32 values, which are off by
 * 2⁻²⁵ of themselves, become the same byte unless the first lies halfway between two: then the second one decides, by the table.
 */
export function drawSamples(
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
  tones: usize,
  out: usize,
): void {
  addRows(samples + usize(first), width, top, bottom, last - first, sums)
  const mostAcross = bottom - top <= 128 ? 8 : 0 // the sums then are positive in 16 bits
  let ones = i16x8.splat(0)
  let n = 0
  let share: u64 = 0
  for (let x = 0; x < pixels; x++) {
    const left = load<i32>(from + usize(x) * 4)
    const right = load<i32>(to + usize(x) * 4)
    if (left == right) continue
    if ((bottom - top) * (right - left) != n) {
      n = (bottom - top) * (right - left)
      share = wholeShare / u64(2 * n) + 1
      ones = i16x8.lt_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(i16(min(8, right - left)))) // −1 each
    }
    let sum = 0
    if (right - left <= mostAcross) {
      const four = i32x4.dot_i16x8_s(ones, v128.load(sums + usize(left - first) * 2))
      const two = i32x4.add(four, upperHalf(four))
      sum = -(i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1))
    } else {
      for (let at = left - first; at < right - first; at++) sum += i32(load<u16>(sums + usize(at) * 2))
    }
    const twice = 2 * sum + n
    const mean = i32((u64(twice) * share) >> wholeBits)
    if (mean * 2 * n == twice) drawTones(samples, width, top, bottom, from, to, x, x + 1, tones, out)
    else store<u8>(out + usize(x) * 4, u8(mean))
  }
}

/**
 * ⌊twice / 2n⌋ is ⌊twice · share / 2⁴⁰⌋ with share = ⌊2⁴⁰ / 2n⌋ + 1, which is too much by 2n / 2⁴⁰ of itself at most: twice is at most
 * 511 n, so that the product is off by less than 1 / 2n for n ≤ 2¹⁵, and nothing reaches the next whole number.
 */
const wholeBits: u64 = 40
const wholeShare: u64 = 1 << 40

/** The same of samples of 8 bits, whose tones stand in a table; device pixels start ≤ x < end. */
export function drawTones(
  samples: usize,
  width: i32,
  top: i32,
  bottom: i32,
  from: usize,
  to: usize,
  start: i32,
  end: i32,
  tones: usize,
  out: usize,
): void {
  for (let x = start; x < end; x++) {
    const left = load<i32>(from + usize(x) * 4)
    const right = load<i32>(to + usize(x) * 4)
    if (left == right) continue
    let sum: f64 = 0
    for (let h = top; h < bottom; h++) {
      const row = samples + usize(h) * usize(width)
      for (let at = row + usize(left); at < row + usize(right); at++)
        sum += load<f64>(tones + (usize(load<u8>(at)) << 3))
    }
    store<u8>(out + usize(x) * 4, byteOf(sum / f64((bottom - top) * (right - left))))
  }
}
