/*
 * The inner loop of gathering: up to 3 rows of u times up to 3 rows of v, or 3 lags of one, are 9 sums that stay in registers, for
 * 6 vectors loaded a step. T says what is multiplied: i16 in pairs into 32-bit sums, f32, f64. Each sum leaves its registers
 * after a run of numbers and goes on in float64.
 */

/** Numbers of one run. 8-bit pixels: 2·255² per lane and step stay below 2³¹ for 2¹⁷ numbers, so for these. */
const integerRun = 65536
/** Short, for float32 sums round: 128 products per lane. */
const float32Run = 512

function runBytes<T>(): i32 {
  if (isInteger<T>()) return integerRun * 2
  return sizeof<T>() == 4 ? float32Run * 4 : 0x7ffffff0
}

/**
 * sums[i·step + l] += Σ_{q<count} u_i[q] · v_l[q], rows uStep and vStep apart. rows and lags are known when this is compiled: what
 * they rule out leaves no code.
 */
// @ts-ignore: decorator
@inline
export function block<T>(
  rows: i32,
  lags: i32,
  u: usize,
  uStep: usize,
  v: usize,
  vStep: usize,
  count: i32,
  sums: usize,
  step: usize,
): void {
  const bytes = usize(count) * sizeof<T>()
  const whole = bytes & ~15
  const tail = firstBytes(u32(bytes & 15))
  const run = usize(runBytes<T>())
  const second = u + uStep
  const third = second + uStep
  let at: usize = 0
  do {
    let s00 = i64x2.splat(0)
    let s01 = s00
    let s02 = s00
    let s10 = s00
    let s11 = s00
    let s12 = s00
    let s20 = s00
    let s21 = s00
    let s22 = s00
    const end = whole - at > run ? at + run : whole
    for (; at < end; at += 16) {
      const v0 = v128.load(v + at)
      const v1 = lags > 1 ? v128.load(v + at + vStep) : v0
      const v2 = lags > 2 ? v128.load(v + at + 2 * vStep) : v0
      const u0 = v128.load(u + at)
      s00 = addProduct<T>(s00, u0, v0)
      if (lags > 1) s01 = addProduct<T>(s01, u0, v1)
      if (lags > 2) s02 = addProduct<T>(s02, u0, v2)
      if (rows > 1) {
        const u1 = v128.load(second + at)
        s10 = addProduct<T>(s10, u1, v0)
        if (lags > 1) s11 = addProduct<T>(s11, u1, v1)
        if (lags > 2) s12 = addProduct<T>(s12, u1, v2)
      }
      if (rows > 2) {
        const u2 = v128.load(third + at)
        s20 = addProduct<T>(s20, u2, v0)
        if (lags > 1) s21 = addProduct<T>(s21, u2, v1)
        if (lags > 2) s22 = addProduct<T>(s22, u2, v2)
      }
    }
    if (at == whole && bytes != whole) {
      // What stands behind the row is read, but multiplied by 0. The step stands here once more: numbers one by one cost 4 to 13 % of all.
      const v0 = v128.load(v + at)
      const v1 = lags > 1 ? v128.load(v + at + vStep) : v0
      const v2 = lags > 2 ? v128.load(v + at + 2 * vStep) : v0
      const u0 = v128.and(v128.load(u + at), tail)
      s00 = addProduct<T>(s00, u0, v0)
      if (lags > 1) s01 = addProduct<T>(s01, u0, v1)
      if (lags > 2) s02 = addProduct<T>(s02, u0, v2)
      if (rows > 1) {
        const u1 = v128.and(v128.load(second + at), tail)
        s10 = addProduct<T>(s10, u1, v0)
        if (lags > 1) s11 = addProduct<T>(s11, u1, v1)
        if (lags > 2) s12 = addProduct<T>(s12, u1, v2)
      }
      if (rows > 2) {
        const u2 = v128.and(v128.load(third + at), tail)
        s20 = addProduct<T>(s20, u2, v0)
        if (lags > 1) s21 = addProduct<T>(s21, u2, v1)
        if (lags > 2) s22 = addProduct<T>(s22, u2, v2)
      }
    }
    addTotal<T>(sums, s00)
    if (lags > 1) addTotal<T>(sums + 8, s01)
    if (lags > 2) addTotal<T>(sums + 16, s02)
    if (rows > 1) {
      addTotal<T>(sums + step, s10)
      if (lags > 1) addTotal<T>(sums + step + 8, s11)
      if (lags > 2) addTotal<T>(sums + step + 16, s12)
    }
    if (rows > 2) {
      addTotal<T>(sums + 2 * step, s20)
      if (lags > 1) addTotal<T>(sums + 2 * step + 8, s21)
      if (lags > 2) addTotal<T>(sums + 2 * step + 16, s22)
    }
  } while (at < whole)
}

// @ts-ignore: decorator
@inline
function addProduct<T>(sum: v128, u: v128, v: v128): v128 {
  if (isInteger<T>()) return i32x4.add(sum, i32x4.dot_i16x8_s(u, v))
  return v128.add<T>(sum, v128.mul<T>(u, v))
}

// @ts-ignore: decorator
@inline
function addTotal<T>(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + total<T>(sum))
}

function total<T>(sum: v128): f64 {
  if (isInteger<T>()) {
    const low = i64(i32x4.extract_lane(sum, 0)) + i64(i32x4.extract_lane(sum, 1))
    return f64(low + i64(i32x4.extract_lane(sum, 2)) + i64(i32x4.extract_lane(sum, 3)))
  }
  if (sizeof<T>() == 4) {
    const low = f64(f32x4.extract_lane(sum, 0)) + f64(f32x4.extract_lane(sum, 1))
    return low + (f64(f32x4.extract_lane(sum, 2)) + f64(f32x4.extract_lane(sum, 3)))
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

/** All bits of the first so many bytes. */
function firstBytes(count: u32): v128 {
  return i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(i8(count)))
}
