/** t(v) = clamp01(|scale · v + shift|), folded or not; NaN becomes 0. */
export function toneOf(value: f32, scale: f64, shift: f64, folded: bool): f64 {
  let t = f64(value) * scale + shift
  if (folded) t = abs(t)
  t = t > 0 ? t : 0
  return t < 1 ? t : 1
}

/** The same of two values. */
export function twoTones(values: v128, scale: f64, shift: f64, folded: bool, one: f64): v128 {
  let t = f64x2.add(f64x2.mul(values, f64x2.splat(scale)), f64x2.splat(shift))
  if (folded) t = f64x2.abs(t)
  return f64x2.pmin(f64x2.splat(one), f64x2.pmax(f64x2.splat(0), t))
}

export function byteOf(t: f64): u8 {
  return u8(i32(t * 255 + 0.5))
}

/** Its upper two numbers of float64, or four of 16 bits, below. */
export function upperHalf(values: v128): v128 {
  return i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
}
