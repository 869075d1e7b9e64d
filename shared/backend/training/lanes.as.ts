/** 1 to 3 numbers, zeros behind them; the memory may end there. */
export function loadRest(address: usize, rest: i32): v128 {
  if (rest == 1) return v128.load32_zero(address)
  const two = v128.load64_zero(address)
  return rest == 2 ? two : v128.load_lane<f32>(address + 8, two, 2)
}

/** The first 1 to 3 numbers of a vector. */
export function storeRest(address: usize, v: v128, rest: i32): void {
  store<f32>(address, f32x4.extract_lane(v, 0))
  if (rest > 1) store<f32>(address, f32x4.extract_lane(v, 1), 4)
  if (rest > 2) store<f32>(address, f32x4.extract_lane(v, 2), 8)
}

/** The four numbers of a vector, added in float64. */
export function sumOf(v: v128): f64 {
  const even = f64(f32x4.extract_lane(v, 0)) + f64(f32x4.extract_lane(v, 2))
  return even + (f64(f32x4.extract_lane(v, 1)) + f64(f32x4.extract_lane(v, 3)))
}

/** The first two numbers and the last two, in float64. */
export function firstTwo(v: v128): v128 {
  return f64x2.promote_low_f32x4(v)
}

export function lastTwo(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 1))
}

/** Two times two numbers in float64, rounded. */
export function rounded(first: v128, last: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(last), 0, 2)
}
