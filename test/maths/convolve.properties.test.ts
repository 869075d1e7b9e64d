import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convolve, convolveGradBias, convolveGradInput, convolveGradWeight } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
import { expectRelative } from '../support/closeTo.ts'
import { convolutionPlans, geometryOf, shapeOfY } from '../support/geometries.ts'

const seeds = fc.integer()

/** Whole float64 numbers: every sum of products below is far under 2⁵³, hence exact, and `toEqual` needs no tolerance. */
function whole(shape: readonly number[], seed: number): Tensor<Float64Array> {
  return tensor(shape, Float64Array.from(integerTensor(shape, seed).data))
}

function plus(a: Tensor<Float64Array>, b: Tensor<Float64Array>): Tensor<Float64Array> {
  return tensor(
    a.shape,
    a.data.map((value, i) => value + b.data[i]),
  )
}

/** Σ a·b */
function dot(a: Tensor, b: Tensor): number {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += a.data[i] * b.data[i]
  return sum
}

/** The border's own value is no part of x: with it the map is affine, without it linear. */
const linearPlans = convolutionPlans.filter((plan) => plan.options.border?.mode !== 'constant')

describe('convolve', () => {
  it('is linear in x and in w', () => {
    fc.assert(
      fc.property(linearPlans, seeds, (plan, seed) => {
        const g = geometryOf(plan)
        const [x1, x2] = [whole(plan.x, seed), whole(plan.x, seed + 1)]
        const [w1, w2] = [whole(plan.w, seed + 2), whole(plan.w, seed + 3)]
        expect(convolve(plus(x1, x2), w1, null, g)).toEqual(plus(convolve(x1, w1, null, g), convolve(x2, w1, null, g)))
        expect(convolve(x1, plus(w1, w2), null, g)).toEqual(plus(convolve(x1, w1, null, g), convolve(x1, w2, null, g)))
      }),
    )
  })

  it('adds b[k] to every output of channel k', () => {
    fc.assert(
      fc.property(convolutionPlans, seeds, (plan, seed) => {
        const g = geometryOf(plan)
        const [x, w, b] = [whole(plan.x, seed), whole(plan.w, seed + 1), whole([g.K], seed + 2)]
        const plain = convolve(x, w, null, g)
        const raised = plain.data.map((value, i) => value + b.data[Math.floor(i / (g.P * g.Q)) % g.K])
        expect(convolve(x, w, b, g).data).toEqual(raised)
      }),
    )
  })

  it('with one 1 in the middle of the kernel gives x back', () => {
    fc.assert(
      fc.property(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), seeds, ([H, W], seed) => {
        const x = whole([2, 1, H, W], seed)
        const w = tensor([1, 1, 3, 5], new Float64Array(15))
        w.data[7] = 1
        const g = convolutionGeometry(x.shape, w.shape, { padding: 'same' })
        expect(convolve(x, w, null, g).data).toEqual(x.data)
      }),
    )
  })

  it('of a shifted picture is the shifted result, all around where the border is circular', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 7 }), seeds, (down, across, seed) => {
        const [x, w] = [whole([1, 1, 7, 8], seed), whole([1, 1, 3, 4], seed + 1)]
        const border = { mode: 'circular', value: 0 } as const
        const g = convolutionGeometry(x.shape, w.shape, { padding: 'same', border })
        const y = convolve(x, w, null, g)
        expect(convolve(roll(x, down, across), w, null, g).data).toEqual(roll(y, down, across).data)
      }),
    )
  })
})

/** Row h goes to h + down, column w to w + across, around the edges. */
function roll(x: Tensor<Float64Array>, down: number, across: number): Tensor<Float64Array> {
  const [, , H, W] = x.shape
  const rolled = new Float64Array(H * W)
  for (let h = 0; h < H; h++) {
    for (let w = 0; w < W; w++) rolled[((h + down) % H) * W + ((w + across) % W)] = x.data[h * W + w]
  }
  return tensor(x.shape, rolled)
}

describe('the gradients', () => {
  it('are the adjoints of the forward map: ⟨y, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩', () => {
    fc.assert(
      fc.property(linearPlans, seeds, (plan, seed) => {
        const g = geometryOf(plan)
        const [x, w, dy] = [whole(plan.x, seed), whole(plan.w, seed + 1), whole(shapeOfY(g), seed + 2)]
        const expected = dot(convolve(x, w, null, g), dy)
        expect(dot(x, convolveGradInput(dy, w, g))).toBe(expected)
        expect(dot(w, convolveGradWeight(x, dy, g))).toBe(expected)
      }),
      { numRuns: 200 },
    )
  })

  // L = Σ dy·y is linear in each argument alone, so the difference quotient has no error but rounding, about 2⁻⁵³·|L|/h:
  // 1e-6 of the largest gradient leaves room for that and for nothing else.
  const h = 1e-4
  const tolerance = 1e-6

  it('equal central differences, with every border, stride, dilation, group and rounding', () => {
    fc.assert(
      fc.property(convolutionPlans, seeds, (plan, seed) => {
        const g = geometryOf(plan)
        const x = normalTensor(plan.x, seed)
        const w = normalTensor(plan.w, seed + 1)
        const b = normalTensor([g.K], seed + 2)
        const dy = normalTensor(shapeOfY(g), seed + 3)
        const loss = () => dot(convolve(x, w, b, g), dy)
        expectRelative(convolveGradInput(dy, w, g).data, differences(x.data, loss), tolerance)
        expectRelative(convolveGradWeight(x, dy, g).data, differences(w.data, loss), tolerance)
        expectRelative(convolveGradBias(dy, g).data, differences(b.data, loss), tolerance)
      }),
      { numRuns: 60 },
    )
  })

  /** (L(θᵢ + h) − L(θᵢ − h)) / 2h for every number θᵢ. */
  function differences(parameters: Float64Array, loss: () => number): Float64Array {
    return parameters.map((value, i) => {
      parameters[i] = value + h
      const above = loss()
      parameters[i] = value - h
      const below = loss()
      parameters[i] = value
      return (above - below) / (2 * h)
    })
  }
})
