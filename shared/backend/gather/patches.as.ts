import { GatherPlan } from './gatherPlan.as'
import { rowSums } from './lagSums.as'
import { rowOf } from './paddedRows.as'
import { PatchPlan } from './patchPlan.as'

/**
 * Adds Σ z_a·z_b for a ≤ b over the positions marked with `chosen`, of rows that are laid out; z is what the kernel sees there, then
 * 1, then the targets. What is asked for is laid side by side, so that few positions cost little.
 */
export function patchIntegers(address: usize, patches: usize, chosen: i32): void {
  addPatches<i16>(changetype<GatherPlan>(address), changetype<PatchPlan>(patches), chosen)
}

export function patchFloat64(address: usize, patches: usize, chosen: i32): void {
  addPatches<f64>(changetype<GatherPlan>(address), changetype<PatchPlan>(patches), chosen)
}

function addPatches<T>(plan: GatherPlan, patches: PatchPlan, chosen: i32): void {
  const ones = patches.z + usize(plan.C * plan.R * plan.S) * patches.pitch
  for (let i = 0; i < patches.most; i++) store<T>(ones + usize(i) * sizeof<T>(), <T>1)
  let count = 0
  for (let p = 0; p < plan.P; p++) {
    const marks = patches.marks + usize(p * plan.Q)
    for (let q = nextMark(marks, 0, plan.Q, chosen); q < plan.Q; q = nextMark(marks, q, plan.Q, chosen)) {
      const first = q
      const end = min(plan.Q, q + patches.most - count)
      while (q < end && i32(load<u8>(marks + usize(q))) == chosen) q++
      layOut<T>(plan, patches, p, first, q - first, count)
      count += q - first
      if (count == patches.most) {
        addSums<T>(plan, patches, count)
        count = 0
      }
    }
  }
  addSums<T>(plan, patches, count)
}

/** The first marked position from q on, or `end`. */
function nextMark(marks: usize, q: i32, end: i32, chosen: i32): i32 {
  const wanted = i8x16.splat(i8(chosen))
  while (q + 16 <= end && !v128.any_true(i8x16.eq(v128.load(marks + usize(q)), wanted))) q += 16
  while (q < end && i32(load<u8>(marks + usize(q))) != chosen) q++
  return q
}

/** What `length` positions of row p from q on see, and their targets, beside the `count` that are laid out already. */
function layOut<T>(plan: GatherPlan, patches: PatchPlan, p: i32, q: i32, length: i32, count: i32): void {
  const bytes = usize(length) * sizeof<T>()
  let to = patches.z + usize(count) * sizeof<T>()
  for (let c = 0; c < plan.C; c++) {
    for (let r = 0; r < plan.R; r++) {
      const row = rowOf(plan, c, p + r) + usize(q) * sizeof<T>()
      for (let s = 0; s < plan.S; s++) {
        copy(row + usize(s) * sizeof<T>(), to, bytes)
        to += patches.pitch
      }
    }
  }
  for (let k = 0; k < plan.K; k++) {
    to += patches.pitch
    copy(plan.y + usize(k * plan.P + p) * plan.yPitch + usize(q) * sizeof<T>(), to, bytes)
  }
}

/** Whole vectors, for runs are short: what is written behind the last number is overwritten by the next run. */
function copy(from: usize, to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at))
}

function addSums<T>(plan: GatherPlan, patches: PatchPlan, count: i32): void {
  if (count == 0) return
  const rows = plan.C * plan.R * plan.S + 1 + plan.K
  rowSums<T>(patches.z, patches.pitch, rows, count, patches.sums, usize(rows) * 8)
}
