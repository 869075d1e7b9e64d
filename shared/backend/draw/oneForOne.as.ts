import { byteOf, toneOf, twoTones, upperHalf } from './tones.as'

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

/** Four values to whole numbers 0 … 255. */
function bytesOf(values: v128, scale: f64, shift: f64, folded: bool, white: f64, half: f64, one: f64): v128 {
  const low = twoBytes(f64x2.promote_low_f32x4(values), scale, shift, folded, white, half, one)
  const high = twoBytes(f64x2.promote_low_f32x4(upperHalf(values)), scale, shift, folded, white, half, one)
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
}

function twoBytes(values: v128, scale: f64, shift: f64, folded: bool, white: f64, half: f64, one: f64): v128 {
  const t = twoTones(values, scale, shift, folded, one)
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(t, f64x2.splat(white)), f64x2.splat(half)))
}
