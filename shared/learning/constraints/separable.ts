import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix'
import type { Moments } from '../moments.ts'
import { momentsError } from '../moments.ts'
import { rowDot } from '../../maths/rowProducts.ts'

/** A row of n unknowns whose slices are columns times rows: w[c,r,s] = u[c,r]·v[c,s], and what is left over (the bias) as it is. */
interface Factors {
  readonly u: Float64Array
  readonly v: Float64Array
  readonly bias: Float64Array
}

export interface SeparableAnswer {
  readonly row: Float64Array
  /** Whether the gradient by the factors came down to rounding. */
  readonly settled: boolean
}

const mostRounds = 500

/**
 * min over u, v, bias of (w − w*)ᵀA(w − w*) + ρ·Σw² with w[c,r,s] = u[c,r]·v[c,s]: Levenberg and Marquardt's method, from the first
 * singular vectors of w* and from flat ones; the better of the two answers. There is no exact method: like every low-rank
 * problem that is weighted (A is not the identity), this one may have several local minima. `exact` is the row without the constraint.
 */
export function solveSeparable(moments: Moments, exact: Float64Array, ridge: number): SeparableAnswer {
  const answers = [leadingFactors(moments, exact), flatFactors(moments, exact)].map((start) =>
    descendFactors(moments, exact, start, ridge),
  )
  const loss = (row: Float64Array): number => excess(moments, exact, row, ridge)
  return loss(answers[1].row) < loss(answers[0].row) ? answers[1] : answers[0]
}

/** Each slice's largest singular value σ and its vectors: u = √σ·left, v = √σ·right. */
function leadingFactors({ geometry: { C, R, S } }: Moments, row: Float64Array): Factors {
  const u = new Float64Array(C * R)
  const v = new Float64Array(C * S)
  for (let c = 0; c < C; c++) {
    const slice = Matrix.from1DArray(R, S, row.subarray(c * R * S, (c + 1) * R * S))
    const { diagonal, leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(slice, {
      autoTranspose: true,
    })
    const root = Math.sqrt(diagonal[0])
    for (let r = 0; r < R; r++) u[c * R + r] = root * leftSingularVectors.get(r, 0)
    for (let s = 0; s < S; s++) v[c * S + s] = root * rightSingularVectors.get(s, 0)
  }
  return { u, v, bias: row.slice(C * R * S) }
}

/** Rows that are all alike, with the sums of w*'s. */
function flatFactors({ geometry: { C, R, S } }: Moments, row: Float64Array): Factors {
  const v = new Float64Array(C * S).fill(1 / Math.sqrt(S))
  const u = Float64Array.from({ length: C * R }, (_, i) => {
    return row.subarray(i * S, (i + 1) * S).reduce((sum, value) => sum + value, 0) / Math.sqrt(S)
  })
  return { u, v, bias: row.slice(C * R * S) }
}

function rowFromFactors({ geometry: { C, R, S }, size }: Moments, { u, v, bias }: Factors): Float64Array<ArrayBuffer> {
  const row = new Float64Array(size)
  for (let a = 0; a < C * R * S; a++) row[a] = u[Math.floor(a / S)] * v[Math.floor(a / (R * S)) * S + (a % S)]
  row.set(bias, C * R * S)
  return row
}

/** What a row costs more than w*: (w − w*)ᵀA(w − w*) + ρ·Σw², never a difference of large numbers. */
function excess({ size: n, A }: Moments, exact: Float64Array, row: Float64Array, ridge: number): number {
  const d = row.map((value, a) => value - exact[a])
  return d.reduce((sum, value, a) => sum + value * rowDot(A, a * n, d, 0, n) + ridge * row[a] ** 2, 0)
}

function descendFactors(moments: Moments, exact: Float64Array, start: Factors, ridge: number): SeparableAnswer {
  const { size: n, A } = moments
  let factors = start
  let row = rowFromFactors(moments, factors)
  let loss = excess(moments, exact, row, ridge)
  let damping = 1e-3
  for (let round = 0; round < mostRounds; round++) {
    const J = jacobian(moments, factors)
    const rest = row.map((value, a) => {
      return exact.reduce((sum, goal, b) => sum + A[a * n + b] * (goal - row[b]), -ridge * value)
    })
    const pull = J.transpose().mmul(Matrix.columnVector([...rest]))
    if (isRounding(moments, J, pull, loss)) return { row, settled: true }
    const AJ = Matrix.from1DArray(n, n, A).mmul(J).add(Matrix.mul(J, ridge))
    const curvature = J.transpose().mmul(AJ)
    const next = tryStep(moments, exact, factors, curvature, pull, damping, ridge)
    if (next.loss < loss) {
      const gain = loss - next.loss
      ;({ factors, row, loss } = next)
      damping = Math.max(1e-15, damping / 5)
      if (gain <= 2 ** -52 * loss) return { row, settled: true }
    } else {
      damping *= 4
      if (damping > 1e9) return { row, settled: true } // no direction goes down any more
    }
  }
  return { row, settled: false }
}

function tryStep(
  moments: Moments,
  exact: Float64Array,
  { u, v, bias }: Factors,
  curvature: Matrix,
  pull: Matrix,
  damping: number,
  ridge: number,
) {
  const matrix = curvature.clone()
  const floor = matrix.trace() / matrix.rows
  for (let i = 0; i < matrix.rows; i++) matrix.set(i, i, matrix.get(i, i) + damping * (matrix.get(i, i) + 1e-6 * floor))
  const step = solve(matrix, pull, true).to1DArray()
  const factors = {
    u: u.map((value, i) => value + step[i]),
    v: v.map((value, i) => value + step[u.length + i]),
    bias: bias.map((value, i) => value + step[u.length + v.length + i]),
  }
  const row = rowFromFactors(moments, factors)
  return { factors, row, loss: excess(moments, exact, row, ridge) }
}

/** ∂w/∂(u, v, bias), n × (C·R + C·S + biases) */
function jacobian({ geometry: { C, R, S }, size: n }: Moments, { u, v, bias }: Factors): Matrix {
  const J = Matrix.zeros(n, u.length + v.length + bias.length)
  for (let a = 0; a < C * R * S; a++) {
    const [row, column] = [Math.floor(a / S), Math.floor(a / (R * S)) * S + (a % S)]
    J.set(a, row, v[column])
    J.set(a, u.length + column, u[row])
  }
  bias.forEach((_, i) => J.set(C * R * S + i, u.length + v.length + i, 1))
  return J
}

/** Whether nothing pulls at the factors but the rounding of the sums. */
function isRounding(moments: Moments, J: Matrix, pull: Matrix, loss: number): boolean {
  const { size: n, A, yy } = moments
  const gamma = momentsError(moments) + n * 2 ** -52
  const total = yy.reduce((sum, value) => sum + value, 0)
  let trace = 0
  for (let a = 0; a < n; a++) trace += A[a * n + a]
  const bound = gamma * Math.sqrt(trace) * (Math.sqrt(total) * 2 ** -10 + Math.sqrt(loss)) * (J.norm('frobenius') || 1)
  return pull.to1DArray().every((value) => Math.abs(value) <= bound)
}
