import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Geometry } from '../../maths/geometry.ts'
import type { Constraint } from '../learnTypes.ts'
import { orbits } from './constraint.ts'

/** θ ← the nearest parameters that meet the constraint: what projected descent does after each step. Biases come last and are free. */
export type Projection = (theta: Float64Array) => void

/**
 * The projection for a kernel of K×(C/groups)×R×S. Rank 1 keeps each slice's largest singular value. An L1 penalty has none: it is
 * part of the gradient, `addPenalty`.
 */
export function projectionOnto(constraint: Constraint, { K, C, R, S, groups }: Geometry): Projection {
  const channels = C / groups
  const slice = R * S
  switch (constraint.kind) {
    case 'sum':
      return (theta) => {
        for (let k = 0; k < K; k++) {
          const weights = theta.subarray(k * channels * slice, (k + 1) * channels * slice)
          const missing = (constraint.sum - weights.reduce((sum, value) => sum + value, 0)) / weights.length
          for (let a = 0; a < weights.length; a++) weights[a] += missing
        }
      }
    case 'symmetric': {
      const groupsOfTaps = orbits(constraint.symmetries, R, S).filter((group) => group.length > 1)
      return (theta) => {
        for (let at = 0; at < K * channels * slice; at += slice) {
          for (const group of groupsOfTaps) {
            const mean = group.reduce((sum, tap) => sum + theta[at + tap], 0) / group.length
            for (const tap of group) theta[at + tap] = mean
          }
        }
      }
    }
    case 'non-negative':
      return (theta) => {
        for (let a = 0; a < K * channels * slice; a++) theta[a] = Math.max(0, theta[a])
      }
    case 'separable':
      return (theta) => {
        for (let at = 0; at < K * channels * slice; at += slice) toRankOne(theta.subarray(at, at + slice), R, S)
      }
    case 'sparse':
      return () => undefined
  }
}

function toRankOne(weights: Float64Array, R: number, S: number): void {
  if (!weights.every(Number.isFinite)) return // a run that diverges is told so by its loss
  const { diagonal, leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(
    Matrix.from1DArray(R, S, weights),
    { autoTranspose: true },
  )
  for (let a = 0; a < weights.length; a++) {
    weights[a] = diagonal[0] * leftSingularVectors.get(Math.floor(a / S), 0) * rightSingularVectors.get(a % S, 0)
  }
}

/** g += λ·sign w for the weights, as PyTorch differentiates λ·Σ|w|. */
export function addPenalty(theta: Float64Array, g: Float64Array, weights: number, lambda: number): void {
  for (let a = 0; a < weights; a++) g[a] += lambda * Math.sign(theta[a])
}
