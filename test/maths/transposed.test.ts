import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convolve, convolveGradInput } from '../../shared/maths/convolve.ts'
import { transposedGeometry, turnedWeights } from '../../shared/maths/transposed.ts'
import { normalTensor } from '../support/builders.ts'
import { expectRelative } from '../support/closeTo.ts'
import { convolutionPlans, geometryOf, shapeOfY } from '../support/geometries.ts'

describe('the transposed convolution', () => {
  const plans = convolutionPlans.map(({ x, w, options: { border: _, ...options } }) => ({
    ...{ x, w },
    options: { ...options, stride: 1 },
  }))

  it('is ∂L/∂x, wherever there is one', () => {
    let found = 0
    fc.assert(
      fc.property(plans, (plan) => {
        const g = geometryOf(plan)
        const transposed = transposedGeometry(g)
        const reach = [g.d * (g.R - 1), g.e * (g.S - 1)]
        expect(transposed !== null).toBe(Math.max(g.top, g.bottom) <= reach[0] && Math.max(g.left, g.right) <= reach[1])
        if (!transposed) return
        found++
        const [w, dy] = [normalTensor(plan.w, 1), normalTensor(shapeOfY(g), 2)]
        const dx = convolve(dy, turnedWeights(w, g), null, transposed)
        expect(dx.shape).toEqual(plan.x)
        // At most 2 · 16 terms of size 10 in another order.
        expectRelative(dx.data, convolveGradInput(dy, w, g).data, 320 * 2 ** -53)
      }),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(30)
  })

  it.each([{ stride: 2 }, { border: { mode: 'replicate', value: 0 } as const }, { padding: 3 }])(
    'does not exist under %j',
    (options) => {
      expect(transposedGeometry(geometryOf({ x: [1, 1, 7, 7], w: [1, 1, 3, 3], options }))).toBeNull()
    },
  )
})
