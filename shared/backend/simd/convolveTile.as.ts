import { Plan } from '../tiles/plan.as'
import { twoRows } from './rows.as'

/** Where y[n,k,p,q] stands. */
export function outputAt(plan: Plan, n: i32, k: i32, p: i32, q: i32): usize {
  return plan.y + usize(n * plan.groups * plan.filters + k) * plan.yPlane + (usize(p) * usize(plan.Q) + usize(q)) * 4
}

/** Taps of one output. */
export function tapsOf(plan: Plan): i32 {
  return plan.channels * plan.R * plan.S
}

/** Output channel k of the rows × columns outputs whose windows lie in the tile, to y. The tile's rows are read 15 numbers beyond their end. */
export function convolveTile(plan: Plan, k: i32, y: usize, rows: i32, columns: i32): void {
  const w = plan.w + usize(k * tapsOf(plan)) * 4
  const b = load<f32>(plan.b + usize(k) * 4)
  const yRow = usize(plan.Q) * 4
  const downOne = usize(plan.u * plan.phases) * plan.pitch
  const whole = columns & ~15
  for (let p = 0; p < rows; p += 2) {
    const source = plan.tile + usize(p) * downOne
    const target = y + usize(p) * yRow
    const pair = p + 1 < rows
    const step = pair ? downOne : 0
    twoRows(source, step, plan.tileTaps, tapsOf(plan), target, pair ? yRow : 0, whole, w, b)
    if (whole == columns) continue
    // What is left of the row is computed 16 wide as well, but only what belongs to y goes there.
    const rest = usize(columns - whole) * 4
    const across = usize(whole) * 4
    twoRows(source + across, step, plan.tileTaps, tapsOf(plan), plan.block, 64, 16, w, b)
    memory.copy(target + across, plan.block, rest)
    if (pair) memory.copy(target + across + yRow, plan.block + 64, rest)
  }
}
