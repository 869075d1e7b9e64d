export { alongRow, moveDown } from './box.as'

/*
 * Sums of whole weights and 8-bit samples, exact: a row of outputs at a time, 64 of them (16 bits) or 16 (32 bits) in
 * registers while the taps go by. A tap is two numbers: how many bytes further on its sample lies, and its weight. Rows of
 * what is written are up to 64 longer than the outputs; samples are read as far.
 */

/** sums[q] = Σ_t w[t] · x[q + offset[t]], where Σ|w|·255 < 2¹⁵. */
export function sums16(x: usize, taps: usize, count: i32, sums: usize, columns: i32): void {
  add16(x, taps, count, sums, columns, false, false)
}

/** The sums, or |sums|, cut to bytes of 0 … 255: what `clamp` and `absolute` show of sums / 255. */
export function bytes16(x: usize, taps: usize, count: i32, bytes: usize, columns: i32, folded: bool): void {
  if (folded) add16(x, taps, count, bytes, columns, true, true)
  else add16(x, taps, count, bytes, columns, true, false)
}

/** Each caller has a copy of it that knows what it is asked for. */
// @ts-ignore: decorator
@inline
function add16(x: usize, taps: usize, count: i32, to: usize, columns: i32, asBytes: bool, folded: bool): void {
  const end = taps + usize(count) * 8
  for (let q = 0; q < columns; q += 64) {
    let a = i16x8.splat(0)
    let b = a
    let c = a
    let d = a
    let e = a
    let f = a
    let g = a
    let h = a
    for (let tap = taps; tap < end; tap += 8) {
      const from = x + usize(q) + usize(load<i32>(tap))
      const w = v128.load_splat<i16>(tap, 4)
      a = i16x8.add(a, i16x8.mul(w, v128.load_ext<u8>(from)))
      b = i16x8.add(b, i16x8.mul(w, v128.load_ext<u8>(from, 8)))
      c = i16x8.add(c, i16x8.mul(w, v128.load_ext<u8>(from, 16)))
      d = i16x8.add(d, i16x8.mul(w, v128.load_ext<u8>(from, 24)))
      e = i16x8.add(e, i16x8.mul(w, v128.load_ext<u8>(from, 32)))
      f = i16x8.add(f, i16x8.mul(w, v128.load_ext<u8>(from, 40)))
      g = i16x8.add(g, i16x8.mul(w, v128.load_ext<u8>(from, 48)))
      h = i16x8.add(h, i16x8.mul(w, v128.load_ext<u8>(from, 56)))
    }
    if (asBytes) {
      v128.store(to, cut(a, b, folded))
      v128.store(to, cut(c, d, folded), 16)
      v128.store(to, cut(e, f, folded), 32)
      v128.store(to, cut(g, h, folded), 48)
      to += 64
    } else {
      v128.store(to, a)
      v128.store(to, b, 16)
      v128.store(to, c, 32)
      v128.store(to, d, 48)
      v128.store(to, e, 64)
      v128.store(to, f, 80)
      v128.store(to, g, 96)
      v128.store(to, h, 112)
      to += 128
    }
  }
}

/** 16 sums of 16 bits to as many bytes. */
// @ts-ignore: decorator
@inline
function cut(first: v128, second: v128, folded: bool): v128 {
  return folded ? i8x16.narrow_i16x8_u(i16x8.abs(first), i16x8.abs(second)) : i8x16.narrow_i16x8_u(first, second)
}

/** The same, where Σ|w|·255 < 2²⁴: float32 still holds every sum. */
export function sums32(x: usize, taps: usize, count: i32, sums: usize, columns: i32): void {
  const end = taps + usize(count) * 8
  for (let q = 0; q < columns; q += 16) {
    let a = i32x4.splat(0)
    let b = i32x4.splat(0)
    let c = i32x4.splat(0)
    let d = i32x4.splat(0)
    for (let tap = taps; tap < end; tap += 8) {
      const from = x + usize(q) + usize(load<i32>(tap))
      const w = v128.load32_splat(tap, 4)
      const first = v128.load_ext<u8>(from)
      const second = v128.load_ext<u8>(from, 8)
      a = i32x4.add(a, i32x4.mul(w, i32x4.extend_low_i16x8_u(first)))
      b = i32x4.add(b, i32x4.mul(w, i32x4.extend_high_i16x8_u(first)))
      c = i32x4.add(c, i32x4.mul(w, i32x4.extend_low_i16x8_u(second)))
      d = i32x4.add(d, i32x4.mul(w, i32x4.extend_high_i16x8_u(second)))
    }
    const to = sums + usize(q) * 4
    v128.store(to, a)
    v128.store(to, b, 16)
    v128.store(to, c, 32)
    v128.store(to, d, 48)
  }
}

/** 1/255 to 9 bits, so that a sum of 16 bits times it is exact, and what that leaves; samples.as.ts has the same for samples. */
const high: f32 = 0.0039215087890625
const low: f32 = 5.983839201917363e-8

/** y[q] = sums[q] / 255, rounded once, + b, rounded again. */
export function values16(sums: usize, y: usize, columns: i32, b: f32): void {
  let q = 0
  for (; q + 8 <= columns; q += 8) {
    const row = v128.load(sums + usize(q) * 2)
    const to = y + usize(q) * 4
    v128.store(to, valuesOf(i32x4.extend_low_i16x8_s(row), b))
    v128.store(to, valuesOf(i32x4.extend_high_i16x8_s(row), b), 16)
  }
  for (; q < columns; q++) store<f32>(y + usize(q) * 4, f32(load<i16>(sums + usize(q) * 2)) / 255 + b)
}

function valuesOf(sums: v128, b: f32): v128 {
  const v = f32x4.convert_i32x4_s(sums)
  const value = f32x4.add(f32x4.mul(v, f32x4.splat(high)), f32x4.mul(v, f32x4.splat(low)))
  return f32x4.add(value, f32x4.splat(b))
}

export function values32(sums: usize, y: usize, columns: i32, b: f32): void {
  let q = 0
  for (; q + 4 <= columns; q += 4) {
    const v = f32x4.convert_i32x4_s(v128.load(sums + usize(q) * 4))
    v128.store(y + usize(q) * 4, f32x4.add(f32x4.div(v, f32x4.splat(255)), f32x4.splat(b)))
  }
  for (; q < columns; q++) store<f32>(y + usize(q) * 4, f32(load<i32>(sums + usize(q) * 4)) / 255 + b)
}

/** R G B 255, pixel by pixel, of three rows of bytes; 16 are read at a time. */
export function interleave(red: usize, green: usize, blue: usize, to: usize, columns: i32): void {
  const opaque = i8x16.splat(-1)
  let q = 0
  for (; q + 16 <= columns; q += 16) {
    const r = v128.load(red + q)
    const g = v128.load(green + q)
    const b = v128.load(blue + q)
    const target = to + usize(q) * 4
    const rgLow = v128.shuffle<i8>(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const rgHigh = v128.shuffle<i8>(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    const baLow = v128.shuffle<i8>(b, opaque, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
    const baHigh = v128.shuffle<i8>(b, opaque, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    v128.store(target, v128.shuffle<i16>(rgLow, baLow, 0, 8, 1, 9, 2, 10, 3, 11))
    v128.store(target, v128.shuffle<i16>(rgLow, baLow, 4, 12, 5, 13, 6, 14, 7, 15), 16)
    v128.store(target, v128.shuffle<i16>(rgHigh, baHigh, 0, 8, 1, 9, 2, 10, 3, 11), 32)
    v128.store(target, v128.shuffle<i16>(rgHigh, baHigh, 4, 12, 5, 13, 6, 14, 7, 15), 48)
  }
  for (; q < columns; q++) {
    const at = to + usize(q) * 4
    store<u8>(at, load<u8>(red + q))
    store<u8>(at, load<u8>(green + q), 1)
    store<u8>(at, load<u8>(blue + q), 2)
    store<u8>(at, 255, 3)
  }
}
