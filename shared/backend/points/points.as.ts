/**
 * One row of chosen outputs of one plane: y[q] = (1/255) Σ_rs w[r,s] · samples[starts[r] + columns[q,s]] + b, in float32. `starts` are R places
 * of the samples, `columns` S for every output; what is negative lies outside, and is table[256]. The table is of all samples.
 */
export function sumPoints(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  count: i32,
  table: usize,
  w: usize,
  b: f32,
  y: usize,
): void {
  let column = columns
  const across = usize(S) * 4
  for (let q = 0; q < count; q++) {
    let sum: f32 = 0
    let tap = w
    for (let r = 0; r < R; r++) {
      const start = load<i32>(starts + usize(r) * 4)
      const row = samples + usize(start)
      for (let at = column; at < column + across; at += 4) {
        const place = load<i32>(at)
        const sample: usize = (start | place) < 0 ? 256 : usize(load<u8>(row + usize(place)))
        sum += load<f32>(tap) * load<f32>(table + (sample << 2))
        tap += 4
      }
    }
    store<f32>(y + usize(q) * 4, sum / 255 + b)
    column += across
  }
}
