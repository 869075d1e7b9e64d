/** sums[w] = Σ_h samples[h, w] in 16 bits, of 257 rows at most, 16 columns at a time. */
export function addRows(samples: usize, width: i32, top: i32, bottom: i32, columns: i32, sums: usize): void {
  const pitch = usize(width)
  const start = samples + usize(top) * pitch
  const end = samples + usize(bottom) * pitch
  let w = 0
  for (; w + 16 <= columns; w += 16) {
    let low = i16x8.splat(0)
    let high = i16x8.splat(0)
    for (let row = start + usize(w); row < end; row += pitch) {
      const sixteen = v128.load(row)
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(sixteen))
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(sixteen))
    }
    v128.store(sums + usize(w) * 2, low)
    v128.store(sums + usize(w) * 2, high, 16)
  }
  for (; w < columns; w++) {
    let sum = 0
    for (let row = start + usize(w); row < end; row += pitch) sum += i32(load<u8>(row))
    store<u16>(sums + usize(w) * 2, u16(sum))
  }
}
