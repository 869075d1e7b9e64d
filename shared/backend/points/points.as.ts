/*
 * One row of chosen outputs of one plane: y[q] = (start + Σ_rs w[r,s] · x[starts[r] + columns[q,s]]) / white + b, in float32, taps in
 * order. `starts` are R places of the samples, `columns` S for every output; what is negative lies outside, and is `outside`. A table
 * says what a sample of 8 or 16 bits means. Where `plane` is not 0, x is the gray of three planes so many bytes apart: maths/gray.ts.
 */

export function sumPoints8(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  count: i32,
  table: usize,
  w: usize,
  outside: f32,
  start: f32,
  white: f32,
  b: f32,
  y: usize,
  plane: usize,
  red: f64,
  green: f64,
  blue: f64,
): void {
  sumRow<u8>(samples, starts, R, columns, S, count, table, w, outside, start, white, b, y, plane, red, green, blue)
}

export function sumPoints16(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  count: i32,
  table: usize,
  w: usize,
  outside: f32,
  start: f32,
  white: f32,
  b: f32,
  y: usize,
  plane: usize,
  red: f64,
  green: f64,
  blue: f64,
): void {
  sumRow<u16>(samples, starts, R, columns, S, count, table, w, outside, start, white, b, y, plane, red, green, blue)
}

export function sumPoints32(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  count: i32,
  table: usize,
  w: usize,
  outside: f32,
  start: f32,
  white: f32,
  b: f32,
  y: usize,
  plane: usize,
  red: f64,
  green: f64,
  blue: f64,
): void {
  sumRow<f32>(samples, starts, R, columns, S, count, table, w, outside, start, white, b, y, plane, red, green, blue)
}

function sumRow<T>(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  count: i32,
  table: usize,
  w: usize,
  outside: f32,
  start: f32,
  white: f32,
  b: f32,
  y: usize,
  plane: usize,
  red: f64,
  green: f64,
  blue: f64,
): void {
  let column = columns
  const across = usize(S) * 4
  for (let q = 0; q < count; q++) {
    let sum = start
    let tap = w
    for (let r = 0; r < R; r++) {
      const first = load<i32>(starts + usize(r) * 4)
      const row = samples + usize(first) * sizeof<T>()
      for (let at = column; at < column + across; at += 4) {
        const place = load<i32>(at)
        const from = row + usize(place) * sizeof<T>()
        let x = outside
        if ((first | place) >= 0) {
          x = valueAt<T>(from, table)
          if (plane != 0) {
            const light = red * f64(x) + green * f64(valueAt<T>(from + plane, table))
            x = f32(light + blue * f64(valueAt<T>(from + 2 * plane, table)))
          }
        }
        sum += load<f32>(tap) * x
        tap += 4
      }
    }
    store<f32>(y + usize(q) * 4, sum / white + b)
    column += across
  }
}

function valueAt<T>(address: usize, table: usize): f32 {
  if (isFloat<T>()) return load<f32>(address)
  return load<f32>(table + (usize(load<T>(address)) << 2))
}
