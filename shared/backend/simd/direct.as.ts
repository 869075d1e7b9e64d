import { loadTile } from '../tiles/loadTile.as'
import { Plan } from '../tiles/plan.as'
import { convolveTile, outputAt } from './convolveTile.as'

/** The first of a group's planes. */
export function planesOf(plan: Plan, n: i32, group: i32): usize {
  return plan.x + usize((n * plan.groups + group) * plan.channels) * plan.xPlane
}

/** Rows top ≤ p < bottom of columns left ≤ q < right, a tile of input after the other. */
export function throughTiles(plan: Plan, n: i32, group: i32, top: i32, bottom: i32, left: i32, right: i32): void {
  const x = planesOf(plan, n, group)
  for (let p = top; p < bottom; p += plan.tileRows) {
    const rows = min(plan.tileRows, bottom - p)
    for (let q = left; q < right; q += plan.tileColumns) {
      const columns = min(plan.tileColumns, right - q)
      loadTile(plan, x, p * plan.u, q * plan.v, rows, columns)
      for (let k = group * plan.filters; k < (group + 1) * plan.filters; k++) {
        convolveTile(plan, k, outputAt(plan, n, k, p, q), rows, columns)
      }
    }
  }
}
