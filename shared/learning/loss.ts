import { compensatedDot } from '../maths/compensated.ts'
import { rowsFrom } from './parameters.ts'
import type { Moments } from './moments.ts'

/**
 * L(w) = Σ y² − Σ_k w_k·(b_k + r_k) with r_k = b_k − A·w_k, in twice the precision of float64: correct to its last digits for
 * the sums as gathered, however small. Never below 0, though rounding in the sums could put a perfect fit there.
 */
export function lossAt(moments: Moments, theta: ArrayLike<number>): number {
  return lossAtRows(moments, rowsFrom(moments, theta))
}

/** The same for w_k as rows, K×n. */
export function lossAtRows(moments: Moments, rows: Float64Array): number {
  const left = [...moments.yy, ...moments.b, ...slackAt(moments, rows)]
  const right = [...moments.yy.map(() => 1), ...rows.map((w) => -w), ...rows.map((w) => -w)]
  return Math.max(0, compensatedDot(left.length, left, 0, right, 0))
}

/** r_k = b_k − A·w_k − ρ·w_k, each number rounded once: half the negative gradient. */
export function slackAt({ size, A, b }: Moments, rows: Float64Array, ridge = 0): Float64Array {
  const negative = rows.map((w) => -w)
  return Float64Array.from(rows, (w, i) => {
    const a = i % size
    return compensatedDot(size, A, a * size, negative, i - a, b[i] - ridge * w)
  })
}

/**
 * 1 − L / Σ_k Σ (y_k − mean y_k)²: the share of the target's variance that a kernel of loss L explains; below 0 when the mean
 * alone would be better. A target of one value has no variance: 1 when it is met up to rounding, else 0.
 */
export function explainedShare({ yy, ySum, samples }: Moments, loss: number): number {
  const energy = yy.reduce((sum, y2) => sum + y2, 0)
  const variance = energy - ySum.reduce((sum, y) => sum + (y * y) / samples, 0)
  const rounding = samples * 2 ** -53 * energy
  if (variance > rounding) return 1 - loss / variance
  return loss <= rounding ? 1 : 0
}
