import { describe, expect, it } from 'vitest'
import { clippedRound, fitClipped, startClippedFit, unsaturated } from '../../shared/learning/clipping.ts'
import type { ClippedOptions } from '../../shared/learning/clipping.ts'
import { exactSolution } from '../../shared/learning/exact.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32, normal } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { handTensor } from '../support/builders.ts'
import { definedWork } from '../support/clippedWork.ts'
import { expectWithin } from '../support/closeTo.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'

/** Soft hills, a hard edge, and noise, within 0 … 1: what photos are made of, the same for the same seed. */
function photo(shape: readonly number[], seed: number): Tensor<Float64Array> {
  const random = mulberry32(seed)
  const [N, C, H, W] = shape
  const value = (c: number, h: number, w: number) =>
    0.5 +
    0.2 * Math.sin(h / 7 + c) +
    0.15 * Math.cos(w / 5) +
    (h + 2 * w > 1.5 * W ? 0.1 : -0.05) +
    0.03 * normal(random)
  return tensor(
    shape,
    Float64Array.from({ length: N * C * H * W }, (_, i) =>
      Math.min(1, Math.max(0, value(Math.floor(i / (H * W)), Math.floor(i / W) % H, i % W))),
    ),
  )
}

function clip(y: Tensor<Float64Array>): Tensor<Float64Array> {
  return tensor(
    y.shape,
    y.data.map((value) => Math.min(1, Math.max(0, value))),
  )
}

const kernels: readonly { name: string; weight: number[]; worst: number }[] = [
  // `worst`: how wrong plain least squares is at least
  { name: 'laplacian', weight: [-1, -1, -1, -1, 8, -1, -1, -1, -1], worst: 1 },
  { name: 'sharpen', weight: [0, -1, 0, -1, 5, -1, 0, -1, 0], worst: 0.05 },
  { name: 'sobel', weight: [-1, 0, 1, -2, 0, 2, -1, 0, 1], worst: 0.3 },
]

function clippedPair(
  weight: number[],
  options: ConvolutionOptions = { padding: 'same', border: { mode: 'reflect', value: 0 } },
) {
  const x = photo([1, 1, 64, 80], 11)
  const g = convolutionGeometry(x.shape, [1, 1, 3, 3], options)
  const y = clip(convolve(x, tensor([1, 1, 3, 3], Float64Array.from(weight)), null, g))
  return { x, y, g, moments: momentsOf(x, y, g, false) }
}

/** The fit by the definition, on one thread. */
const fitDefined = (moments: Moments, x: Tensor, y: Tensor, options?: ClippedOptions) =>
  fitClipped(moments, definedWork(x, y, moments), options)

/** The median of output channel k over all n. */
function median({ data }: Tensor, plane: number, k: number): number {
  const values = [...data].filter((_, i) => Math.floor(i / plane) % 2 === k).sort((a, b) => a - b)
  return values[values.length >> 1]
}

const error = (found: readonly number[], weight: readonly number[]) =>
  Math.max(...found.map((value, i) => Math.abs(value - weight[i])))

describe.each(kernels)('a target clipped to 0 … 1 after $name', ({ weight, worst }) => {
  const { x, y, g, moments } = clippedPair(weight)

  it('misleads plain least squares', () => {
    expect(error(exactSolution(moments).weight.data, weight)).toBeGreaterThan(worst)
  })

  it('gives the kernel back through the clipping, in a few rounds', async () => {
    const found = await fitDefined(moments, x, y)
    expect(found).toMatchObject({ settled: true, determined: true })
    expect(found.rounds).toBeLessThan(10)
    expect(error(found.weight.data, weight)).toBeLessThan(1e-10) // rounding of 1e-16 times a condition of 1e4
    expect(found.loss).toBeLessThan(1e-20) // 5120 squares of 1e-15 and what the weights are off
  })

  it('gives the kernel back with saturated pixels left out', () => {
    const found = exactSolution(momentsOf(x, y, g, false, unsaturated(y, g)))
    expect(error(found.weight.data, weight)).toBeLessThan(1e-10) // rounding of 1e-16 times a condition of 1e4
  })

  it('gives the kernel back from 8-bit values within what their rounding allows', async () => {
    const rounded = tensor(
      y.shape,
      y.data.map((value) => Math.round(255 * value) / 255),
    )
    const found = await fitDefined(momentsOf(x, rounded, g, false), x, rounded)
    // Rounding is noise of σ = 1/(255·√12) per pixel: a weight's standard deviation is σ·√(A⁻¹)[a,a] ≤ σ/√λ_min. With λ_min ≥
    // 0.03²·(unsaturated pixels, over 1500) that is 0.001; five of them.
    expect(error(found.weight.data, weight)).toBeLessThan(0.005)
  })
})

describe('fitClipped', () => {
  it('learns bias, channels, stride and several outputs too', async () => {
    const x = photo([2, 3, 40, 41], 5)
    const random = mulberry32(6)
    const w = tensor(
      [2, 3, 3, 2],
      Float64Array.from({ length: 36 }, () => normal(random)),
    )
    const g = convolutionGeometry(x.shape, w.shape, { stride: [1, 2], padding: 1 })
    // Biases that put the middle of each channel in the middle of the range, as a photo editor's user would.
    const medians = [0, 1].map((k) => median(convolve(x, w, null, g), g.P * g.Q, k))
    const b = handTensor([2], 0.5 - medians[0], 0.5 - medians[1])
    const y = clip(convolve(x, w, b, g))
    const found = await fitDefined(momentsOf(x, y, g, true), x, y, { tolerance: 1e-10 })
    expect(found).toMatchObject({ settled: true, determined: true, counting: null })
    expectWithin(found.weight.data, w.data, 1e-9) // rounding of 1e-16 times a condition below 1e6
    expectWithin(found.bias, b.data, 1e-9)
  })

  it('is plain least squares where nothing is saturated', async () => {
    const { x, g } = clippedPair([0, 0, 0, 0, 1, 0, 0, 0, 0])
    const y = tensor(
      [1, 1, g.P, g.Q],
      x.data.map((value) => 0.25 + value / 2 + 0.1 * Math.sin(1e3 * value)),
    )
    const moments = momentsOf(x, y, g, false)
    const found = await fitDefined(moments, x, y)
    expect(found.rounds).toBe(1)
    expect(found.weight.data).toEqual(exactSolution(moments).weight.data)
    expectWithin([found.loss], [exactSolution(moments).loss], 1e-10) // 5120 roundings of Σ y² ≈ 1e3
  })

  it('has a zero gradient at its answer, noise and ridge included', async () => {
    const { x, y, g } = clippedPair(kernels[0].weight)
    const random = mulberry32(3)
    const noisy = clip(
      tensor(
        y.shape,
        y.data.map((value) => value + 0.02 * normal(random)),
      ),
    )
    const moments = momentsOf(x, noisy, g, false)
    const options = { ridge: 0.1, tolerance: 1e-12 }
    const { parameters, loss } = await fitDefined(moments, x, noisy, options)
    const lossNear = async (a: number, change: number) => {
      const rows = Float64Array.from(parameters.with(a, parameters[a] + change))
      const sums = await definedWork(x, noisy, moments).look(0, rows)
      return sums.loss + options.ridge * rows.reduce((sum, value) => sum + value * value, 0)
    }
    for (let a = 0; a < 9; a++) {
      // L(w ± h) − L(w) = h²·A[a,a] at a minimum: the same on both sides but for the few pixels that change sides
      const [up, down] = [(await lossNear(a, 1e-5)) - loss, (await lossNear(a, -1e-5)) - loss]
      expect(up).toBeGreaterThan(0)
      expect(down).toBeGreaterThan(0)
    }
  })

  it('is the exact answer of the positions that count, for a descent to end there too', async () => {
    const { x, y, g } = clippedPair(kernels[0].weight)
    const noisy = clip(
      tensor(
        y.shape,
        y.data.map((value) => value + 0.02 * Math.sin(1e4 * value)),
      ),
    )
    const found = await fitDefined(momentsOf(x, noisy, g, false), x, noisy)
    const counting = exactSolution(momentsOf(x, noisy, g, false, found.keep()))
    // The last round moved no weight by more than 1e-8 of the largest, about 8.
    expectWithin(found.weight.data, counting.weight.data, 1e-7)
    expectWithin([found.loss], [counting.loss], 1e-9 * counting.loss) // second order in that, and rounding
    expect(found.counting?.samples).toBe(found.keep().reduce((sum, kept) => sum + kept, 0))
  })

  it.each([64, 33, 10])('comes to the same from bands of %i rows', async (band) => {
    const { x, y, moments } = clippedPair(kernels[1].weight)
    const work = definedWork(x, y, moments, band)
    const fit = startClippedFit(moments)
    for (let round = 0; round < 5; round++) await clippedRound(fit, 0, work)
    expect(error([...fit.best], kernels[1].weight)).toBeLessThan(1e-10) // as above
  })

  it('says so when the rounds ran out', async () => {
    const { x, y, moments } = clippedPair(kernels[0].weight)
    expect(await fitDefined(moments, x, y, { mostRounds: 2 })).toMatchObject({ rounds: 2, settled: false })
  })

  it('does not claim to know a kernel from a target that is black all over', async () => {
    const { x, g } = clippedPair(kernels[0].weight)
    const black = tensor([1, 1, g.P, g.Q], new Float64Array(g.P * g.Q))
    expect((await fitDefined(momentsOf(x, black, g, false), x, black)).determined).toBe(false)
  })
})

describe('unsaturated', () => {
  it('leaves a position out when any output channel is saturated there', () => {
    const g = convolutionGeometry([1, 1, 1, 4], [2, 1, 1, 1])
    const target = handTensor([1, 2, 1, 4], 0, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 0.999)
    expect([...unsaturated(target, g)]).toEqual([0, 1, 0, 1])
    expect([...unsaturated(target, g, { low: 0.5, high: 2 })]).toEqual([0, 0, 0, 0])
  })
})
