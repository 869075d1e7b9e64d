import { exactSolution } from './exact.ts'
import { lossAtRows, slackAt } from './loss.ts'
import { parameterOrder, rowsFrom } from './parameters.ts'
import { rowDot } from '../maths/rowProducts.ts'
import type { Constraint } from './learnTypes.ts'
import type { Moments } from './moments.ts'

/**
 * The loss and its gradient written about a reference point w° near the minimum, with d = w − w° and r = b − A·w°:
 *
 *   L(w) = L(w°) + d·(A·d − 2r)    ∂L/∂w = 2·(A·d − r)
 *
 * The same quadratic as Σ y² − 2b·w + w·A·w and 2(A·w − b), for any w°; but those subtract nearly equal numbers as w comes
 * near the minimum, and end at 2⁻⁵³·Σ y². These do not.
 */
export interface Quadratic extends Moments {
  /** w°, K×n */
  readonly reference: Float64Array
  /** r, K×n: 0 but for rounding when w° is the minimum. */
  readonly slack: Float64Array
  readonly lossAtReference: number
  readonly order: Int32Array
  /** What descent keeps to after each step. */
  readonly constraint: Constraint | null
}

/** Expands the loss about `theta`, the exact answer when left out: once per problem, for finding that one costs O(n³). */
export function completeSquare(
  moments: Moments,
  theta: ArrayLike<number> = exactSolution(moments).parameters,
  constraint: Constraint | null = null,
): Quadratic {
  const reference = rowsFrom(moments, theta)
  return {
    ...moments,
    reference,
    slack: slackAt(moments, reference),
    lossAtReference: lossAtRows(moments, reference),
    order: parameterOrder(moments),
    constraint,
  }
}

/** g ← ∂L/∂θ, and answers L(θ): one product with A gives both. */
export function lossAndGradient(quadratic: Quadratic, theta: Float64Array, g: Float64Array): number {
  const { size, outputs, A, reference, slack, order } = quadratic
  const d = new Float64Array(size)
  let loss = quadratic.lossAtReference
  for (let k = 0; k < outputs; k++) {
    for (let a = 0; a < size; a++) d[a] = theta[order[k * size + a]] - reference[k * size + a]
    for (let a = 0; a < size; a++) {
      const i = k * size + a
      const Ad = rowDot(A, a * size, d, 0, size)
      g[order[i]] = 2 * (Ad - slack[i])
      loss += d[a] * (Ad - 2 * slack[i])
    }
  }
  return Math.max(0, loss)
}
