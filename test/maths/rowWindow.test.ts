import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { addRowWindow, createRowWindow, readRowWindow } from '../../shared/maths/rowWindow.ts'
import { integerTensor } from '../support/builders.ts'
import { convolutionPlans, geometryOf } from '../support/geometries.ts'

describe('readRowWindow', () => {
  it('lays the padded rows of one output row side by side', () => {
    const border = { mode: 'symmetric', value: 0 } as const
    const g = convolutionGeometry([1, 1, 3, 3], [1, 1, 2, 2], { dilation: 2, padding: [1, 1, 0, 2], border })
    const window = createRowWindow(g)
    // 1 2 3       rows −1 and 1 of the picture: 1|1 2 3|3 2 and 4|4 5 6|6 5
    // 4 5 6       taps (0,0) (0,2) (2,0) (2,2) of a row of six
    // 7 8 9
    readRowWindow(window, Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 0, 0)
    expect([...window.values]).toEqual([1, 1, 2, 3, 3, 2, 4, 4, 5, 6, 6, 5])
    expect([...window.offsets]).toEqual([0, 2, 6, 8])
  })

  it('has addRowWindow as its adjoint: ⟨read(x), a⟩ = ⟨x, add(a)⟩', () => {
    const linear = convolutionPlans.filter((plan) => plan.options.border?.mode !== 'constant')
    fc.assert(
      fc.property(linear, fc.integer(), (plan, seed) => {
        const g = geometryOf(plan)
        const [plane, p] = [g.N * g.C - 1, g.P - 1]
        const x = integerTensor(plan.x, seed).data
        const window = createRowWindow(g)
        readRowWindow(window, x, plane, p)
        const a = integerTensor([window.values.length], seed + 1).data
        const forward = window.values.reduce((sum, value, i) => sum + value * a[i], 0)
        window.values.set(a)
        const dx = new Float64Array(x.length)
        addRowWindow(window, dx, plane, p)
        expect(dx.reduce((sum, value, i) => sum + value * x[i], 0)).toBe(forward) // whole numbers: exact
      }),
    )
  })
})
