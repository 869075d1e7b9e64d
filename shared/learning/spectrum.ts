import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { refusal } from '../refusal.ts'
import { momentsError } from './moments.ts'
import type { Moments } from './moments.ts'

/** A = Σ_i λ_i · v_i·v_iᵀ: every combination v_i of weights for itself, the best determined first. */
export interface Spectrum {
  /** λ₁ ≥ λ₂ ≥ … ≥ 0 */
  readonly values: Float64Array
  /** v_i as row i, n×n, each of length 1 */
  readonly vectors: Float64Array
  /** An eigenvalue up to here cannot be told from 0: rounding in the sums alone can make it. */
  readonly tolerance: number
  /** How many eigenvalues lie above the tolerance. */
  readonly rank: number
}

/**
 * The eigen-decomposition of A. An entry of A errs by γ·Σ|z_a·z_b| ≤ γ·√(A[a,a]·A[b,b]), the rim of the picture apart, so the
 * matrix by γ·trace A; the decomposition adds about n·2⁻⁵³·λ₁. Both together are the tolerance.
 * Throws `bad-argument` when a picture held NaN or ∞.
 */
export function spectrumOf(moments: Moments): Spectrum {
  const { size: n, A } = moments
  checkFinite(moments)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, A), {
    assumeSymmetric: true,
  })
  const order = realEigenvalues.map((_, i) => i).sort((i, j) => realEigenvalues[j] - realEigenvalues[i])
  const values = Float64Array.from(order, (i) => Math.max(0, realEigenvalues[i]))
  const vectors = Float64Array.from({ length: n * n }, (_, at) =>
    eigenvectorMatrix.get(at % n, order[Math.floor(at / n)]),
  )
  let trace = 0
  for (let a = 0; a < n; a++) trace += A[a * n + a]
  const tolerance = (momentsError(moments) + n * 2 ** -53) * trace
  return { values, vectors, tolerance, rank: values.filter((value) => value > tolerance).length }
}

function checkFinite({ A, b, yy }: Moments): void {
  if ([A, b, yy].every((sums) => sums.every(Number.isFinite))) return
  throw refusal('bad-argument', 'finitePair')
}
