/*
 * One row of chosen outputs of one plane: y[q] = (start + Σ_rs w[r,s] · x[starts[r] + columns[q,s]]) / white + b, in float32, taps in
 * order. `starts` are R places of the samples, `columns` S for every output; what is negative lies outside, and is `outside`. A table
 * says what a sample of 8 or 16 bits means. Where `plane` is not 0, x is the gray of three planes so many bytes apart: maths/gray.ts.
 */

export { sumInside8 } from './inside.as'

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
  let q = 0
  if (plane == 0) {
    for (; q + 8 <= count; q += 8) {
      sumEight<T>(samples, starts, R, column, S, table, w, outside, start, white, b, y + usize(q) * 4)
      column += 8 * across
    }
  }
  for (; q < count; q++) {
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

/** Eight outputs side by side: their sums, each in its own order, do not wait for each other. */
function sumEight<T>(
  samples: usize,
  starts: usize,
  R: i32,
  columns: usize,
  S: i32,
  table: usize,
  w: usize,
  outside: f32,
  start: f32,
  white: f32,
  b: f32,
  y: usize,
): void {
  const across = usize(S) * 4
  let left = f32x4.splat(start)
  let right = left
  let tap = w
  for (let r = 0; r < R; r++) {
    const first = load<i32>(starts + usize(r) * 4)
    const row = samples + usize(first) * sizeof<T>()
    for (let at = columns; at < columns + across; at += 4) {
      const weight = v128.load32_splat(tap)
      left = f32x4.add(left, f32x4.mul(weight, fourValues<T>(row, first, at, across, table, outside)))
      right = f32x4.add(right, f32x4.mul(weight, fourValues<T>(row, first, at + 4 * across, across, table, outside)))
      tap += 4
    }
  }
  const divisor = f32x4.splat(white)
  const bias = f32x4.splat(b)
  v128.store(y, f32x4.add(f32x4.div(left, divisor), bias))
  v128.store(y, f32x4.add(f32x4.div(right, divisor), bias), 16)
}

/** What the same tap of four outputs reads, whose columns stand `across` bytes apart. */
function fourValues<T>(row: usize, first: i32, at: usize, across: usize, table: usize, outside: f32): v128 {
  const places = load<i32>(at) | load<i32>(at + across) | load<i32>(at + 2 * across) | load<i32>(at + 3 * across)
  if ((first | places) < 0) return fourAtRim<T>(row, first, at, across, table, outside)
  let four = v128.load32_zero(valuePlace<T>(row, at, table))
  four = v128.load32_lane(valuePlace<T>(row, at + across, table), four, 1)
  four = v128.load32_lane(valuePlace<T>(row, at + 2 * across, table), four, 2)
  return v128.load32_lane(valuePlace<T>(row, at + 3 * across, table), four, 3)
}

function fourAtRim<T>(row: usize, first: i32, at: usize, across: usize, table: usize, outside: f32): v128 {
  let four = f32x4.splat(outside)
  if (first < 0) return four
  if (load<i32>(at) >= 0) four = v128.load32_lane(valuePlace<T>(row, at, table), four, 0)
  if (load<i32>(at + across) >= 0) four = v128.load32_lane(valuePlace<T>(row, at + across, table), four, 1)
  if (load<i32>(at + 2 * across) >= 0) four = v128.load32_lane(valuePlace<T>(row, at + 2 * across, table), four, 2)
  if (load<i32>(at + 3 * across) >= 0) four = v128.load32_lane(valuePlace<T>(row, at + 3 * across, table), four, 3)
  return four
}

/** Where the value of a row's sample stands, of which the column stands at `at`: in the table, or itself. */
function valuePlace<T>(row: usize, at: usize, table: usize): usize {
  const from = row + usize(load<i32>(at)) * sizeof<T>()
  if (isFloat<T>()) return from
  return table + (usize(load<T>(from)) << 2)
}

function valueAt<T>(address: usize, table: usize): f32 {
  if (isFloat<T>()) return load<f32>(address)
  return load<f32>(table + (usize(load<T>(address)) << 2))
}
