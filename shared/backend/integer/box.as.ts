/*
 * Sums over rectangles of 8-bit samples, whose cost does not grow with the rectangle: the sums of the columns move down a row
 * at a time, and along a row the sum of S of them moves on by one. Whole numbers forget nothing on the way, as float32
 * running sums would. Rows of sums are 32 numbers longer than the columns; samples are read as far.
 */

/** sums[j] += entering[j] − leaving[j], modulo 2¹⁶; nothing leaves at 0. */
export function moveDown(entering: usize, leaving: usize, sums: usize, columns: i32): void {
  for (let j = 0; j < columns; j += 16) {
    const to = sums + usize(j) * 2
    const come = v128.load(entering + usize(j))
    let first = i16x8.add(v128.load(to), i16x8.extend_low_i8x16_u(come))
    let second = i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_u(come))
    if (leaving != 0) {
      const go = v128.load(leaving + usize(j))
      first = i16x8.sub(first, i16x8.extend_low_i8x16_u(go))
      second = i16x8.sub(second, i16x8.extend_high_i8x16_u(go))
    }
    v128.store(to, first)
    v128.store(to, second, 16)
  }
}

/** y[q] = w · ((factor · Σ_{s<S} sums[q + s]) / 255) + b, rounded after each step but the sum and its factor. */
export function alongRow(sums: usize, S: i32, y: usize, columns: i32, factor: i32, w: f32, b: f32): void {
  let total: i32 = 0
  for (let s = 0; s < S; s++) total += i32(load<u16>(sums + usize(s) * 2))
  const reach = usize(S) * 2
  const end = y + usize(columns) * 4
  for (let to = y; to < end; to += 4) {
    store<i32>(to, total * factor) // the next loop makes numbers of them, four at a time
    total += i32(load<u16>(sums + reach)) - i32(load<u16>(sums))
    sums += 2
  }
  const weights = f32x4.splat(w)
  const biases = f32x4.splat(b)
  const white = f32x4.splat(255)
  for (; y + 16 <= end; y += 16) {
    const value = f32x4.div(f32x4.convert_i32x4_s(v128.load(y)), white)
    v128.store(y, f32x4.add(f32x4.mul(value, weights), biases))
  }
  for (; y < end; y += 4) store<f32>(y, (f32(load<i32>(y)) / 255) * w + b)
}
