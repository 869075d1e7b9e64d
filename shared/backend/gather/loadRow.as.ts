/** What a row is summed in: i16 holds pixels of 8 bits, 255 times their value. */

/** target[j] = source[j] as T for j < count. Answers whether nothing was lost: pixels of 8 bits are v/255 rounded to float32. */
export function loadRow<T>(source: usize, double: bool, target: usize, count: i32): bool {
  if (isInteger<T>()) return loadPixels(source, target, count)
  if (double) {
    for (let j: usize = 0; j < usize(count); j++) store<T>(target + j * sizeof<T>(), <T>load<f64>(source + j * 8))
  } else if (sizeof<T>() == 4) {
    memory.copy(target, source, usize(count) * 4)
  } else {
    widen(source, target, count)
  }
  return true
}

/** 1.5·2²³: a small number added to it leaves its nearest whole number in the lowest bits. */
const rounder: f32 = 12582912
const rounderBits: i32 = 0x4b400000

function loadPixels(source: usize, target: usize, count: i32): bool {
  // V8 makes a constant vector anew in every step, which took more than half of the time; one that hangs on an argument stays in
  // its register. This is 0, which only the caller knows.
  const zero = count >> 31
  const white = f32x4.splat(<f32>255 + <f32>zero)
  const round = f32x4.splat(rounder + <f32>zero)
  const roundBits = i32x4.splat(rounderBits + zero)
  const beyondWhite = i16x8.splat(i16(zero - 256))
  let wrong = i32x4.splat(0)
  let j: usize = 0
  for (const whole = usize(count & ~7); j < whole; j += 8) {
    const a = v128.load(source + j * 4)
    const b = v128.load(source + j * 4, 16)
    const x = f32x4.add(f32x4.mul(a, white), round)
    const y = f32x4.add(f32x4.mul(b, white), round)
    const isNotA = f32x4.ne(f32x4.div(f32x4.sub(x, round), white), a)
    const isNotB = f32x4.ne(f32x4.div(f32x4.sub(y, round), white), b)
    const pixels = i16x8.narrow_i32x4_s(i32x4.sub(x, roundBits), i32x4.sub(y, roundBits))
    wrong = v128.or(wrong, v128.or(v128.or(isNotA, isNotB), v128.and(pixels, beyondWhite)))
    v128.store(target + j * 2, pixels)
  }
  let all = !v128.any_true(wrong)
  for (; j < usize(count); j++) {
    const value = load<f32>(source + j * 4)
    const pixel = nearest(value * 255)
    if (!(pixel >= 0 && pixel <= 255 && pixel / 255 == value)) all = false
    store<i16>(target + j * 2, i16(i32(pixel)))
  }
  return all
}

/** float32 to float64 */
function widen(source: usize, target: usize, count: i32): void {
  let j: usize = 0
  for (const whole = usize(count & ~3); j < whole; j += 4) {
    const values = v128.load(source + j * 4)
    v128.store(target + j * 8, f64x2.promote_low_f32x4(values))
    v128.store(target + j * 8, f64x2.promote_low_f32x4(v128.shuffle<f32>(values, values, 2, 3, 2, 3)), 16)
  }
  for (; j < usize(count); j++) store<f64>(target + j * 8, f64(load<f32>(source + j * 4)))
}
