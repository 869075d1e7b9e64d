import type { Geometry } from '../maths/geometry.ts'
import { createRowWindow, readRowWindow } from '../maths/rowWindow.ts'
import type { Numbers, Tensor } from '../maths/tensor.ts'
import type { Limits, RoundSums } from './clipping.ts'
import { createMoments, subtractMoments } from './moments.ts'
import { addPatchSums } from './patchSums.ts'

/**
 * ŷ = bias + Σ w·x of one output channel (K = 1) over output rows from ≤ p < to of picture n, beside the target y. `weights` are the
 * C·R·S of the kernel and the bias. `satisfied` (N·P·Q) holds the marks of the round before, and then this one's: 1 where ŷ satisfies
 * a saturated pixel. `changes` (N·P·Q) is 1 where a position became satisfied, 2 where it is so no more, else 0.
 * Answers Σ (y − ŷ)² over the positions that are not satisfied.
 */
export function markRows(
  weights: Float64Array,
  x: Numbers,
  y: Numbers,
  g: Geometry,
  n: number,
  from: number,
  to: number,
  { low, high }: Limits,
  satisfied: Uint8Array,
  changes: Uint8Array,
): number {
  const window = createRowWindow(g)
  const predicted = new Float64Array(g.Q)
  let loss = 0
  for (let p = from; p < to; p++) {
    predicted.fill(weights[g.C * g.R * g.S])
    for (let c = 0; c < g.C; c++) {
      readRowWindow(window, x, n * g.C + c, p)
      window.offsets.forEach((offset, t) => {
        const w = weights[c * g.R * g.S + t]
        for (let q = 0; q < g.Q; q++) predicted[q] += w * window.values[offset + q * g.v]
      })
    }
    for (let q = 0, i = (n * g.P + p) * g.Q; q < g.Q; q++, i++) {
      const error = y[i] - predicted[q]
      const holds = (y[i] <= low && error >= 0) || (y[i] >= high && error <= 0)
      if (!holds) loss += error * error
      changes[i] = holds === (satisfied[i] === 1) ? 0 : holds ? 1 : 2
      satisfied[i] = holds ? 1 : 0
    }
  }
  return loss
}

/** One band of a round by the definition, for any geometry with K = 1: rows from ≤ p < to of every picture. */
export function lookAtRows(
  rows: Float64Array,
  bias: boolean,
  x: Tensor,
  target: Tensor,
  g: Geometry,
  from: number,
  to: number,
  limits: Limits,
  satisfied: Uint8Array,
  changes: Uint8Array,
): RoundSums {
  const change = createMoments(g, bias)
  const left = createMoments(g, bias)
  let loss = 0
  for (let n = 0; n < g.N; n++) {
    loss += markRows(withBias(rows, bias), x.data, target.data, g, n, from, to, limits, satisfied, changes)
    addPatchSums(change, x, target, n, from, to, changes, 1)
    addPatchSums(left, x, target, n, from, to, changes, 2)
  }
  subtractMoments(change, left)
  return { loss, change }
}

/** The weights of one output channel and its bias, 0 where none is learned. */
export function withBias(rows: Float64Array, bias: boolean): Float64Array {
  return bias ? rows : Float64Array.from([...rows, 0])
}
