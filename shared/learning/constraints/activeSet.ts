import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { momentsError } from '../moments.ts'
import type { Moments } from '../moments.ts'
import { rowDot } from '../../maths/rowProducts.ts'

export interface SignedProblem {
  /** λ of λ·Σ|w| */
  readonly penalty: number
  /** Whether weights below 0 are allowed. */
  readonly negative: boolean
  readonly ridge: number
}

export interface SignedAnswer {
  readonly row: Float64Array
  /** Whether no weight at 0 wants to leave it any more; otherwise the steps ran out. */
  readonly settled: boolean
}

/**
 * min wᵀAw − 2bᵀw + ρ·Σw² + λ·Σ|w|, with w ≥ 0 where that is wanted; the bias, if there is one, is free and costs nothing.
 *
 * Lawson and Hanson's active sets (Solving Least Squares Problems, 1974, ch. 23), each weight with the sign that it left 0 with:
 * the weights that are not 0 solve their own equations, A·w = b − λ/2·sign; the one at 0 with the largest pull beyond λ/2 joins
 * them; one that would change its sign goes back to 0. Every round has a smaller loss than the last, so that no set comes
 * twice and the answer is exact. `moments` are those of one output channel.
 */
export function solveSigned(moments: Moments, { penalty, negative, ridge }: SignedProblem): SignedAnswer {
  const { size: n, geometry: g } = moments
  const weights = g.C * g.R * g.S
  const A = Float64Array.from(moments.A)
  for (let a = 0; a < n; a++) A[a * n + a] += ridge
  const threshold = penalty / 2
  const rounding = pullRounding(moments)
  /** +1 or −1 for weights that are not 0, and 1 for the bias. */
  const signs = new Int8Array(n).fill(1, weights)
  let w = new Float64Array(n)
  const pull = (a: number): number => moments.b[a] - rowDot(A, a * n, w, 0, n)
  const free = (a: number): boolean => a >= weights
  const solve = (): Float64Array<ArrayBuffer> =>
    solveOn(A, n, signs, (a) => moments.b[a] - (free(a) ? 0 : threshold * signs[a]))
  if (n > weights) w = solve()
  for (let steps = 0; steps < 10 * n; steps++) {
    let strongest = -1
    let most = 0
    for (let a = 0; a < weights; a++) {
      if (signs[a] !== 0) continue
      const force = negative ? Math.abs(pull(a)) : pull(a)
      const beyond = (force - threshold) / Math.sqrt(A[a * n + a] || 1)
      if (force - threshold > rounding[a] && beyond > most) [strongest, most] = [a, beyond]
    }
    if (strongest < 0) return { row: w, settled: true }
    signs[strongest] = pull(strongest) > 0 ? 1 : -1
    w = walkTo(w, signs, solve, free)
  }
  return { row: w, settled: false }
}

/** Goes to the solution of the weights that are not 0, and puts those that would cross 0 on the way there back to it. */
function walkTo(
  from: Float64Array<ArrayBuffer>,
  signs: Int8Array,
  solve: () => Float64Array<ArrayBuffer>,
  free: (a: number) => boolean,
): Float64Array<ArrayBuffer> {
  let w = from
  for (;;) {
    const goal = solve()
    const crossing = [...goal.keys()].filter((a) => signs[a] !== 0 && !free(a) && goal[a] * signs[a] <= 0)
    if (crossing.length === 0) return goal
    const share = Math.min(...crossing.map((a) => (w[a] === goal[a] ? 0 : w[a] / (w[a] - goal[a]))))
    w = w.map((value, a) => value + share * (goal[a] - value))
    for (const a of crossing) {
      if (w[a] * signs[a] > 2 ** -40 * Math.abs(goal[a])) continue
      signs[a] = 0
      w[a] = 0
    }
  }
}

/** A·w = b on the places whose sign is not 0, refined once; 0 elsewhere. Where A is singular there, the least that can be added to its diagonal is. */
function solveOn(
  A: Float64Array,
  n: number,
  signs: Int8Array,
  right: (a: number) => number,
): Float64Array<ArrayBuffer> {
  const w = new Float64Array(n)
  const places = [...signs.keys()].filter((a) => signs[a] !== 0)
  if (places.length === 0) return w
  const matrix = new Matrix(places.map((a) => places.map((other) => A[a * n + other])))
  const trace = matrix.trace()
  let cholesky = new CholeskyDecomposition(matrix)
  for (let added = trace * 2 ** -50; !cholesky.isPositiveDefinite() && added > 0; added *= 16) {
    cholesky = new CholeskyDecomposition(Matrix.add(matrix, Matrix.eye(places.length).mul(added)))
  }
  for (let round = 0; round < 2; round++) {
    const rest = places.map((a) => [right(a) - rowDot(A, a * n, w, 0, n)])
    const step = cholesky.solve(new Matrix(rest))
    places.forEach((a, i) => (w[a] += step.get(i, 0)))
  }
  return w
}

/** What rounding of the sums alone can make of b_a − (A·w)_a. */
function pullRounding(moments: Moments): Float64Array {
  const { size: n, A, yy } = moments
  const gamma = momentsError(moments) + n * 2 ** -52
  const total = yy.reduce((sum, value) => sum + value, 0)
  return Float64Array.from({ length: n }, (_, a) => gamma * Math.sqrt(A[a * n + a] * total))
}
