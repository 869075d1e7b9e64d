/**
 * to[p·toStep] = Σ_t w[t] · x[p·step + offset[t]] for p < rows, or |Σ|, cut to 0 … 255: what `bytes16` makes of one column of
 * outputs, a sample at a time, and not a byte more is read.
 */
export function column16(
  x: usize,
  step: usize,
  taps: usize,
  count: i32,
  rows: i32,
  to: usize,
  toStep: usize,
  folded: bool,
): void {
  const end = taps + usize(count) * 8
  for (let p = 0; p < rows; p++) {
    let sum = 0
    for (let tap = taps; tap < end; tap += 8) sum += load<i32>(tap, 4) * i32(load<u8>(x + usize(load<i32>(tap))))
    store<u8>(to, min(255, max(0, folded ? abs(sum) : sum)))
    x += step
    to += toStep
  }
}
