import { describe, expect, it } from 'vitest'
import { lossSlice } from '../../shared/learning/lossSlice.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { completeSquare, lossAndGradient } from '../../shared/learning/quadratic.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { normalTensor } from '../support/builders.ts'

/** Two output channels with biases: parameters 0 … 15 are the weights, 16 and 17 the biases. */
function problem() {
  const x = normalTensor([1, 2, 12, 11], 1)
  const w = normalTensor([2, 2, 2, 2], 2)
  const g = convolutionGeometry(x.shape, w.shape)
  return completeSquare(momentsOf(x, convolve(x, w, normalTensor([2], 3), g), g, true))
}

const theta = [...normalTensor([18], 4).data]

describe('lossSlice', () => {
  it.each([
    ['two weights of one output channel', [0, 5]],
    ['weights of two output channels', [3, 9]],
    ['a weight and its bias', [12, 17]],
  ] as const)('gives the loss itself over %s', (_name, [i, j]) => {
    const quadratic = problem()
    const { at, loss, gradient, curvature } = lossSlice(quadratic, theta, [i, j])
    expect(at).toEqual([theta[i], theta[j]])
    for (const [di, dj] of [
      [0, 0],
      [0.5, 0],
      [0, -2],
      [-1.5, 3],
    ]) {
      const moved = Float64Array.from(theta)
      moved[i] += di
      moved[j] += dj
      const wanted = lossAndGradient(quadratic, moved, new Float64Array(theta.length))
      const [ii, ij, jj] = curvature
      const quadraticForm = ii * di * di + 2 * ij * di * dj + jj * dj * dj
      // Both are sums of some hundred products in float64.
      expect(loss + gradient[0] * di + gradient[1] * dj + quadraticForm).toBeCloseTo(wanted, 8)
    }
  })

  it.each([[[0, 0]], [[0, 18]], [[-1, 2]]] as const)('refuses the pair %j', (pair) => {
    expect(() => lossSlice(problem(), theta, pair)).toThrow(/two different parameters of 18/)
  })
})
