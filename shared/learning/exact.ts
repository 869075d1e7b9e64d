import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { refusal } from '../refusal.ts'
import { lossAt, slackAt } from './loss.ts'
import { kernelFrom, parametersFrom } from './parameters.ts'
import { spectrumOf } from './spectrum.ts'
import type { Moments } from './moments.ts'
import type { LearnedKernel } from './parameters.ts'
import type { Spectrum } from './spectrum.ts'

export interface ExactSolution extends LearnedKernel {
  /** θ: weights, then biases */
  readonly parameters: readonly number[]
  /** Σ (y − ŷ)², without the ridge's own term. */
  readonly loss: number
  /** `minimum-norm`: the pair does not determine the kernel, and of all that fit equally well this is the smallest. */
  readonly method: 'cholesky' | 'minimum-norm'
}

/**
 * w_k = (A + ρI)⁻¹·b_k, the minimum of L(w) + ρ·Σw² (ρ = λ/2 for weight decay λ). When A + ρI is singular: its pseudo-inverse
 * instead, which leaves undetermined combinations of weights at 0. The ridge counts the bias too, as weight decay does.
 */
export function exactSolution(moments: Moments, ridge = 0, spectrum = spectrumOf(moments)): ExactSolution {
  const { method, solve } = normalSolver(moments, ridge, spectrum)
  const parameters = parametersFrom(moments, solve(moments.b))
  return { ...kernelFrom(moments, parameters), parameters, loss: lossAt(moments, parameters), method }
}

export interface NormalSolver {
  readonly method: ExactSolution['method']
  /** w_k = (A + ρI)⁻¹·b_k for right sides b, K×n. */
  readonly solve: (b: Float64Array) => Float64Array
}

/** Factors A + ρI once for any number of right sides. */
export function normalSolver(moments: Moments, ridge = 0, spectrum = spectrumOf(moments)): NormalSolver {
  if (!(ridge >= 0 && ridge < Infinity)) {
    throw refusal('bad-argument', 'ridgeFromZero', { ridge })
  }
  const inverse = choleskyInverse(moments, ridge, spectrum)
  return {
    method: inverse ? 'cholesky' : 'minimum-norm',
    solve: (b) => refine(moments, ridge, b, inverse ?? ((right) => pseudoInverse(spectrum, ridge, right))),
  }
}

type Inverse = (b: Float64Array) => Float64Array

/** (A + ρI)⁻¹ by Cholesky; null when an eigenvalue cannot be told from 0. */
function choleskyInverse({ size, A }: Moments, ridge: number, { values, tolerance }: Spectrum): Inverse | null {
  if (!(values[size - 1] + ridge > tolerance)) return null
  const matrix = Matrix.from1DArray(size, size, A)
  for (let a = 0; a < size; a++) matrix.set(a, a, matrix.get(a, a) + ridge)
  const cholesky = new CholeskyDecomposition(matrix)
  if (!cholesky.isPositiveDefinite()) return null
  return (b) => {
    const columns = Matrix.from1DArray(b.length / size, size, b).transpose()
    return Float64Array.from(cholesky.solve(columns).transpose().to1DArray())
  }
}

/** Σ_i v_i·(v_i·b_k)/(λ_i + ρ) over the eigenvalues that can be told from 0. */
function pseudoInverse({ values, vectors, tolerance }: Spectrum, ridge: number, b: Float64Array): Float64Array {
  const n = values.length
  const w = new Float64Array(b.length)
  for (let k = 0; k < b.length; k += n) {
    for (let i = 0; i < n; i++) {
      if (!(values[i] + ridge > tolerance)) continue
      let share = 0
      for (let a = 0; a < n; a++) share += vectors[i * n + a] * b[k + a]
      share /= values[i] + ridge
      for (let a = 0; a < n; a++) w[k + a] += share * vectors[i * n + a]
    }
  }
  return w
}

/**
 * w ← w + (A + ρI)⁻¹·(b − (A + ρI)·w), twice, with the difference in twice the precision. The first answer errs by about
 * 2⁻⁵³·cond(A), each correction multiplies that by as much again: up to a condition of 10⁸ the last digits come out right.
 */
function refine(moments: Moments, ridge: number, b: Float64Array, inverse: Inverse): Float64Array {
  const w = inverse(b)
  for (let round = 0; round < 2; round++) {
    const correction = inverse(slackAt({ ...moments, b }, w, ridge))
    for (let i = 0; i < w.length; i++) w[i] += correction[i]
  }
  return w
}
