/*
 * image/resample.ts in WebAssembly, with the same float64 numbers in the same order, so that both draw the same bytes. `out`
 * is R G B A of 8 bits; a device pixel x of a row shows the source columns from[x] ≤ w < to[x] of rows top ≤ h < bottom.
 */

/** One channel of one device row of float planes: out = 255 · (1/n) Σ clamp01(t(v)). */
export function drawValues(
  values: usize,
  width: i32,
  top: i32,
  bottom: i32,
  from: usize,
  to: usize,
  pixels: i32,
  scale: f64,
  shift: f64,
  folded: bool,
  out: usize,
): void {
  for (let x = 0; x < pixels; x++) {
    const left = load<i32>(from + usize(x) * 4)
    const right = load<i32>(to + usize(x) * 4)
    if (left == right) continue
    let sum: f64 = 0
    for (let h = top; h < bottom; h++) {
      const row = values + usize(h) * usize(width) * 4
      const end = row + usize(right) * 4
      for (let at = row + usize(left) * 4; at < end; at += 4) {
        let t = f64(load<f32>(at)) * scale + shift
        if (folded) t = abs(t)
        t = t > 0 ? t : 0
        sum += t < 1 ? t : 1
      }
    }
    store<u8>(out + usize(x) * 4, byteOf(sum / f64((bottom - top) * (right - left))))
  }
}

/** The same of samples of 8 bits, whose tones stand in a table. */
export function drawTones(
  samples: usize,
  width: i32,
  top: i32,
  bottom: i32,
  from: usize,
  to: usize,
  pixels: i32,
  tones: usize,
  out: usize,
): void {
  for (let x = 0; x < pixels; x++) {
    const left = load<i32>(from + usize(x) * 4)
    const right = load<i32>(to + usize(x) * 4)
    if (left == right) continue
    let sum: f64 = 0
    for (let h = top; h < bottom; h++) {
      const row = samples + usize(h) * usize(width)
      const end = row + usize(right)
      for (let at = row + usize(left); at < end; at++) sum += load<f64>(tones + (usize(load<u8>(at)) << 3))
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
): void {
  const opaque = i32x4.splat(0xff000000)
  let x = 0
  for (; x + 4 <= pixels; x += 4) {
    const at = usize(x) * 4
    const r = bytesOf(v128.load(red + at), scale, shift, folded)
    const g = i32x4.shl(bytesOf(v128.load(green + at), scale, shift, folded), 8)
    const b = i32x4.shl(bytesOf(v128.load(blue + at), scale, shift, folded), 16)
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

function byteOfValue(value: f32, scale: f64, shift: f64, folded: bool): u8 {
  let t = f64(value) * scale + shift
  if (folded) t = abs(t)
  t = t > 0 ? t : 0
  return byteOf(t < 1 ? t : 1)
}

/** Four values to whole numbers 0 … 255. */
function bytesOf(values: v128, scale: f64, shift: f64, folded: bool): v128 {
  const upper = i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
  const low = twoBytes(f64x2.promote_low_f32x4(values), scale, shift, folded)
  const high = twoBytes(f64x2.promote_low_f32x4(upper), scale, shift, folded)
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
}

/** Comparisons as in the scalar loop: NaN becomes 0. */
function twoBytes(values: v128, scale: f64, shift: f64, folded: bool): v128 {
  let t = f64x2.add(f64x2.mul(values, f64x2.splat(scale)), f64x2.splat(shift))
  if (folded) t = f64x2.abs(t)
  t = f64x2.pmin(f64x2.splat(1), f64x2.pmax(f64x2.splat(0), t))
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(t, f64x2.splat(255)), f64x2.splat(0.5)))
}
