import { Plan } from '../tiles/plan.as'
import { outputAt, tapsOf } from './convolveTile.as'
import { planesOf, throughTiles } from './direct.as'
import { overlappingRows, twoRows } from './rows.as'

/**
 * y[n,k,p,q] = b[k] + Σ_{c,r,s} w[k,c,r,s] · x[n,c, p·u+r·d−top, q·v+s·e−left]
 *
 * In float32, b first, then c, r, s in order, each product and each sum rounded: the same bits on every processor. Where the
 * windows lie inside x they are read where they are; around that, a tile brings the border along.
 */
export function convolve(address: usize): void {
  const plan = changetype<Plan>(address)
  for (let n = 0; n < plan.N; n++) {
    for (let group = 0; group < plan.groups; group++) {
      throughTiles(plan, n, group, 0, plan.innerTop, 0, plan.Q)
      throughTiles(plan, n, group, plan.innerTop, plan.innerBottom, 0, plan.innerLeft)
      inPlace(plan, n, group)
      throughTiles(plan, n, group, plan.innerTop, plan.innerBottom, plan.innerRight, plan.Q)
      throughTiles(plan, n, group, plan.innerBottom, plan.P, 0, plan.Q)
    }
  }
}

/** The outputs whose windows lie inside x. Two rows at a time, for all k while their input is still in the cache. */
function inPlace(plan: Plan, n: i32, group: i32): void {
  const x = planesOf(plan, n, group)
  const columns = plan.innerRight - plan.innerLeft
  const row = usize(plan.W) * 4
  const overlap = plan.u == 1 && plan.d == 1
  for (let p = plan.innerTop; p < plan.innerBottom && columns > 0; p += 2) {
    const h = load<i32>(plan.rows + usize(p * plan.u) * 4)
    const source = x + usize(h) * row + usize(plan.innerLeft - plan.left) * 4
    const pair = p + 1 < plan.innerBottom
    for (let k = group * plan.filters; k < (group + 1) * plan.filters; k++) {
      const target = outputAt(plan, n, k, p, plan.innerLeft)
      const w = plan.w + usize(k * tapsOf(plan)) * 4
      const b = load<f32>(plan.b + usize(k) * 4)
      if (overlap && pair) {
        overlappingRows(plan, source, row, target, columns, w, b)
      } else {
        // A last row without a partner is computed twice.
        const step = pair ? usize(plan.u) * row : 0
        twoRows(source, step, plan.planeTaps, tapsOf(plan), target, pair ? usize(plan.Q) * 4 : 0, columns, w, b)
      }
    }
  }
}
