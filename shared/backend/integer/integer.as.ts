export { alongRow, moveDown } from './box.as'
export { column16 } from './column.as'

/*
 * Sums of whole weights and 8-bit samples, exact: a row of outputs at a time, 64 of them (16 bits) or 16 (32 bits) in
 * registers while the taps go by. A tap is two numbers: how many bytes further on its sample lies, and its weight. The first
 * `alike` of them have one weight: their samples are added up, and multiplied once. Rows of what is written are up to 64
 * longer than the outputs; samples are read as far.
 */

/** sums[q] = Σ_t w[t] · x[q + offset[t]], where Σ|w|·255 < 2¹⁵. */
export function sums16(x: usize, taps: usize, alike: i32, count: i32, sums: usize, columns: i32): void {
  add16(x, taps, alike, count, sums, columns, false, false)
}

/** The sums, or |sums|, cut to bytes of 0 … 255: what `clamp` and `absolute` show of sums / 255. */
export function bytes16(
  x: usize,
  taps: usize,
  alike: i32,
  count: i32,
  bytes: usize,
  columns: i32,
  folded: bool,
): void {
  if (folded) add16(x, taps, alike, count, bytes, columns, true, true)
  else add16(x, taps, alike, count, bytes, columns, true, false)
}

/**
 * 16 samples are read as eight numbers of 16 bits, even + 256 · odd, and nobody unpacks the even ones: their sums are what the
 * numbers' sums are, modulo 2¹⁶, less 256 · the odd ones'. Each caller has a copy that knows what it is asked for.
 */
// @ts-ignore: decorator
@inline
function add16(
  x: usize,
  taps: usize,
  alike: i32,
  count: i32,
  to: usize,
  columns: i32,
  asBytes: bool,
  folded: bool,
): void {
  const different = taps + usize(alike) * 8
  const end = taps + usize(count) * 8
  const step: usize = asBytes ? 16 : 32
  for (const stop = x + usize(columns); x < stop; x += 64) {
    let a = i16x8.splat(0)
    let b = a
    let c = a
    let d = a
    let aOdd = a
    let bOdd = a
    let cOdd = a
    let dOdd = a
    let tap = taps
    for (; tap < different; tap += 8) {
      const from = x + usize(load<i32>(tap))
      const first = v128.load(from)
      const second = v128.load(from, 16)
      const third = v128.load(from, 32)
      const fourth = v128.load(from, 48)
      a = i16x8.add(a, first)
      b = i16x8.add(b, second)
      c = i16x8.add(c, third)
      d = i16x8.add(d, fourth)
      aOdd = i16x8.add(aOdd, i16x8.shr_u(first, 8))
      bOdd = i16x8.add(bOdd, i16x8.shr_u(second, 8))
      cOdd = i16x8.add(cOdd, i16x8.shr_u(third, 8))
      dOdd = i16x8.add(dOdd, i16x8.shr_u(fourth, 8))
    }
    const shared = v128.load_splat<i16>(taps, 4)
    a = i16x8.mul(shared, a)
    b = i16x8.mul(shared, b)
    c = i16x8.mul(shared, c)
    d = i16x8.mul(shared, d)
    aOdd = i16x8.mul(shared, aOdd)
    bOdd = i16x8.mul(shared, bOdd)
    cOdd = i16x8.mul(shared, cOdd)
    dOdd = i16x8.mul(shared, dOdd)
    for (; tap < end; tap += 8) {
      const from = x + usize(load<i32>(tap))
      const w = v128.load_splat<i16>(tap, 4)
      const first = v128.load(from)
      const second = v128.load(from, 16)
      const third = v128.load(from, 32)
      const fourth = v128.load(from, 48)
      a = i16x8.add(a, i16x8.mul(w, first))
      b = i16x8.add(b, i16x8.mul(w, second))
      c = i16x8.add(c, i16x8.mul(w, third))
      d = i16x8.add(d, i16x8.mul(w, fourth))
      aOdd = i16x8.add(aOdd, i16x8.mul(w, i16x8.shr_u(first, 8)))
      bOdd = i16x8.add(bOdd, i16x8.mul(w, i16x8.shr_u(second, 8)))
      cOdd = i16x8.add(cOdd, i16x8.mul(w, i16x8.shr_u(third, 8)))
      dOdd = i16x8.add(dOdd, i16x8.mul(w, i16x8.shr_u(fourth, 8)))
    }
    put16(to, a, aOdd, asBytes, folded)
    put16(to + step, b, bOdd, asBytes, folded)
    put16(to + 2 * step, c, cOdd, asBytes, folded)
    put16(to + 3 * step, d, dOdd, asBytes, folded)
    to += 4 * step
  }
}

/** 16 sums, as they are or cut to bytes, of those of the numbers and of the odd samples. */
// @ts-ignore: decorator
@inline
function put16(to: usize, sums: v128, odd: v128, asBytes: bool, folded: bool): void {
  const even = i16x8.sub(sums, i16x8.shl(odd, 8))
  if (asBytes) {
    const bytes = folded ? i8x16.narrow_i16x8_u(i16x8.abs(even), i16x8.abs(odd)) : i8x16.narrow_i16x8_u(even, odd)
    v128.store(to, v128.shuffle<i8>(bytes, bytes, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15))
  } else {
    v128.store(to, v128.shuffle<i16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11))
    v128.store(to, v128.shuffle<i16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15), 16)
  }
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
