import type { Tensor } from '../../shared/maths/tensor.ts'
import { expectRelative } from './closeTo.ts'

/**
 * The step of a central difference: its own error is about h² · f‴/6, the rounding of f divided by h about 2⁻⁵³ · |f|/h. At
 * 1e-5 both are below 1e-10 for sums of a few hundred terms of size 1.
 */
const step = 1e-5

/** (L(θ + h) − L(θ − h)) / 2h for every number of θ, L being a function of them all; θ is left as it was. */
export function differencesOf(theta: Tensor, loss: () => number): Float64Array {
  return Float64Array.from(theta.data, (value, i) => {
    theta.data[i] = value + step
    const above = loss()
    theta.data[i] = value - step
    const below = loss()
    theta.data[i] = value
    return (above - below) / (2 * step)
  })
}

/** The same for a layer: L = Σ y · dy, so that ∂L/∂y is dy. */
export function centralDifferences(theta: Tensor, forward: () => Tensor, dy: Tensor): Float64Array {
  return differencesOf(theta, () => {
    const { data } = forward()
    let sum = 0
    for (let i = 0; i < data.length; i++) sum += data[i] * dy.data[i]
    return sum
  })
}

/** Relative 1e-8 of the largest gradient: a hundred times what the step above costs, a millionth of any wrong formula. */
export function expectGradient(actual: Tensor, differences: ArrayLike<number>): void {
  expectRelative(actual.data, differences, 1e-8)
}
