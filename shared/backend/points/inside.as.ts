/**
 * sumPoints8 of samples that are numbers themselves, for outputs whose windows lie inside with their taps side by side (no dilation): four
 * samples of four windows are read at once, up to three of them beyond the window. `count` is a multiple of 4.
 */
export function sumInside8(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  count: i32,
  w: usize,
  start: f32,
  white: f32,
  b: f32,
  y: usize,
): void {
  const across = usize(S) * 4
  const divisor = f32x4.splat(white)
  const bias = f32x4.splat(b)
  for (const end = y + usize(count) * 4; y < end; y += 16) {
    const first = load<i32>(columns)
    const second = load<i32>(columns + across)
    const third = load<i32>(columns + 2 * across)
    const fourth = load<i32>(columns + 3 * across)
    let sums = f32x4.splat(start)
    let tap = w
    for (let r = 0; r < R; r++) {
      const row = samples + load<i32>(starts + usize(r) * 4)
      for (let s = 0; s < S; s += 4) {
        const at = row + s
        let x = v128.load32_zero(at + first)
        x = v128.load32_lane(at + second, x, 1)
        x = v128.load32_lane(at + third, x, 2)
        x = v128.load32_lane(at + fourth, x, 3)
        x = i8x16.shuffle(x, x, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
        const low = i16x8.extend_low_i8x16_u(x)
        sums = f32x4.add(sums, product(tap, i32x4.extend_low_i16x8_u(low)))
        if (s + 1 < S) sums = f32x4.add(sums, product(tap + 4, i32x4.extend_high_i16x8_u(low)))
        const high = i16x8.extend_high_i8x16_u(x)
        if (s + 2 < S) sums = f32x4.add(sums, product(tap + 8, i32x4.extend_low_i16x8_u(high)))
        if (s + 3 < S) sums = f32x4.add(sums, product(tap + 12, i32x4.extend_high_i16x8_u(high)))
        tap += 4 * min(4, S - s)
      }
    }
    v128.store(y, f32x4.add(f32x4.div(sums, divisor), bias))
    columns += 4 * across
  }
}

function product(w: usize, samples: v128): v128 {
  return f32x4.mul(v128.load32_splat(w), f32x4.convert_i32x4_s(samples))
}
