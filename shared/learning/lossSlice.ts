import { LabError } from '../errors.ts'
import { lossAndGradient } from './quadratic.ts'
import type { Quadratic } from './quadratic.ts'

/**
 * The loss over two parameters θ_i and θ_j, the others as they are:
 *
 *   L(θ + δ) = loss + g·δ + δᵀHδ    with δ = (δ_i, δ_j), g = ∂L/∂(θ_i, θ_j), H the 2×2 part of A
 *
 * Six numbers, whatever the size of the kernel and of the pictures: contours are drawn from them.
 */
export interface LossSlice {
  /** θ_i and θ_j, where δ = 0. */
  readonly at: readonly [number, number]
  readonly loss: number
  readonly gradient: readonly [number, number]
  /** H_ii, H_ij, H_jj */
  readonly curvature: readonly [number, number, number]
}

/** Two output channels share no product, so H_ij is 0 between them. Throws `bad-argument` for parameters that are not there. */
export function lossSlice(
  quadratic: Quadratic,
  theta: readonly number[],
  [i, j]: readonly [number, number],
): LossSlice {
  const { size, outputs, A, order } = quadratic
  const places = [i, j].map((parameter) => order.indexOf(parameter))
  if (theta.length !== size * outputs || i === j || places.includes(-1)) {
    throw new LabError(
      'bad-argument',
      `two different parameters of ${size * outputs} are wanted, got ${i} and ${j} of ${theta.length}`,
    )
  }
  const g = new Float64Array(theta.length)
  const loss = lossAndGradient(quadratic, Float64Array.from(theta), g)
  const [a, b] = places.map((place) => place % size)
  const together = Math.floor(places[0] / size) === Math.floor(places[1] / size)
  return {
    at: [theta[i], theta[j]],
    loss,
    gradient: [g[i], g[j]],
    curvature: [A[a * size + a], together ? A[a * size + b] : 0, A[b * size + b]],
  }
}
