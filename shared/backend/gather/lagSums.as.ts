import { block } from './sumBlock.as'

/** sums[i·step + l] += Σ_{q<count} u_i[q] · v[q+l] for i < rows and l < lags; u_i is the row i·uStep after u. In bytes, but counts. */
export function lagSums<T>(
  u: usize,
  uStep: usize,
  rows: i32,
  v: usize,
  lags: i32,
  count: i32,
  sums: usize,
  step: usize,
): void {
  for (let i = 0; i < rows; ) {
    const high = partOf(rows - i)
    for (let l = 0; l < lags; ) {
      const wide = partOf(lags - l)
      const at = sums + usize(i) * step + usize(l) * 8
      sizedLags<T>(high, wide, u + usize(i) * uStep, uStep, v + usize(l) * sizeof<T>(), count, at, step)
      l += wide
    }
    i += high
  }
}

/**
 * sums[a·step + b] += Σ_{i<count} z_a[i] · z_b[i] for a ≤ b < rows; z_a is the row a·pitch after z. Blocks of 3×3: next to the
 * diagonal some sums with b < a are made too.
 */
export function rowSums<T>(z: usize, pitch: usize, rows: i32, count: i32, sums: usize, step: usize): void {
  for (let a = 0; a < rows; a += 3) {
    const high = min(3, rows - a)
    for (let b = a; b < rows; b += 3) {
      const at = sums + usize(a) * step + usize(b) * 8
      sizedRows<T>(high, min(3, rows - b), z + usize(a) * pitch, pitch, z + usize(b) * pitch, count, at, step)
    }
  }
}

/** 3 at a time, but the last 4 as 2 and 2. */
function partOf(left: i32): i32 {
  return left == 4 ? 2 : min(left, 3)
}

function sizedLags<T>(
  rows: i32,
  lags: i32,
  u: usize,
  uStep: usize,
  v: usize,
  count: i32,
  sums: usize,
  step: usize,
): void {
  sized<T>(rows, lags, u, uStep, v, sizeof<T>(), count, sums, step)
}

function sizedRows<T>(
  rows: i32,
  others: i32,
  u: usize,
  pitch: usize,
  v: usize,
  count: i32,
  sums: usize,
  step: usize,
): void {
  sized<T>(rows, others, u, pitch, v, pitch, count, sums, step)
}

// @ts-ignore: decorator
@inline
function sized<T>(
  rows: i32,
  lags: i32,
  u: usize,
  uStep: usize,
  v: usize,
  vStep: usize,
  count: i32,
  sums: usize,
  step: usize,
): void {
  switch (rows * 4 + lags) {
    case 5:
      block<T>(1, 1, u, uStep, v, vStep, count, sums, step)
      break
    case 6:
      block<T>(1, 2, u, uStep, v, vStep, count, sums, step)
      break
    case 7:
      block<T>(1, 3, u, uStep, v, vStep, count, sums, step)
      break
    case 9:
      block<T>(2, 1, u, uStep, v, vStep, count, sums, step)
      break
    case 10:
      block<T>(2, 2, u, uStep, v, vStep, count, sums, step)
      break
    case 11:
      block<T>(2, 3, u, uStep, v, vStep, count, sums, step)
      break
    case 13:
      block<T>(3, 1, u, uStep, v, vStep, count, sums, step)
      break
    case 14:
      block<T>(3, 2, u, uStep, v, vStep, count, sums, step)
      break
    default:
      block<T>(3, 3, u, uStep, v, vStep, count, sums, step)
  }
}
