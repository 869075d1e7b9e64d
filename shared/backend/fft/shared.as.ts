import { FftPlan } from './plan.as'
import { fieldPitch } from './spectrum.as'

/*
 * Rows of a field that the pair of tiles below looks at as well: they are laid aside before the columns are transformed. For
 * each pair of a row of tiles, i32 the p of the pair that they belong to, then from byte 64 on the rows.
 */
const head: usize = 64

/** Nobody's. */
const none: i32 = -1

export function forgetShared(plan: FftPlan): void {
  if (plan.sharedRows == 0) return
  for (let q = 0; q < plan.Q; q += 2 * plan.fftColumns) store<i32>(sharedAt(plan, q), none)
}

/** The first rows of the field of the pair at p, q, if they are there; how many. */
export function takeShared(plan: FftPlan, p: i32, q: i32): i32 {
  if (plan.sharedRows == 0 || load<i32>(sharedAt(plan, q)) != p) return 0
  memory.copy(plan.field, sharedAt(plan, q) + head, usize(plan.sharedRows) * fieldPitch)
  return plan.sharedRows
}

/** Those of the pair below. */
export function leaveShared(plan: FftPlan, p: i32, q: i32): void {
  const below = p + plan.fftRows
  if (plan.sharedRows == 0 || below >= plan.P) return
  store<i32>(sharedAt(plan, q), below)
  const first = plan.field + usize(plan.fftRows * plan.u) * fieldPitch
  memory.copy(sharedAt(plan, q) + head, first, usize(plan.sharedRows) * fieldPitch)
}

function sharedAt(plan: FftPlan, q: i32): usize {
  return plan.shared + usize(q / (2 * plan.fftColumns)) * (head + usize(plan.sharedRows) * fieldPitch)
}
