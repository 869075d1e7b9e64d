import { FftPlan } from './plan.as'

/*
 * A kept spectrum: i32 how it stands, f32 Σx², then from byte 64 on the spectra of a group's channels. Several threads, of
 * several jobs, may come to the same one; who finds it empty makes it, who finds it being made makes one for himself.
 */
export const empty: i32 = 0
export const making: i32 = 1
export const ready: i32 = 2
const head: usize = 64

/** Where the spectra of the pair of tiles whose first output is p, q of plane n·groups + group are kept; 0 if nowhere. */
export function keptFor(plan: FftPlan, plane: i32, p: i32, q: i32): usize {
  if (plan.kept == 0) return 0
  const row = p / plan.fftRows
  const column = q / (2 * plan.fftColumns)
  return load<u32>(plan.kept + usize(plane * plan.keptPlane + row * plan.keptRow + column * 4))
}

/** How it stood. Whoever found it empty has to settle it. */
export function claim(kept: usize): i32 {
  return kept == 0 ? making : atomic.cmpxchg<i32>(kept, empty, making)
}

export function settle(kept: usize, squares: f32, isThere: bool): void {
  store<f32>(kept, squares, 4)
  atomic.store<i32>(kept, isThere ? ready : empty)
}

export function keptSquares(kept: usize): f32 {
  return load<f32>(kept, 4)
}

export function spectraOf(kept: usize): usize {
  return kept + head
}
