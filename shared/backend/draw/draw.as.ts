/*
 * image/resample.ts in WebAssembly, with the same float64 numbers in the same order, so that both draw the same bytes. `out`
 * is R G B A of 8 bits; a device pixel x of a row shows the source columns from[x] ≤ w < to[x] of rows top ≤ h < bottom.
 *
 * `one` is 1. What is made of an argument stays in a register; of constants V8 makes a vector anew in every step of a loop,
 * and drawing one for one then takes 1.6 times as long.
 */

import { addRows } from '../reduce/addRows.as'

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

/** What three sums more are off by, each by 2⁻²⁴ of itself: 255 · 3 · 2⁻²⁴ < 3 · 2⁻¹⁶ of a mean of 255ths. */
const mostLost = 3

/**
 * The same of values that are shown as they are, or folded: their clamped float32 numbers are added up over the rows in float32, 16
 * columns at a time, into `sums` of float32. With m rows that is off by 2⁻²⁵ · m(m+1) at most for a column, and by 255 · 2⁻²⁵ · (m+1)
 * < m · 2⁻¹⁶ for a mean of 255ths, and by what is lost across, where up to 8 columns are added up at once, reading 8: where a byte's end
 * is so near, the numbers are added up as above.
 */
export function drawPlain(
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
  folded: bool,
  out: usize,
  one: f32,
): void {
  const pitch = usize(width) * 4
  const start = values + usize(top) * pitch
  const end = values + usize(bottom) * pitch
  const white = f32x4.splat(one)
  const zero = f32x4.splat(0)
  const bits = i32x4.splat(folded ? 0x7fffffff : -1)
  let w = first
  for (; w + 16 <= last; w += 16) {
    let a = zero
    let b = zero
    let c = zero
    let d = zero
    for (let at = start + usize(w) * 4; at < end; at += pitch) {
      a = f32x4.add(a, f32x4.pmin(white, f32x4.pmax(zero, v128.and(bits, v128.load(at)))))
      b = f32x4.add(b, f32x4.pmin(white, f32x4.pmax(zero, v128.and(bits, v128.load(at, 16)))))
      c = f32x4.add(c, f32x4.pmin(white, f32x4.pmax(zero, v128.and(bits, v128.load(at, 32)))))
      d = f32x4.add(d, f32x4.pmin(white, f32x4.pmax(zero, v128.and(bits, v128.load(at, 48)))))
    }
    const at = sums + usize(w - first) * 4
    v128.store(at, a)
    v128.store(at, b, 16)
    v128.store(at, c, 32)
    v128.store(at, d, 48)
  }
  for (; w < last; w++) {
    let sum: f32 = 0
    for (let row = start; row < end; row += pitch) sum += f32(toneOf(load<f32>(row + usize(w) * 4), 1, 0, folded))
    store<f32>(sums + usize(w - first) * 4, sum)
  }
  const least = f64(bottom - top + mostLost) / 65536
  let lowOnes = zero
  let highOnes = zero
  let n = 0
  let share: f64 = 0
  for (let x = 0; x < pixels; x++) {
    const left = load<i32>(from + usize(x) * 4)
    const right = load<i32>(to + usize(x) * 4)
    if (left == right) continue
    if ((bottom - top) * (right - left) != n) {
      n = (bottom - top) * (right - left)
      share = 255 / f64(n)
      lowOnes = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(right - left))
      highOnes = i32x4.lt_s(i32x4(4, 5, 6, 7), i32x4.splat(right - left))
    }
    let sum: f64 = 0
    if (right - left <= 8) {
      const at = sums + usize(left - first) * 4
      const four = f32x4.add(v128.and(lowOnes, v128.load(at)), v128.and(highOnes, v128.load(at, 16)))
      const two = f32x4.add(four, upperHalf(four))
      sum = f64(f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1))
    } else {
      for (let at = left - first; at < right - first; at++) sum += f64(load<f32>(sums + usize(at) * 4))
    }
    const t = sum * share + 0.5
    let byte = i32(t)
    const beyond = t - f64(byte)
    if (beyond < least || beyond > 1 - least) {
      byte = byteOf(clampedSum(start, end, pitch, left, right, folded) / f64(n))
    }
    store<u8>(out + usize(x) * 4, u8(byte))
  }
}

/** In float64, down each column and then across. */
function clampedSum(start: usize, end: usize, pitch: usize, left: i32, right: i32, folded: bool): f64 {
  let sum: f64 = 0
  for (let w = left; w < right; w++) {
    let column: f64 = 0
    for (let row = start; row < end; row += pitch) column += toneOf(load<f32>(row + usize(w) * 4), 1, 0, folded)
    sum += column
  }
  return sum
}

/**
 * The same of samples of 8 bits that are shown as they are, of 257 rows at most: whole sums, 16 columns at a time, into `sums`
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

function byteOf(t: f64): u8 {
  return u8(i32(t * 255 + 0.5))
}

/** Three rows of values, each of which is one device pixel's; 4 at a time, the last few one by one. */
export function drawOneForOne(
  red: usize,
  green: usize,
  blue: usize,
  pixels: i32,
  scale: f64,
  shift: f64,
  folded: bool,
  out: usize,
  one: f64,
): void {
  const white = one * 255
  const half = one * 0.5
  const opaque = i32x4.splat(0xff000000)
  let x = 0
  for (; x + 4 <= pixels; x += 4) {
    const at = usize(x) * 4
    const r = bytesOf(v128.load(red + at), scale, shift, folded, white, half, one)
    const g = i32x4.shl(bytesOf(v128.load(green + at), scale, shift, folded, white, half, one), 8)
    const b = i32x4.shl(bytesOf(v128.load(blue + at), scale, shift, folded, white, half, one), 16)
    v128.store(out + at, v128.or(v128.or(r, g), v128.or(b, opaque)))
  }
  for (; x < pixels; x++) {
    const at = usize(x) * 4
    store<u8>(out + at, byteOfValue(load<f32>(red + at), scale, shift, folded))
    store<u8>(out + at, byteOfValue(load<f32>(green + at), scale, shift, folded), 1)
    store<u8>(out + at, byteOfValue(load<f32>(blue + at), scale, shift, folded), 2)
    store<u8>(out + at, 255, 3)
  }
}

/**
 * The same of values that are shown as they are, or folded: the same bytes in float32. n, a whole number near 255 v, is ⌊255 v + ½⌋ or
 * one less: what rounding adds to 255 v is far below the 2⁻¹⁰ that are taken away before. 256 v, less n + ½, is exact, and where it
 * is v or more, 255 v ≥ n + ½.
 */
export function drawPlainOneForOne(
  red: usize,
  green: usize,
  blue: usize,
  pixels: i32,
  folded: bool,
  out: usize,
  one: f32,
): void {
  const white = f32x4.splat(one)
  const bits = i32x4.splat(folded ? 0x7fffffff : -1)
  const most = f32x4.splat(one * 255)
  const less = f32x4.splat(one * 0.0009765625)
  const whole = f32x4.splat(one * 8388608)
  const half = f32x4.splat(one * 8388607.5)
  const byte = f32x4.splat(one * 256)
  const opaque = i32x4.splat(0xff000000)
  let x = 0
  for (; x + 4 <= pixels; x += 4) {
    const at = usize(x) * 4
    const r = plainBytes(v128.load(red + at), bits, white, most, less, whole, half, byte)
    const g = plainBytes(v128.load(green + at), bits, white, most, less, whole, half, byte)
    const b = plainBytes(v128.load(blue + at), bits, white, most, less, whole, half, byte)
    v128.store(out + at, v128.or(v128.or(r, i32x4.shl(g, 8)), v128.or(i32x4.shl(b, 16), opaque)))
  }
  for (; x < pixels; x++) {
    const at = usize(x) * 4
    store<u8>(out + at, byteOfValue(load<f32>(red + at), 1, 0, folded))
    store<u8>(out + at, byteOfValue(load<f32>(green + at), 1, 0, folded), 1)
    store<u8>(out + at, byteOfValue(load<f32>(blue + at), 1, 0, folded), 2)
    store<u8>(out + at, 255, 3)
  }
}

/**
 * Four values to whole numbers 0 … 255 in the last byte of 2²³ + n as a float32, whose first byte is no color's, and whose others are 0.
 * NaN becomes 0.
 */
function plainBytes(
  values: v128,
  bits: v128,
  white: v128,
  most: v128,
  less: v128,
  whole: v128,
  half: v128,
  byte: v128,
): v128 {
  const v = f32x4.pmin(white, f32x4.pmax(f32x4.splat(0), v128.and(bits, values)))
  const n = f32x4.add(f32x4.sub(f32x4.mul(v, most), less), whole)
  const more = f32x4.ge(f32x4.sub(f32x4.mul(v, byte), f32x4.sub(n, half)), v)
  return i32x4.sub(n, more)
}

function byteOfValue(value: f32, scale: f64, shift: f64, folded: bool): u8 {
  return byteOf(toneOf(value, scale, shift, folded))
}

function toneOf(value: f32, scale: f64, shift: f64, folded: bool): f64 {
  let t = f64(value) * scale + shift
  if (folded) t = abs(t)
  t = t > 0 ? t : 0
  return t < 1 ? t : 1
}

/** Four values to whole numbers 0 … 255. */
function bytesOf(values: v128, scale: f64, shift: f64, folded: bool, white: f64, half: f64, one: f64): v128 {
  const low = twoBytes(f64x2.promote_low_f32x4(values), scale, shift, folded, white, half, one)
  const high = twoBytes(f64x2.promote_low_f32x4(upperHalf(values)), scale, shift, folded, white, half, one)
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
}

function upperHalf(values: v128): v128 {
  return i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
}

function twoBytes(values: v128, scale: f64, shift: f64, folded: bool, white: f64, half: f64, one: f64): v128 {
  const t = twoTones(values, scale, shift, folded, one)
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(t, f64x2.splat(white)), f64x2.splat(half)))
}

/** Comparisons as in the scalar loop: NaN becomes 0. */
function twoTones(values: v128, scale: f64, shift: f64, folded: bool, one: f64): v128 {
  let t = f64x2.add(f64x2.mul(values, f64x2.splat(scale)), f64x2.splat(shift))
  if (folded) t = f64x2.abs(t)
  return f64x2.pmin(f64x2.splat(one), f64x2.pmax(f64x2.splat(0), t))
}
