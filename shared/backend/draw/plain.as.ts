import { byteOf, toneOf, upperHalf } from './tones.as'

/** What three sums more are off by, each by 2⁻²⁴ of itself: 255 · 3 · 2⁻²⁴ < 3 · 2⁻¹⁶ of a mean of 255ths. */
const mostLost = 3

/**
 * drawValues of values that are shown as they are, or folded: their clamped float32 numbers are added up over the rows in float32, 16
 * columns at a time, into `sums` of float32. With m rows that is off by 2⁻²⁵ · m(m+1) at most for a column, and by 255 · 2⁻²⁵ · (m+1)
 * < m · 2⁻¹⁶ for a mean of 255ths, and by what is lost across, where up to 8 columns are added up at once, reading 8: where a byte's end
 * is so near, the numbers are added up as there.
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
  addClamped(start, end, pitch, first, last, sums, folded, one)
  const least = f64(bottom - top + mostLost) / 65536
  let lowOnes = i32x4.splat(0)
  let highOnes = lowOnes
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

/** sums[w − first] = Σ clamp01(v) over the rows, of columns first ≤ w < last. */
function addClamped(
  start: usize,
  end: usize,
  pitch: usize,
  first: i32,
  last: i32,
  sums: usize,
  folded: bool,
  one: f32,
): void {
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
