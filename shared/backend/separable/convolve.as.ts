import { outputAt, tapsOf } from '../simd/convolveTile.as'
import { planesOf } from '../simd/direct.as'
import { twoRows } from '../simd/rows.as'
import { loadTile } from '../tiles/loadTile.as'
import { alongRows, downColumns } from './passes.as'
import { SeparablePlan } from './plan.as'

/**
 * y[n,k,p,q] = b[k] + Σ_t Σ_r column_t[r] · (Σ_s row_t[s] · x[n,c_t, p·u+r·d−top, q·v+s·e−left])
 *
 * In float32, b first, then term after term. Each sum is of one window only: what stands beside it never matters.
 */
export function convolve(address: usize): void {
  const plan = changetype<SeparablePlan>(address)
  for (let n = 0; n < plan.N; n++) {
    for (let group = 0; group < plan.groups; group++) {
      const x = planesOf(plan, n, group)
      for (let p = 0; p < plan.P; p += plan.tileRows) {
        const rows = min(plan.tileRows, plan.P - p)
        for (let q = 0; q < plan.Q; q += plan.tileColumns) {
          const columns = min(plan.tileColumns, plan.Q - q)
          loadTile(plan, x, p * plan.u, q * plan.v, rows, columns)
          const finite = isFinite(plan, rows)
          for (let k = group * plan.filters; k < (group + 1) * plan.filters; k++) {
            const y = outputAt(plan, n, k, p, q)
            sumTerms(plan, k, y, rows, columns)
            if (!finite) repair(plan, k, y, rows, columns)
          }
        }
      }
    }
  }
}

/** Two rows at a time: what the rows of their windows gave is then still in the first-level cache. */
function sumTerms(plan: SeparablePlan, k: i32, y: usize, rows: i32, columns: i32): void {
  const b = load<f32>(plan.b + usize(k) * 4)
  const start = load<i32>(plan.starts + usize(k) * 4)
  const end = load<i32>(plan.starts + usize(k + 1) * 4)
  const bytes = usize(plan.R + plan.S) * 4
  const reach = plan.d * (plan.R - 1)
  const height = (rows - 1) * plan.u + reach + 1
  for (let t = start; t < end; t++) {
    const row = plan.factors + usize(t) * bytes
    const column = row + usize(plan.S) * 4
    const c = load<i32>(plan.channelOf + usize(t) * 4)
    let summed = 0
    for (let p = 0; p < rows; p += 2) {
      const pair = p + 1 < rows
      const last = (pair ? p + 1 : p) * plan.u + reach
      for (; summed <= last; summed += 2) sumRows(plan, c, row, summed, summed + 1 < height, columns)
      sumColumns(plan, column, y + usize(p) * usize(plan.Q) * 4, p, pair, columns, b, t > start)
    }
  }
}

/** middle[i,q] = Σ_s row[s] · tile[c, i, q·v+s·e] for padded row i of the tile and the one below, 16 columns at a time. */
function sumRows(plan: SeparablePlan, c: i32, row: usize, i: i32, pair: bool, columns: i32): void {
  const next = usize(plan.phases) * plan.pitch
  const wide = (columns + 15) & ~15
  const source = plan.tile + usize(c * plan.tileHeight + i) * next
  const target = plan.middle + usize(i) * plan.middlePitch
  // A last row without a partner is computed twice.
  const below = pair ? next : 0
  const targetBelow = pair ? plan.middlePitch : 0
  if (plan.v == 1) alongRows(source, below, usize(plan.e) * 4, plan.S, target, targetBelow, wide, row)
  else twoRows(source, below, plan.rowTaps, plan.S, target, targetBelow, wide, row, 0)
}

/** y[p,q] = b, or what stands there, + Σ_r column[r] · middle[p·u+r·d, q], for row p, which is at `target`, and the one below. */
function sumColumns(
  plan: SeparablePlan,
  column: usize,
  target: usize,
  p: i32,
  pair: bool,
  columns: i32,
  b: f32,
  add: bool,
): void {
  const down = usize(plan.u) * plan.middlePitch
  const yRow = usize(plan.Q) * 4
  const whole = columns & ~15
  const across = usize(whole) * 4
  const rest = usize(columns - whole) * 4
  const source = plan.middle + usize(p) * down
  const step = pair ? down : 0
  if (pair && plan.u == 1 && plan.d == 1 && !add) downColumns(source, down, plan.R, target, yRow, whole, column, b)
  else twoRows(source, step, plan.columnTaps, plan.R, target, pair ? yRow : 0, whole, column, b, add)
  if (rest == 0) return
  // What is left of the row is computed 16 wide as well, but only what belongs to y goes there.
  memory.copy(plan.block, target + across, rest)
  if (pair) memory.copy(plan.block + 64, target + across + yRow, rest)
  twoRows(source + across, step, plan.columnTaps, plan.R, plan.block, 64, 16, column, b, add)
  memory.copy(target + across, plan.block, rest)
  if (pair) memory.copy(target + across + yRow, plan.block + 64, rest)
}

/**
 * Whether no NaN and no ∞ stands in the tile: neither leaves a sum of numbers again. What is left beside its numbers, and a
 * sum that overflows, may be taken for one, which only costs time.
 */
function isFinite(plan: SeparablePlan, rows: i32): bool {
  const height = (rows - 1) * plan.u + plan.d * (plan.R - 1) + 1
  const bytes = usize(height * plan.phases) * plan.pitch
  let sums0 = f32x4.splat(0)
  let sums1 = sums0
  let sums2 = sums0
  let sums3 = sums0
  for (let c = 0; c < plan.channels; c++) {
    const start = plan.tile + usize(c * plan.tileHeight * plan.phases) * plan.pitch
    for (let at = start; at < start + bytes; at += 64) {
      sums0 = f32x4.add(sums0, v128.load(at))
      sums1 = f32x4.add(sums1, v128.load(at, 16))
      sums2 = f32x4.add(sums2, v128.load(at, 32))
      sums3 = f32x4.add(sums3, v128.load(at, 48))
    }
  }
  const sums = f32x4.add(f32x4.add(sums0, sums1), f32x4.add(sums2, sums3))
  return !v128.any_true(f32x4.ne(f32x4.sub(sums, sums), f32x4.splat(0)))
}

/**
 * Where a window holds NaN or ∞, the direct sum has the last word: terms of both signs would make NaN of ∞ − ∞. It is NaN or
 * ±∞ just there, so that no other output changes, wherever a tile begins.
 */
function repair(plan: SeparablePlan, k: i32, y: usize, rows: i32, columns: i32): void {
  const w = plan.w + usize(k * tapsOf(plan)) * 4
  const b = load<f32>(plan.b + usize(k) * 4)
  const down = usize(plan.u * plan.phases) * plan.pitch
  for (let p = 0; p < rows; p++) {
    for (let q = 0; q < columns; q += 16) {
      const source = plan.tile + usize(p) * down + usize(q) * 4
      twoRows(source, 0, plan.tileTaps, tapsOf(plan), plan.block, 64, 16, w, b)
      for (let i = 0; i < min(16, columns - q); i++) {
        const value = load<f32>(plan.block + usize(i) * 4)
        if (value - value != 0) store<f32>(y + (usize(p) * usize(plan.Q) + usize(q + i)) * 4, value)
      }
    }
  }
}
