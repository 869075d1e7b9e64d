import { copyFloats } from './copyFloats.as'
import { Plan } from './plan.as'

/**
 * tile[c, i, f, m] = x̂[c, firstRow + i, firstColumn + f + m·v], x̂ being one group's planes at x with their border.
 *
 * Copies what the windows of rows × columns outputs look at, so that no inner loop meets a border or a stride: columns are
 * sorted by their remainder f modulo v, and outputs that stand side by side then read numbers that lie side by side.
 */
export function loadTile(plan: Plan, x: usize, firstRow: i32, firstColumn: i32, rows: i32, columns: i32): void {
  const reach = plan.d * (plan.R - 1) + 1
  const height = (rows - 1) * plan.u + reach
  for (let c = 0; c < plan.channels; c++) {
    for (let i = 0; i < height; i++) {
      if (i % plan.u >= reach) continue // a row between two windows, which nothing reads
      const source = paddedRow(plan, x + usize(c) * plan.xPlane, firstRow + i)
      const target = plan.tile + usize((c * plan.tileHeight + i) * plan.phases) * plan.pitch
      for (let f = 0; f < plan.phases; f++) {
        loadRow(plan, source, target + usize(f) * plan.pitch, firstColumn + f, plan.v, phaseLength(plan, f, columns))
      }
    }
  }
}

/** Where padded row i of the plane at x stands; 0 for a row that is all border. */
export function paddedRow(plan: Plan, x: usize, i: i32): usize {
  const h = load<i32>(plan.rows + usize(i) * 4)
  return h < 0 ? usize(0) : x + usize(h) * usize(plan.W) * 4
}

/** How many numbers of phase f the windows of `columns` outputs look at. */
function phaseLength(plan: Plan, f: i32, columns: i32): i32 {
  return columns + (plan.e * (plan.S - 1) - f) / plan.v
}

/** target[m] = the padded row's column j + m·v for m < length; source 0 stands for a row that is all border. */
export function loadRow(plan: Plan, source: usize, target: usize, j: i32, v: i32, length: i32): void {
  const from = source ? stepsTo(plan.left - j, v, length) : length
  const to = source ? stepsTo(plan.left + plan.W - j, v, length) : length
  for (let m = 0; m < from; m++) store<f32>(target + usize(m) * 4, borderColumn(plan, source, j + m * v))
  const inside = source + usize(j + from * v - plan.left) * 4
  if (v == 1) {
    copyFloats(target + usize(from) * 4, inside, to - from)
  } else {
    for (let m = from; m < to; m++) {
      store<f32>(target + usize(m) * 4, load<f32>(inside + usize((m - from) * v) * 4))
    }
  }
  for (let m = to; m < length; m++) store<f32>(target + usize(m) * 4, borderColumn(plan, source, j + m * v))
}

/** The first m of 0 … length with m·v ≥ distance. */
function stepsTo(distance: i32, v: i32, length: i32): i32 {
  return distance <= 0 ? 0 : min((distance + v - 1) / v, length)
}

function borderColumn(plan: Plan, source: usize, j: i32): f32 {
  const w = load<i32>(plan.columns + usize(j) * 4)
  return source == 0 || w < 0 ? plan.border : load<f32>(source + usize(w) * 4)
}
