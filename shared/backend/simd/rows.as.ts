import { Plan } from '../tiles/plan.as'

/*
 * The inner loops. Two rows of 16 outputs are 8 vectors of sums, which stay in registers while the taps go by: a weight
 * serves 8 products, and 8 independent sums hide the latency of each. Loops over taps, not unrolled by kernel size: V8 keeps
 * more values alive in unrolled code than there are registers, and a 5×5 so written took twice as long.
 */

/**
 * Two rows of outputs, for any geometry: tap t of the first row's window lies at source + taps[t], the second row's `step`
 * further on. `columns` is a multiple of 16. The sums start with b, or with what stands in the target if they are to `add`.
 */
export function twoRows(
  source: usize,
  step: usize,
  taps: usize,
  count: i32,
  target: usize,
  targetStep: usize,
  columns: i32,
  w: usize,
  b: f32,
  add: bool = false,
): void {
  const start = f32x4.splat(b)
  const end = taps + usize(count) * 4
  for (let q = 0; q < columns; q += 16) {
    let a0 = start
    let a1 = start
    let a2 = start
    let a3 = start
    let b0 = start
    let b1 = start
    let b2 = start
    let b3 = start
    if (add) {
      a0 = v128.load(target)
      a1 = v128.load(target, 16)
      a2 = v128.load(target, 32)
      a3 = v128.load(target, 48)
      b0 = v128.load(target + targetStep)
      b1 = v128.load(target + targetStep, 16)
      b2 = v128.load(target + targetStep, 32)
      b3 = v128.load(target + targetStep, 48)
    }
    let weight = w
    for (let tap = taps; tap < end; tap += 4) {
      const wt = v128.load32_splat(weight)
      const first = source + load<usize>(tap)
      const second = first + step
      a0 = f32x4.add(a0, f32x4.mul(wt, v128.load(first)))
      b0 = f32x4.add(b0, f32x4.mul(wt, v128.load(second)))
      a1 = f32x4.add(a1, f32x4.mul(wt, v128.load(first, 16)))
      b1 = f32x4.add(b1, f32x4.mul(wt, v128.load(second, 16)))
      a2 = f32x4.add(a2, f32x4.mul(wt, v128.load(first, 32)))
      b2 = f32x4.add(b2, f32x4.mul(wt, v128.load(second, 32)))
      a3 = f32x4.add(a3, f32x4.mul(wt, v128.load(first, 48)))
      b3 = f32x4.add(b3, f32x4.mul(wt, v128.load(second, 48)))
      weight += 4
    }
    v128.store(target, a0)
    v128.store(target, a1, 16)
    v128.store(target, a2, 32)
    v128.store(target, a3, 48)
    v128.store(target + targetStep, b0)
    v128.store(target + targetStep, b1, 16)
    v128.store(target + targetStep, b2, 32)
    v128.store(target + targetStep, b3, 48)
    source += 64
    target += 64
  }
}

/**
 * Two rows of outputs whose windows are one input row apart (u = d = 1): they share R − 1 rows, so each vector that is loaded
 * there serves both. The first window's top row and the second's bottom row serve one each: a weight of 0 in their place would
 * turn an infinite pixel outside the window into NaN.
 */
export function overlappingRows(
  plan: Plan,
  source: usize,
  row: usize,
  target: usize,
  columns: i32,
  w: usize,
  b: f32,
): void {
  const start = f32x4.splat(b)
  const across = usize(plan.e) * 4
  const width = usize(plan.S) * across
  const rowOfWeights = usize(plan.S) * 4
  const targetStep = usize(plan.Q) * 4
  for (let q = 0; q < columns; q += 16) {
    let a0 = start
    let a1 = start
    let a2 = start
    let a3 = start
    let b0 = start
    let b1 = start
    let b2 = start
    let b3 = start
    let weight = w
    let plane = source
    for (let c = 0; c < plan.channels; c++) {
      let x = plane
      for (let end = x + width; x < end; x += across) {
        const wa = v128.load32_splat(weight)
        a0 = f32x4.add(a0, f32x4.mul(wa, v128.load(x)))
        a1 = f32x4.add(a1, f32x4.mul(wa, v128.load(x, 16)))
        a2 = f32x4.add(a2, f32x4.mul(wa, v128.load(x, 32)))
        a3 = f32x4.add(a3, f32x4.mul(wa, v128.load(x, 48)))
        weight += 4
      }
      let first = plane
      for (let r = 1; r < plan.R; r++) {
        first += row
        x = first
        for (let end = x + width; x < end; x += across) {
          const wa = v128.load32_splat(weight)
          const wb = v128.load32_splat(weight - rowOfWeights)
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
          weight += 4
        }
      }
      let last = weight - rowOfWeights
      x = first + row
      for (let end = x + width; x < end; x += across) {
        const wb = v128.load32_splat(last)
        b0 = f32x4.add(b0, f32x4.mul(wb, v128.load(x)))
        b1 = f32x4.add(b1, f32x4.mul(wb, v128.load(x, 16)))
        b2 = f32x4.add(b2, f32x4.mul(wb, v128.load(x, 32)))
        b3 = f32x4.add(b3, f32x4.mul(wb, v128.load(x, 48)))
        last += 4
      }
      plane += plan.xPlane
    }
    v128.store(target, a0)
    v128.store(target, a1, 16)
    v128.store(target, a2, 32)
    v128.store(target, a3, 48)
    v128.store(target + targetStep, b0)
    v128.store(target + targetStep, b1, 16)
    v128.store(target + targetStep, b2, 32)
    v128.store(target + targetStep, b3, 48)
    source += 64
    target += 64
  }
}
