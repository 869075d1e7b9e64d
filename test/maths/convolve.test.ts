import { describe, expect, it } from 'vitest'
import {
  convolve,
  convolveGradBias,
  convolveGradInput,
  convolveGradWeight,
  convolveRows,
} from '../../shared/maths/convolve.ts'
import type { BorderMode } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { readVectors, unpack } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

interface ConvolutionCase {
  readonly stride: [number, number]
  readonly pads: [top: number, left: number, bottom: number, right: number]
  readonly dilation: [number, number]
  readonly groups: number
  readonly border: BorderMode
  readonly x: PackedTensor
  readonly weight: PackedTensor
  readonly bias: PackedTensor | null
  readonly y: PackedTensor
  readonly upstream: PackedTensor
  readonly gradX: PackedTensor
  readonly gradWeight: PackedTensor
  readonly gradBias: PackedTensor | null
}

function absolute(t: Tensor): Tensor<Float64Array> {
  return tensor(t.shape, Float64Array.from(t.data, Math.abs))
}

/**
 * A float64 sum of T terms lies within T · 2⁻⁵³ · Σ|term| of the true one. PyTorch's sum does too, in an order of its own:
 * twice that between the two.
 */
function orderBound(terms: number, magnitudes: Tensor): Float64Array {
  return Float64Array.from(magnitudes.data, (magnitude) => 2 * terms * 2 ** -53 * magnitude)
}

describe.each(readVectors<ConvolutionCase>('convolution').cases)(
  'x $x.shape w $weight.shape stride $stride pads $pads dilation $dilation groups $groups $border: as PyTorch',
  (vector) => {
    const { stride, pads, dilation, groups } = vector
    const x = unpack(vector.x)
    const w = unpack(vector.weight)
    const b = vector.bias && unpack(vector.bias)
    const dy = unpack(vector.upstream)
    const border = { mode: vector.border, value: 0 }
    const g = convolutionGeometry(x.shape, w.shape, { stride, padding: pads, dilation, groups, border })

    it('forward', () => {
      const y = convolve(x, w, b, g)
      expect(y.shape).toEqual(vector.y.shape)
      const terms = w.data.length / g.K + 1
      expectWithin(y.data, vector.y.data, orderBound(terms, convolve(absolute(x), absolute(w), b && absolute(b), g)))
    })

    it('∂L/∂x', () => {
      const dx = convolveGradInput(dy, w, g)
      expect(dx.shape).toEqual(vector.gradX.shape)
      const terms = (dy.data.length * w.data.length) / g.K // no element of x is read more often
      expectWithin(dx.data, vector.gradX.data, orderBound(terms, convolveGradInput(absolute(dy), absolute(w), g)))
    })

    it('∂L/∂w', () => {
      const dw = convolveGradWeight(x, dy, g)
      expect(dw.shape).toEqual(vector.gradWeight.shape)
      const terms = dy.data.length / g.K
      expectWithin(dw.data, vector.gradWeight.data, orderBound(terms, convolveGradWeight(absolute(x), absolute(dy), g)))
    })

    it('∂L/∂b', () => {
      // Without a bias PyTorch gives no gradient; ours is Σ dy whether somebody uses it or not.
      const expected = vector.gradBias?.data ?? sums(dy, g.K)
      const terms = dy.data.length / g.K
      expectWithin(convolveGradBias(dy, g).data, expected, orderBound(terms, convolveGradBias(absolute(dy), g)))
    })
  },
)

/** Σ over n, p, q, written for N·K planes in a row. */
function sums(dy: Tensor, K: number): number[] {
  const plane = dy.shape[2] * dy.shape[3]
  const result = new Array<number>(K).fill(0)
  dy.data.forEach((value, i) => (result[Math.floor(i / plane) % K] += value))
  return result
}

interface WorkedExample {
  readonly name: string
  readonly x: PackedTensor
  readonly kernel: PackedTensor
  readonly correlation: PackedTensor
  readonly convolution?: PackedTensor
}

describe('the worked examples', () => {
  const asPlane = ({ shape, data }: PackedTensor) => unpack({ shape: [1, 1, ...shape], data })

  it.each(readVectors<WorkedExample>('worked-examples').cases)('$name', ({ x, kernel, correlation, convolution }) => {
    const g = convolutionGeometry(asPlane(x).shape, asPlane(kernel).shape)
    // Whole numbers: exact.
    expect([...convolve(asPlane(x), asPlane(kernel), null, g).data]).toEqual(correlation.data)
    if (!convolution) return
    const turned = { shape: kernel.shape, data: kernel.data.toReversed() } // by 180°: the true convolution
    expect([...convolve(asPlane(x), asPlane(turned), null, g).data]).toEqual(convolution.data)
  })
})

describe('by hand', () => {
  it('a constant border enters the sum with its value', () => {
    const g = convolutionGeometry([1, 1, 1, 2], [1, 1, 1, 3], {
      padding: [0, 1],
      border: { mode: 'constant', value: 10 },
    })
    // 10 | 1 2 | 10 under (1 2 3): 10·1 + 1·2 + 2·3 = 18, 1·1 + 2·2 + 10·3 = 35; bias 0.5
    const y = convolve(handTensor([1, 1, 1, 2], 1, 2), handTensor([1, 1, 1, 3], 1, 2, 3), handTensor([1], 0.5), g)
    expect([...y.data]).toEqual([18.5, 35.5])
  })

  it('the gradient of x collects what the border gave back', () => {
    const g = convolutionGeometry([1, 1, 1, 2], [1, 1, 1, 3], {
      padding: [0, 1],
      border: { mode: 'replicate', value: 0 },
    })
    // y0 = 1·x0 + 2·x0 + 3·x1, y1 = 1·x0 + 2·x1 + 3·x1
    const dx = convolveGradInput(handTensor([1, 1, 1, 2], 1, 10), handTensor([1, 1, 1, 3], 1, 2, 3), g)
    expect([...dx.data]).toEqual([3 + 10, 3 + 50])
  })

  it('ceil lets the last window read the border', () => {
    const options = { stride: 2, rounding: 'ceil', border: { mode: 'replicate', value: 0 } } as const
    const g = convolutionGeometry([1, 1, 1, 4], [1, 1, 1, 3], { ...options, stride: [1, 2] })
    // 1 2 3 | 3 4 4
    const y = convolve(handTensor([1, 1, 1, 4], 1, 2, 3, 4), handTensor([1, 1, 1, 3], 1, 1, 1), null, g)
    expect([...y.data]).toEqual([6, 11])
  })

  it('NaN and ∞ pass through, also under a weight of 0', () => {
    const g = convolutionGeometry([1, 1, 1, 4], [1, 1, 1, 2])
    const y = convolve(handTensor([1, 1, 1, 4], NaN, 1, 2, Infinity), handTensor([1, 1, 1, 2], 0, 1), null, g)
    expect([...y.data]).toEqual([NaN, 2, Infinity])
  })

  it('float32 numbers stay float32, summed in float64', () => {
    // 2²⁴ + 1 is no float32: adding in float32 would lose both ones.
    const x = tensor([1, 1, 1, 3], Float32Array.of(2 ** 24, 1, 1))
    const g = convolutionGeometry(x.shape, [1, 1, 1, 3])
    const y = convolve(x, tensor([1, 1, 1, 3], Float32Array.of(1, 1, 1)), null, g)
    expect(y.data).toEqual(Float32Array.of(2 ** 24 + 2))
  })
})

describe('bands', () => {
  it.each([1, 2, 7])('of rows give the same bits: %d', (bands) => {
    const x = normalTensor([2, 4, 19, 23], 1)
    const w = normalTensor([6, 2, 3, 5], 2)
    const b = normalTensor([6], 3)
    const border = { mode: 'reflect', value: 0 } as const
    const g = convolutionGeometry(x.shape, w.shape, { stride: [1, 2], padding: 'same', groups: 2, border })
    const y = new Float64Array(g.N * g.K * g.P * g.Q).fill(NaN)
    for (let band = 0; band < bands; band++) {
      const [from, to] = [band, band + 1].map((edge) => Math.floor((edge * g.P) / bands))
      convolveRows(x.data, w.data, b.data, g, y, from, to)
    }
    expect(y).toEqual(convolve(x, w, b, g).data)
  })

  it('write nothing outside their rows', () => {
    const g = convolutionGeometry([1, 1, 5, 2], [1, 1, 1, 1])
    const y = new Float64Array(10).fill(-1)
    convolveRows(new Float64Array(10), Float64Array.of(1), null, g, y, 1, 3)
    expect([...y]).toEqual([-1, -1, 0, 0, 0, 0, -1, -1, -1, -1])
  })
})

describe('what is refused', () => {
  const g = convolutionGeometry([1, 1, 5, 5], [2, 1, 3, 3])
  const x = new Float32Array(25)
  const w = new Float32Array(18)
  const y = new Float32Array(18)

  it.each<[string, () => void, string]>([
    ['x', () => convolveRows(x.subarray(1), w, null, g, y, 0, 3), 'x wants 1×1×5×5 = 25 numbers, got 24'],
    ['w', () => convolveRows(x, y.subarray(9), null, g, y, 0, 3), 'w wants 2×1×3×3 = 18 numbers, got 9'],
    ['b', () => convolveRows(x, w, x, g, y, 0, 3), 'b wants 2 = 2 numbers, got 25'],
    ['y', () => convolveRows(x, w, null, g, x, 0, 3), 'y wants 1×2×3×3 = 18 numbers, got 25'],
    ['rows', () => convolveRows(x, w, null, g, y, 2, 4), 'a band wants rows 0 ≤ from ≤ to ≤ 3, got from 2 to 4'],
    ['dy', () => convolveGradBias(tensor([5, 5], x), g), 'y wants 1×2×3×3 = 18 numbers, got 25'],
  ])('%s that is not of the geometry', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
