/*
 * Samples to float32 values, a run of a row at a time. v / 255 and v / 65535 are rounded correctly, as a division is, but in
 * three operations of a third of its time: 1/white = high + low, where v·high is exact because `high` has so few bits, and
 * low is small enough that what is lost of v·low never moves the sum. A test tries all samples that there are.
 */

/** to[i] = from[i] / 255. The parts of 1/255 are arguments: of constants V8 makes a vector in every step, which takes twice as long. */
export function widen8(from: usize, to: usize, count: i32, highPart: f32, lowPart: f32): void {
  const high = f32x4.splat(highPart)
  const low = f32x4.splat(lowPart)
  let i = 0
  for (; i + 16 <= count; i += 16) {
    const bytes = v128.load(from + i)
    const first = i16x8.extend_low_i8x16_u(bytes)
    const second = i16x8.extend_high_i8x16_u(bytes)
    const target = to + usize(i) * 4
    v128.store(target, scaled(i32x4.extend_low_i16x8_u(first), high, low))
    v128.store(target, scaled(i32x4.extend_high_i16x8_u(first), high, low), 16)
    v128.store(target, scaled(i32x4.extend_low_i16x8_u(second), high, low), 32)
    v128.store(target, scaled(i32x4.extend_high_i16x8_u(second), high, low), 48)
  }
  for (; i < count; i++) store<f32>(to + usize(i) * 4, f32(load<u8>(from + i)) / 255)
}

/** to[i] = from[i] / 65535 */
export function widen16(from: usize, to: usize, count: i32, highPart: f32, lowPart: f32): void {
  const high = f32x4.splat(highPart)
  const low = f32x4.splat(lowPart)
  let i = 0
  for (; i + 8 <= count; i += 8) {
    const words = v128.load(from + usize(i) * 2)
    const target = to + usize(i) * 4
    v128.store(target, scaled(i32x4.extend_low_i16x8_u(words), high, low))
    v128.store(target, scaled(i32x4.extend_high_i16x8_u(words), high, low), 16)
  }
  for (; i < count; i++) store<f32>(to + usize(i) * 4, f32(load<u16>(from + usize(i) * 2)) / 65535)
}

function scaled(whole: v128, high: v128, low: v128): v128 {
  const v = f32x4.convert_i32x4_s(whole)
  return f32x4.add(f32x4.mul(v, high), f32x4.mul(v, low))
}

/** to[i] = from[i] */
export function copy8(from: usize, to: usize, count: i32): void {
  memory.copy(to, from, count)
}

/** to[i] = table[from[i]]: values that no formula gives as fast, such as those in linear light. */
export function lookUp8(from: usize, to: usize, count: i32, table: usize): void {
  for (let i = 0; i < count; i++) {
    store<f32>(to + usize(i) * 4, load<f32>(table + usize(load<u8>(from + i)) * 4))
  }
}

export function lookUp16(from: usize, to: usize, count: i32, table: usize): void {
  for (let i = 0; i < count; i++) {
    store<f32>(to + usize(i) * 4, load<f32>(table + usize(load<u16>(from + usize(i) * 2)) * 4))
  }
}

/** gray[i] = 0.2989 R + 0.5870 G + 0.1140 B in float64, rounded once: maths/gray.ts, whose weights are given. */
export function gray(rgb: usize, plane: usize, to: usize, count: i32, red: f64, green: f64, blue: f64): void {
  for (let i = 0; i < count; i++) {
    const at = rgb + usize(i) * 4
    const sum = red * f64(load<f32>(at)) + green * f64(load<f32>(at + plane)) + blue * f64(load<f32>(at + 2 * plane))
    store<f32>(to + usize(i) * 4, f32(sum))
  }
}
