import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reference } from '../../shared/backend/reference.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, pixelTensor } from '../support/builders.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { convolutionPlans, geometryOf, shapeOfY } from '../support/geometries.ts'

const in64 = ({ shape, data }: Tensor) => tensor(shape, Float64Array.from(data))
const absolute = ({ shape, data }: Tensor) => tensor(shape, Float64Array.from(data, Math.abs))

describe('the reference backend keeps the numeric contract', () => {
  it('supports every geometry, and computes whole numbers exactly', () => {
    fc.assert(
      fc.property(convolutionPlans, fc.integer(), (plan, seed) => {
        const g = geometryOf(plan)
        expect(reference.supports(g)).toBe(true)
        const [x, w, b] = [
          integerTensor(plan.x, seed),
          integerTensor(plan.w, seed + 1, -9, 9),
          integerTensor([g.K], seed + 2),
        ]
        const y = new Float32Array(g.N * g.K * g.P * g.Q)
        reference.convolveRows(x.data, w.data, b.data, g, y, 0, g.P)
        expect(Float64Array.from(y)).toEqual(convolve(in64(x), in64(w), in64(b), g).data)
      }),
    )
  })

  it('stays within T · 2⁻²⁴ · Σ|w·x| of the float64 result', () => {
    fc.assert(
      fc.property(convolutionPlans, fc.integer(), (plan, seed) => {
        const g = geometryOf(plan)
        const [x, w] = [pixelTensor(plan.x, seed), pixelTensor(plan.w, seed + 1)]
        const y = tensor(shapeOfY(g), new Float32Array(g.N * g.K * g.P * g.Q))
        reference.convolveRows(x.data, w.data, null, g, y.data, 0, g.P)
        const taps = (g.C / g.groups) * g.R * g.S
        const magnitudes = convolve(absolute(x), absolute(w), null, g).data
        const bounds = magnitudes.map((magnitude) => float32Bound(taps, magnitude))
        expectWithin(y.data, convolve(in64(x), in64(w), null, g).data, bounds)
      }),
    )
  })
})
