import { ClipPlan } from './clipPlan.as'
import { GatherPlan } from './gatherPlan.as'
import { rowOf } from './paddedRows.as'

/** learning/clippedRows.ts, `markRows`, over rows of float64 that are laid out, K = 1. Answers Σ (y − ŷ)² over what is not satisfied. */
export function clipFloat64(address: usize, clipAddress: usize, low: f64, high: f64): f64 {
  const plan = changetype<GatherPlan>(address)
  const clip = changetype<ClipPlan>(clipAddress)
  let loss: f64 = 0
  for (let p = 0; p < plan.P; p++) {
    predict(plan, clip, p)
    const first = usize(p * plan.Q)
    const y = plan.y + usize(p) * plan.yPitch
    loss += compare(clip.predicted, y, clip.satisfied + first, clip.changes + first, plan.Q, low, high)
  }
  return loss
}

/** ŷ of row p: the bias, then the taps in order, as maths/convolve.ts adds them. 8 columns a step; the last one goes beyond the row. */
function predict(plan: GatherPlan, clip: ClipPlan, p: i32): void {
  const bias = v128.load64_splat(clip.weights + usize(plan.C * plan.R * plan.S) * 8)
  for (let q = 0; q < plan.Q; q += 8) {
    let s0 = bias
    let s1 = bias
    let s2 = bias
    let s3 = bias
    let weight = clip.weights
    for (let c = 0; c < plan.C; c++) {
      let row = rowOf(plan, c, p) + usize(q) * 8
      for (let r = 0; r < plan.R; r++) {
        for (let s = 0; s < plan.S; s++) {
          const w = v128.load64_splat(weight)
          const x = row + usize(s) * 8
          s0 = f64x2.add(s0, f64x2.mul(w, v128.load(x)))
          s1 = f64x2.add(s1, f64x2.mul(w, v128.load(x, 16)))
          s2 = f64x2.add(s2, f64x2.mul(w, v128.load(x, 32)))
          s3 = f64x2.add(s3, f64x2.mul(w, v128.load(x, 48)))
          weight += 8
        }
        row += plan.xPitch
      }
    }
    const out = clip.predicted + usize(q) * 8
    v128.store(out, s0)
    v128.store(out, s1, 16)
    v128.store(out, s2, 32)
    v128.store(out, s3, 48)
  }
}

/** One row: marks what is satisfied and what has changed, two positions at a time. */
function compare(predicted: usize, y: usize, satisfied: usize, changes: usize, count: i32, low: f64, high: f64): f64 {
  const black = f64x2.splat(low)
  const white = f64x2.splat(high)
  const zero = f64x2.splat(0)
  let loss = zero
  let q: usize = 0
  for (const whole = usize(count & ~1); q < whole; q += 2) {
    const value = v128.load(y + q * 8)
    const error = f64x2.sub(value, v128.load(predicted + q * 8))
    const below = v128.and(f64x2.le(value, black), f64x2.ge(error, zero))
    const above = v128.and(f64x2.ge(value, white), f64x2.le(error, zero))
    const holds = v128.or(below, above)
    loss = f64x2.add(loss, v128.andnot(f64x2.mul(error, error), holds))
    const bits = u32(i64x2.bitmask(holds))
    mark<u16>(satisfied + q, changes + q, (bits & 1) | ((bits & 2) << 7))
  }
  let last: f64 = 0
  if (count & 1) {
    const value = load<f64>(y + q * 8)
    const error = value - load<f64>(predicted + q * 8)
    const holds = (value <= low && error >= 0) || (value >= high && error <= 0)
    if (!holds) last = error * error
    mark<u8>(satisfied + q, changes + q, u32(holds))
  }
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1) + last
}

function mark<T>(satisfied: usize, changes: usize, now: u32): void {
  const before = u32(load<T>(satisfied))
  store<T>(satisfied, <T>now)
  store<T>(changes, <T>((now & ~before) | ((before & ~now) << 1)))
}
