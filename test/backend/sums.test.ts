import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backendSums } from '../../shared/backend/sums.ts'
import { definedSums } from '../../shared/maths/convolutionSums.ts'
import { transposedGeometry } from '../../shared/maths/transposed.ts'
import { integerTensor } from '../support/builders.ts'
import { convolutionPlans, geometryOf, shapeOfY } from '../support/geometries.ts'

/** Whole numbers small enough that every sum of a plan (at most 2·2·16 products of 20·20, over 9·9 outputs) is below 2²⁴. */
const small = (shape: readonly number[], seed: number) => integerTensor(shape, seed, -20, 20)

/** The same plans and, as often, those whose ∂L/∂x is a convolution again. */
const plans = fc.oneof(
  convolutionPlans,
  convolutionPlans.map(({ x, w, options: { border: _, ...options } }) => ({
    ...{ x, w },
    options: { ...options, stride: 1 },
  })),
)

describe('backendSums', () => {
  it('equal the definition bit for bit on whole numbers: forward and ∂L/∂x, over all kinds of geometries', () => {
    let transposed = 0
    const sums = backendSums()
    fc.assert(
      fc.property(plans, fc.integer(), (plan, seed) => {
        const g = geometryOf(plan)
        const [x, w, b, dy] = [plan.x, plan.w, [g.K], shapeOfY(g)].map((shape, i) => small(shape, seed + i))
        expect(sums.convolve(x, w, b, g)).toEqual(definedSums.convolve(x, w, b, g))
        // −0 of one order of zeros is 0 in another.
        const positive = (numbers: ArrayLike<number>) => Array.from(numbers, (number) => number + 0)
        expect(positive(sums.convolveGradInput(dy, w, g).data)).toEqual(
          positive(definedSums.convolveGradInput(dy, w, g).data),
        )
        if (transposedGeometry(g)) transposed++
      }),
      { numRuns: 400 },
    )
    // Half of the plans have zeros around them and stride 1, and more than a quarter of those no pads beyond the reach.
    expect(transposed).toBeGreaterThan(20)
  })

  it('leave float64 numbers in float64', () => {
    const plan = { x: [1, 1, 4, 4], w: [1, 1, 3, 3], options: {} }
    const g = geometryOf(plan)
    const x = { shape: plan.x, data: Float64Array.from({ length: 16 }, (_, i) => i + 2 ** -40) }
    const w = { shape: plan.w, data: new Float64Array(9).fill(1) }
    expect(backendSums().convolve(x, w, null, g)).toEqual(definedSums.convolve(x, w, null, g))
  })
})
