import { GatherPlan } from './gatherPlan.as'
import { lagSums } from './lagSums.as'
import { loadPicture, loadTarget, rowOf } from './paddedRows.as'

export { clipFloat64 } from './clip.as'
export { loadFloat64, loadIntegers, loadPixels64 } from './paddedRows.as'
export { patchFloat64, patchIntegers } from './patches.as'

/** Adds the sums of maths/offsetSums.ts; `targets` only where `whole` says so. Answers 0 where the numbers are no pixels of 8 bits. */
export function gatherIntegers(address: usize, border: f64, whole: i32): i32 {
  return i32(gather<i16>(changetype<GatherPlan>(address), nearest(border * 255), whole != 0))
}

export function gatherFloat32(address: usize, border: f64, whole: i32): i32 {
  return i32(gather<f32>(changetype<GatherPlan>(address), border, whole != 0))
}

export function gatherFloat64(address: usize, border: f64, whole: i32): i32 {
  return i32(gather<f64>(changetype<GatherPlan>(address), border, whole != 0))
}

function gather<T>(plan: GatherPlan, border: f64, whole: bool): bool {
  if (!loadPicture<T>(plan, <T>border) || (whole && !loadTarget<T>(plan))) return false
  addPairs<T>(plan)
  addRims<T>(plan)
  if (whole) addTargets<T>(plan)
  return true
}

/** The pair (c, o) of channels. */
function pairAt(plan: GatherPlan, c: i32, o: i32): usize {
  const numbers = 2 * plan.R * plan.S + 2 * plan.R * (plan.S - 1) * (plan.S - 1)
  return plan.pairs + usize((c * plan.C + o) * numbers) * 8
}

/** Rows go by in pieces of so many bytes, which stay in the first-level cache while the rows above and below meet them. */
const pieceBytes = 8192

/** forward, every padded row t meeting the rows p = t − i above it; backward, every row p meeting the rows below it. */
function addPairs<T>(plan: GatherPlan): void {
  const step = usize(plan.S) * 8
  const up = usize(0) - plan.xPitch
  const piece = pieceBytes / i32(sizeof<T>())
  for (let q = 0; q < plan.Q; q += piece) {
    const count = min(piece, plan.Q - q)
    const across = usize(q) * sizeof<T>()
    for (let t = 0; t < plan.P + plan.R - 1; t++) {
      const least = max(0, t - plan.P + 1)
      const rows = min(plan.R - 1, t) - least + 1
      for (let o = 0; o < plan.C; o++) {
        const v = rowOf(plan, o, t) + across
        for (let c = 0; c < plan.C; c++) {
          const forward = pairAt(plan, c, o) + usize(least) * step
          lagSums<T>(rowOf(plan, c, t - least) + across, up, rows, v, plan.S, count, forward, step)
          if (t >= plan.P) continue
          const backward = pairAt(plan, o, c) + usize(plan.R) * step + step + 8
          const below = rowOf(plan, c, t + 1) + across
          lagSums<T>(below, plan.xPitch, plan.R - 1, v + sizeof<T>(), plan.S - 1, count, backward, step)
        }
      }
    }
  }
}

/** left and right: columns become rows, and their lags are the row offsets i. */
function addRims<T>(plan: GatherPlan): void {
  if (plan.S < 2) return
  layOutColumns<T>(plan, plan.leftColumns, 0)
  layOutColumns<T>(plan, plan.rightColumns, plan.Q)
  const offsets = usize(2 * plan.R * plan.S) * 8
  const rim = usize(plan.R * (plan.S - 1) * (plan.S - 1)) * 8
  for (let c = 0; c < plan.C; c++) {
    for (let o = 0; o < plan.C; o++) {
      const left = pairAt(plan, c, o) + offsets
      addRim<T>(plan, plan.leftColumns, c, o, left)
      addRim<T>(plan, plan.rightColumns, c, o, left + rim)
    }
  }
}

function layOutColumns<T>(plan: GatherPlan, target: usize, first: i32): void {
  const rows = plan.P + plan.R - 1
  for (let c = 0; c < plan.C; c++) {
    for (let s = 0; s < plan.S - 1; s++) {
      const column = target + usize(c * (plan.S - 1) + s) * plan.columnPitch
      memory.fill(column + usize(rows) * sizeof<T>(), 0, plan.columnPitch - usize(rows) * sizeof<T>())
      for (let t = 0; t < rows; t++) {
        const value = load<T>(rowOf(plan, c, t) + usize(first + s) * sizeof<T>())
        store<T>(column + usize(t) * sizeof<T>(), value)
      }
    }
  }
}

function addRim<T>(plan: GatherPlan, columns: usize, c: i32, o: i32, sums: usize): void {
  const count = plan.S - 1
  const step = usize(plan.R) * 8
  const u = columns + usize(c * count) * plan.columnPitch
  for (let j = 0; j < count; j++) {
    const v = columns + usize(o * count + j) * plan.columnPitch
    lagSums<T>(u, plan.columnPitch, count, v, plan.R, plan.P, sums + usize(j * count) * step, step)
  }
}

/** cross and taps, squares and totals. */
function addTargets<T>(plan: GatherPlan): void {
  const piece = pieceBytes / i32(sizeof<T>())
  for (let q = 0; q < plan.Q; q += piece) {
    const count = min(piece, plan.Q - q)
    const across = usize(q) * sizeof<T>()
    for (let t = 0; t < plan.P + plan.R - 1; t++) {
      for (let c = 0; c < plan.C; c++) addTargetRow<T>(plan, c, t, across, count)
    }
    for (let k = 0; k < plan.K; k++) addTotals<T>(plan, k, across, count)
  }
}

/** Padded row t of channel c meets the rows p = t − r of the target; the taps of one column see the same numbers of it. */
function addTargetRow<T>(plan: GatherPlan, c: i32, t: i32, across: usize, count: i32): void {
  const step = usize(plan.S) * 8
  const up = usize(0) - plan.yPitch
  const least = max(0, t - plan.P + 1)
  const rows = min(plan.R - 1, t) - least + 1
  const v = rowOf(plan, c, t) + across
  for (let k = 0; k < plan.K; k++) {
    const y = plan.y + usize(k * plan.P + t - least) * plan.yPitch + across
    const cross = plan.targets + usize((k * plan.C + c) * plan.R + least) * step
    lagSums<T>(y, up, rows, v, plan.S, count, cross, step)
  }
  if (!plan.bias) return
  memory.fill(plan.rowSums, 0, step)
  lagSums<T>(plan.ones, 0, 1, v, plan.S, count, plan.rowSums, step)
  const taps = plan.targets + usize((plan.K * plan.C + c) * plan.R + least) * step
  for (let i = 0; i < rows * plan.S; i++) {
    const sum = load<f64>(plan.rowSums + usize(i % plan.S) * 8)
    store<f64>(taps + usize(i) * 8, load<f64>(taps + usize(i) * 8) + sum)
  }
}

/** Σ y² and Σ y·1 of output channel k in one go. */
function addTotals<T>(plan: GatherPlan, k: i32, across: usize, count: i32): void {
  const squares = plan.targets + usize((plan.K + 1) * plan.C * plan.R * plan.S + k) * 8
  for (let p = 0; p < plan.P; p++) {
    const y = plan.y + usize(k * plan.P + p) * plan.yPitch + across
    lagSums<T>(y, plan.ones - y, 2, y, 1, count, squares, usize(plan.K) * 8)
  }
}
