import { describe, expect, it } from 'vitest'
import { exactSolution } from '../../shared/learning/exact.ts'
import { explainedShare, lossAt, slackAt } from '../../shared/learning/loss.ts'
import { momentsError, momentsOf } from '../../shared/learning/moments.ts'
import { kernelFrom, parametersFrom, rowsFrom, uniformParameters } from '../../shared/learning/parameters.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { handTensor, integerTensor, normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'

/** A picture, a kernel, and the picture through the kernel. */
function pair(xShape: readonly number[], wShape: readonly number[], options: ConvolutionOptions, seed: number) {
  const g = convolutionGeometry(xShape, wShape, options)
  const x = normalTensor(xShape, seed)
  const w = normalTensor(wShape, seed + 1)
  const b = normalTensor([g.K], seed + 2)
  return { g, x, w, b, y: convolve(x, w, b, g) }
}

const mixed: readonly { x: number[]; w: number[]; options: ConvolutionOptions }[] = [
  { x: [1, 1, 12, 13], w: [1, 1, 3, 3], options: {} },
  { x: [2, 3, 14, 12], w: [2, 3, 3, 2], options: { padding: 'same', border: { mode: 'reflect', value: 0 } } },
  { x: [1, 2, 25, 24], w: [3, 2, 3, 3], options: { stride: [2, 1], dilation: [1, 2], padding: 1 } },
]

describe.each(mixed)('exactSolution for x=$x w=$w $options', ({ x: xShape, w: wShape, options }) => {
  const { g, x, w, b, y } = pair(xShape, wShape, options, 7)

  it('finds the kernel and bias that made the target', () => {
    const found = exactSolution(momentsOf(x, y, g, true))
    expect(found.method).toBe('cholesky')
    expect(found.weight.shape).toEqual(wShape)
    // 1e-12: the target was rounded at 1e-16, the condition number of these pictures is below 1e3.
    expectWithin(found.weight.data, w.data, 1e-12)
    expectWithin(found.bias, b.data, 1e-12)
    expect(found.loss).toBeLessThan(1e-12 * lossAt(momentsOf(x, y, g, true), new Float64Array(w.data.length + g.K)))
  })

  it('has the gradient 0, with noise and with a ridge', () => {
    const noisy = normalTensor(y.shape, 99)
    const moments = momentsOf(
      x,
      tensor(
        y.shape,
        y.data.map((value, i) => value + noisy.data[i]),
      ),
      g,
      true,
    )
    for (const ridge of [0, 10]) {
      const rows = rowsFrom(moments, exactSolution(moments, ridge).parameters)
      const half = slackAt(moments, rows, ridge)
      // A weight is off by half a unit in its last place at least; A's entries (the trace) turn that into this much gradient.
      const trace = spectrumOf(moments).values.reduce((sum, value) => sum + value)
      expectWithin(half, new Float64Array(half.length), 4 * 2 ** -53 * trace * Math.max(...rows.map(Math.abs)))
    }
  })

  it('is approached by the ridge solution as the ridge goes to 0, in proportion to it', () => {
    const moments = momentsOf(x, y, g, true)
    const exact = exactSolution(moments)
    const distances = [1, 1e-2, 1e-4].map((ridge) => {
      const { parameters } = exactSolution(moments, ridge)
      return Math.hypot(...parameters.map((value, i) => value - exact.parameters[i]))
    })
    // (A+ρI)⁻¹b = w* − ρA⁻¹w* + O((ρ/λ_min)²): the ratio is 100 up to ρ/λ_min, which is below a tenth here.
    for (const [i, distance] of distances.slice(1).entries()) {
      expect(distances[i] / distance).toBeGreaterThan(90)
      expect(distances[i] / distance).toBeLessThan(110)
    }
  })
})

describe('exactSolution of an undetermined pair', () => {
  const flat = tensor([1, 1, 8, 8], new Float64Array(64).fill(0.3))
  const g = convolutionGeometry(flat.shape, [1, 1, 3, 3])

  it('is the smallest kernel that fits, and says so', () => {
    const y = tensor([1, 1, 6, 6], new Float64Array(36).fill(0.6))
    const moments = momentsOf(flat, y, g, false)
    const found = exactSolution(moments)
    expect(found.method).toBe('minimum-norm')
    // 9 equal weights whose sum is 0.6 / 0.3; a few roundings of the sums and of the decomposition
    expectWithin(found.weight.data, new Array(9).fill(2 / 9), 1e-14)
    expect(found.loss).toBeLessThan(momentsError(moments) * moments.yy[0]) // what rounding leaves of Σ y² − b·w
  })

  it('has the fit that many others have', () => {
    const y = normalTensor([1, 1, 6, 6], 5)
    const moments = momentsOf(flat, y, g, false)
    const found = exactSolution(moments)
    const other = found.parameters.map((value, i) => value + (i === 0 ? 1 : i === 8 ? -1 : 0))
    expectWithin([lossAt(moments, other)], [found.loss], 1e-12 * found.loss) // 36 terms
    expect(Math.hypot(...other)).toBeGreaterThan(Math.hypot(...found.parameters))
  })

  it('is one kernel again with a ridge', () => {
    const y = tensor([1, 1, 6, 6], new Float64Array(36).fill(0.6))
    expect(exactSolution(momentsOf(flat, y, g, false), 0.01).method).toBe('cholesky')
  })

  it('is 0 for a black picture', () => {
    const black = tensor([1, 1, 8, 8], new Float64Array(64))
    expect(exactSolution(momentsOf(black, normalTensor([1, 1, 6, 6], 5), g, false)).parameters).toEqual(
      new Array(9).fill(0),
    )
  })
})

describe('exactSolution', () => {
  it('refuses a negative ridge and pictures with NaN', () => {
    const { g, x, y } = pair([1, 1, 6, 6], [1, 1, 2, 2], {}, 1)
    expect(() => exactSolution(momentsOf(x, y, g, false), -1)).toThrow('from 0, got -1')
    x.data[3] = NaN
    expect(() => exactSolution(momentsOf(x, y, g, false))).toThrow('finite numbers')
  })
})

describe('lossAt', () => {
  it('is Σ (y − ŷ)² where Σ y² − 2b·w + w·A·w has lost every digit', () => {
    // Integers, so that A, b and Σ y² are exact: the residuals are 2⁻³⁰·x, their squares 2⁻⁶⁰ of Σ y².
    const x = integerTensor([1, 1, 20, 20], 3)
    const g = convolutionGeometry(x.shape, [1, 1, 1, 1])
    const moments = momentsOf(x, x, g, false)
    expect(lossAt(moments, [1 + 2 ** -30])).toBe(moments.yy[0] * 2 ** -60)
  })
})

describe('explainedShare', () => {
  it('is 1 for a perfect fit, 0 for the mean, and less below', () => {
    const x = normalTensor([1, 1, 5, 5], 1)
    const moments = momentsOf(x, x, convolutionGeometry(x.shape, [1, 1, 1, 1]), true)
    const mean = moments.ySum[0] / 25
    expect(explainedShare(moments, lossAt(moments, [1, 0]))).toBe(1)
    expect(explainedShare(moments, lossAt(moments, [0, mean]))).toBeCloseTo(0, 12) // a few roundings of 1e-16
    expect(explainedShare(moments, lossAt(moments, [0, 5]))).toBeLessThan(0)
  })

  it('of a target of one value is all or nothing', () => {
    const x = normalTensor([1, 1, 5, 5], 1)
    const y = tensor([1, 1, 5, 5], new Float64Array(25).fill(0.1))
    const moments = momentsOf(x, y, convolutionGeometry(x.shape, [1, 1, 1, 1]), true)
    expect(explainedShare(moments, exactSolution(moments).loss)).toBe(1)
    expect(explainedShare(moments, 1)).toBe(0)
  })
})

describe('parameters', () => {
  const g = convolutionGeometry([1, 1, 4, 4], [2, 1, 1, 2])
  const x = handTensor([1, 1, 4, 4], ...new Array(16).keys())
  const moments = momentsOf(x, normalTensor([1, 2, 4, 3], 1), g, true)

  it('hold all weights and then all biases; the sums want the numbers of each output channel together', () => {
    const theta = [11, 12, 21, 22, 10, 20]
    expect([...rowsFrom(moments, theta)]).toEqual([11, 12, 10, 21, 22, 20])
    expect(parametersFrom(moments, rowsFrom(moments, theta))).toEqual(theta)
    expect(kernelFrom(moments, theta)).toEqual({
      weight: { shape: [2, 1, 1, 2], data: [11, 12, 21, 22] },
      bias: [10, 20],
    })
  })

  it('start uniformly within 1/√(C·R·S), the same for the same seed', () => {
    const start = uniformParameters(g, true, mulberry32(4))
    expect(start).toHaveLength(6)
    expect(start.every((value) => Math.abs(value) <= Math.SQRT1_2)).toBe(true)
    expect(new Set(start).size).toBe(6)
    expect(uniformParameters(g, true, mulberry32(4))).toEqual(start)
  })
})
