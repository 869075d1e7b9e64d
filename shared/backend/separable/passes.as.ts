/*
 * The two passes where neighbors stand side by side (strides of 1): as twoRows of simd/rows.as.ts, but the taps follow from
 * a step instead of a table, and down the columns each vector that is loaded serves two rows of outputs.
 */

/** target[q] = Σ_s w[s] · source[q + s·step], in two rows, each `next` further on: `columns` of them, a multiple of 16. */
export function alongRows(
  source: usize,
  next: usize,
  step: usize,
  count: i32,
  target: usize,
  targetNext: usize,
  columns: i32,
  w: usize,
): void {
  const end = w + usize(count) * 4
  for (const stop = target + usize(columns) * 4; target < stop; target += 64) {
    let a0 = f32x4.splat(0)
    let a1 = a0
    let a2 = a0
    let a3 = a0
    let b0 = a0
    let b1 = a0
    let b2 = a0
    let b3 = a0
    let first = source
    let second = source + next
    for (let weight = w; weight < end; weight += 4) {
      const wt = v128.load32_splat(weight)
      a0 = f32x4.add(a0, f32x4.mul(wt, v128.load(first)))
      b0 = f32x4.add(b0, f32x4.mul(wt, v128.load(second)))
      a1 = f32x4.add(a1, f32x4.mul(wt, v128.load(first, 16)))
      b1 = f32x4.add(b1, f32x4.mul(wt, v128.load(second, 16)))
      a2 = f32x4.add(a2, f32x4.mul(wt, v128.load(first, 32)))
      b2 = f32x4.add(b2, f32x4.mul(wt, v128.load(second, 32)))
      a3 = f32x4.add(a3, f32x4.mul(wt, v128.load(first, 48)))
      b3 = f32x4.add(b3, f32x4.mul(wt, v128.load(second, 48)))
      first += step
      second += step
    }
    v128.store(target, a0)
    v128.store(target, a1, 16)
    v128.store(target, a2, 32)
    v128.store(target, a3, 48)
    v128.store(target + targetNext, b0)
    v128.store(target + targetNext, b1, 16)
    v128.store(target + targetNext, b2, 32)
    v128.store(target + targetNext, b3, 48)
    source += 64
  }
}

/**
 * target[q] = b + Σ_r w[r] · source[q + r·pitch], and in the row below the same one `pitch` further on: they share all rows
 * of the source but the first and the last. `columns` is a multiple of 16.
 */
export function downColumns(
  source: usize,
  pitch: usize,
  count: i32,
  target: usize,
  targetNext: usize,
  columns: i32,
  w: usize,
  b: f32,
): void {
  const end = w + usize(count) * 4
  for (const stop = target + usize(columns) * 4; target < stop; target += 64) {
    const start = f32x4.splat(b)
    const top = v128.load32_splat(w)
    let a0 = f32x4.add(start, f32x4.mul(top, v128.load(source)))
    let a1 = f32x4.add(start, f32x4.mul(top, v128.load(source, 16)))
    let a2 = f32x4.add(start, f32x4.mul(top, v128.load(source, 32)))
    let a3 = f32x4.add(start, f32x4.mul(top, v128.load(source, 48)))
    let b0 = start
    let b1 = start
    let b2 = start
    let b3 = start
    let x = source + pitch
    for (let weight = w + 4; weight < end; weight += 4) {
      const wa = v128.load32_splat(weight)
      const wb = v128.load32_splat(weight - 4)
      const x0 = v128.load(x)
      const x1 = v128.load(x, 16)
      const x2 = v128.load(x, 32)
      const x3 = v128.load(x, 48)
      a0 = f32x4.add(a0, f32x4.mul(wa, x0))
      b0 = f32x4.add(b0, f32x4.mul(wb, x0))
      a1 = f32x4.add(a1, f32x4.mul(wa, x1))
      b1 = f32x4.add(b1, f32x4.mul(wb, x1))
      a2 = f32x4.add(a2, f32x4.mul(wa, x2))
      b2 = f32x4.add(b2, f32x4.mul(wb, x2))
      a3 = f32x4.add(a3, f32x4.mul(wa, x3))
      b3 = f32x4.add(b3, f32x4.mul(wb, x3))
      x += pitch
    }
    const bottom = v128.load32_splat(end - 4)
    v128.store(target, a0)
    v128.store(target, a1, 16)
    v128.store(target, a2, 32)
    v128.store(target, a3, 48)
    v128.store(target + targetNext, f32x4.add(b0, f32x4.mul(bottom, v128.load(x))))
    v128.store(target + targetNext, f32x4.add(b1, f32x4.mul(bottom, v128.load(x, 16))), 16)
    v128.store(target + targetNext, f32x4.add(b2, f32x4.mul(bottom, v128.load(x, 32))), 32)
    v128.store(target + targetNext, f32x4.add(b3, f32x4.mul(bottom, v128.load(x, 48))), 48)
    source += 64
  }
}
