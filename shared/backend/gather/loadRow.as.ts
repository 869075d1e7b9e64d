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
  let wrong = i32x4.splat(0)
  let j: usize = 0
  for (const whole = usize(count & ~7); j < whole; j += 8) {
    const a = v128.load(source + j * 4)
    const b = v128.load(source + j * 4, 16)
    const x = timesWhite(a)
    const y = timesWhite(b)
    wrong = v128.or(wrong, v128.or(isNotPixel(x, a), isNotPixel(y, b)))
    const pixels = i16x8.narrow_i32x4_s(lowBits(x), lowBits(y))
    wrong = v128.or(wrong, i16x8.gt_u(pixels, i16x8.splat(255)))
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

function timesWhite(values: v128): v128 {
  return f32x4.add(f32x4.mul(values, f32x4.splat(255)), f32x4.splat(rounder))
}

function lowBits(rounded: v128): v128 {
  return i32x4.sub(rounded, i32x4.splat(rounderBits))
}

function isNotPixel(rounded: v128, values: v128): v128 {
  return f32x4.ne(f32x4.div(f32x4.sub(rounded, f32x4.splat(rounder)), f32x4.splat(255)), values)
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
