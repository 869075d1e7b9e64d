import { GatherPlan } from './gatherPlan.as'
import { loadRow } from './loadRow.as'

/** Lays the rows of a plan out in scratch, for patches.as.ts and clip.as.ts. Answers 0 where the numbers are no pixels of 8 bits. */
export function loadIntegers(address: usize, border: f64): i32 {
  const plan = changetype<GatherPlan>(address)
  return i32(loadPicture<i16>(plan, i16(nearest(border * 255))) && loadTarget<i16>(plan))
}

export function loadFloat64(address: usize, border: f64): i32 {
  const plan = changetype<GatherPlan>(address)
  return i32(loadPicture<f64>(plan, border) && loadTarget<f64>(plan))
}

/** The same for pixels of 8 bits that were rounded to float32: v/255 again for the whole numbers v. */
export function loadPixels64(address: usize, border: f64): i32 {
  const plan = changetype<GatherPlan>(address)
  loadFloat64(address, border)
  for (let i = 0; i < plan.C * (plan.P + plan.R - 1); i++) sharpen(plan.x + usize(i) * plan.xPitch, plan.xPitch)
  for (let i = 0; i < plan.K * plan.P; i++) sharpen(plan.y + usize(i) * plan.yPitch, plan.yPitch)
  return 1
}

/** 1 stays 1. */
function sharpen(row: usize, bytes: usize): void {
  const zero = <f64>(i32(bytes) >> 31) // for the constants' sake, as in loadRow.as.ts
  const white = f64x2.splat(255 + zero)
  const step = f64x2.splat(1.0 / 255 + zero)
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(row + at, f64x2.mul(f64x2.nearest(f64x2.mul(v128.load(row + at), white)), step))
  }
}

/** Where no row begins: a row below the padded picture, which adds nothing. */
const beyond: usize = 1

/** Padded row t of channel c. */
export function rowOf(plan: GatherPlan, c: i32, t: i32): usize {
  return plan.x + usize(c * (plan.P + plan.R - 1) + t) * plan.xPitch
}

export function loadPicture<T>(plan: GatherPlan, border: T): bool {
  const rows = plan.C * (plan.P + plan.R - 1)
  for (let i = 0; i < rows; i++) {
    const source = load<usize>(plan.xRows + usize(i) * sizeof<usize>())
    const target = plan.x + usize(i) * plan.xPitch
    // Rows are read beyond their end, and what is read there must be a number: it is multiplied by 0.
    memory.fill(target + usize(plan.padded) * sizeof<T>(), 0, plan.xPitch - usize(plan.padded) * sizeof<T>())
    if (source == beyond) {
      memory.fill(target, 0, usize(plan.padded) * sizeof<T>())
      continue
    }
    const inside = target + usize(plan.left) * sizeof<T>()
    if (source && !loadRow<T>(source, plan.xDouble != 0, inside, plan.W)) return false
    for (let j = 0; j < plan.padded; j++) {
      if (source && j == plan.left) j += plan.W
      if (j >= plan.padded) break
      const w = load<i32>(plan.columns + usize(j) * 4)
      const value = source == 0 || w < 0 ? border : load<T>(inside + usize(w) * sizeof<T>())
      store<T>(target + usize(j) * sizeof<T>(), value)
    }
  }
  return true
}

export function loadTarget<T>(plan: GatherPlan): bool {
  for (let j = 0; j < plan.Q; j++) store<T>(plan.ones + usize(j) * sizeof<T>(), <T>1)
  for (let i = 0; i < plan.K * plan.P; i++) {
    const source = load<usize>(plan.yRows + usize(i) * sizeof<usize>())
    const target = plan.y + usize(i) * plan.yPitch
    memory.fill(target + usize(plan.Q) * sizeof<T>(), 0, plan.yPitch - usize(plan.Q) * sizeof<T>())
    if (!loadRow<T>(source, plan.yDouble != 0, target, plan.Q)) return false
  }
  return true
}
