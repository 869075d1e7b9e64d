/** As stepSums.ts numbers them; formulas are those of maths/losses.ts. */
const squared: i32 = 0
const absolute: i32 = 1

/**
 * Σ_i loss(y[i] − target[i]) and its derivative, over the i with keep[i] = 1 (keep = 0: all of them); 0 elsewhere. In float64 and
 * in the order of maths/losses.ts: the same bits.
 */
export function errorLoss(kind: i32, y: usize, target: usize, keep: usize, dy: usize, length: i32): f64 {
  let sum: f64 = 0
  for (let i: usize = 0; i < usize(length); i++) {
    let derivative: f64 = 0
    if (keep == 0 || load<u8>(keep + i)) {
      const e = f64(load<f32>(y + i * 4)) - f64(load<f32>(target + i * 4))
      if (kind == squared) {
        sum += e * e
        derivative = 2 * e
      } else if (kind == absolute) {
        sum += abs(e)
        derivative = e > 0 ? 1 : e < 0 ? -1 : e // NaN stays NaN
      } else {
        sum += abs(e) <= 1 ? (e * e) / 2 : abs(e) - 0.5
        derivative = min<f64>(1, max<f64>(-1, e))
      }
    }
    store<f32>(dy + i * 4, f32(derivative))
  }
  return sum
}
