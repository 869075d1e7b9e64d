import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { descend, initialState } from '../../../shared/learning/descend.ts'
import { exactSolution } from '../../../shared/learning/exact.ts'
import type { Constraint } from '../../../shared/learning/learnTypes.ts'
import { lossAt, slackAt } from '../../../shared/learning/loss.ts'
import { momentsOf } from '../../../shared/learning/moments.ts'
import type { Moments } from '../../../shared/learning/moments.ts'
import { rowsFrom } from '../../../shared/learning/parameters.ts'
import { completeSquare } from '../../../shared/learning/quadratic.ts'
import { spectrumOf } from '../../../shared/learning/spectrum.ts'
import { parseConstraint } from '../../../shared/learning/constraints/constraint.ts'
import { projectionOnto } from '../../../shared/learning/constraints/project.ts'
import { solveConstrained } from '../../../shared/learning/constraints/solveConstrained.ts'
import { convolve } from '../../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../../shared/maths/geometry.ts'
import { mulberry32, normal } from '../../../shared/maths/random.ts'
import { tensor } from '../../../shared/maths/tensor.ts'
import { normalTensor } from '../../support/builders.ts'
import { expectWithin } from '../../support/closeTo.ts'

/** A picture whose neighbors are alike, as a photo's are, so that A is far from the identity. */
function smoothed(shape: readonly number[], seed: number) {
  const noise = normalTensor(shape, seed)
  const g = convolutionGeometry([shape[0] * shape[1], 1, shape[2], shape[3]], [1, 1, 3, 3], { padding: 'same' })
  const blur = tensor(
    [1, 1, 3, 3],
    Float64Array.of(1, 2, 1, 2, 4, 2, 1, 2, 1).map((value) => value / 16),
  )
  return tensor(shape, convolve(tensor([g.N, 1, g.H, g.W], noise.data), blur, null, g).data)
}

/** Moments of a picture, and of itself through a kernel plus noise. */
function posed(
  weight: readonly number[],
  noise: number,
  { channels = 1, outputs = 1, R = 3, S = 3, bias = false } = {},
) {
  const x = smoothed([1, channels, 40, 40], 1)
  const g = convolutionGeometry(x.shape, [outputs, channels, R, S])
  const random = mulberry32(9)
  const y = convolve(x, tensor([outputs, channels, R, S], Float64Array.from(weight)), null, g)
  const noisy = tensor(
    y.shape,
    y.data.map((value) => value + noise * normal(random)),
  )
  return momentsOf(x, noisy, g, bias)
}

const sobel = [-1, 0, 1, -2, 0, 2, -1, 0, 1]
const box = new Array<number>(9).fill(1 / 9)
const laplacian = [0, 1, 0, 1, -4, 1, 0, 1, 0]

/** Kernels that meet each constraint: they come back without noise, and within the noise with it. */
const kept: readonly { text: string; weight: readonly number[] }[] = [
  { text: 'sum:1', weight: [0, -1, 0, -1, 5, -1, 0, -1, 0] },
  { text: 'zero-sum', weight: laplacian },
  { text: 'symmetric', weight: laplacian },
  { text: 'symmetric:point', weight: [1, 2, 3, 4, 5, 4, 3, 2, 1] },
  { text: 'symmetric:transpose', weight: [1, 2, 3, 2, 5, 6, 3, 6, 9] },
  { text: 'symmetric:quarterTurn', weight: [1, 2, 1, 2, 5, 2, 1, 2, 1] },
  { text: 'symmetric:horizontal', weight: [1, 2, 1, 4, 5, 4, 7, 8, 7] },
  { text: 'symmetric:vertical+transpose', weight: laplacian },
  { text: 'separable', weight: sobel },
  { text: 'non-negative', weight: [0, 0.5, 0, 0, 1, 0.25, 0, 0, 0] },
]

describe.each(kept)('$text', ({ text, weight }) => {
  const constraint = parseConstraint(text)

  it('gives a kernel that meets it back', () => {
    const found = solveConstrained(posed(weight, 0), constraint)
    expect(found.settled).toBe(true)
    expectWithin(found.weight.data, weight, 1e-9) // rounding of 1e-16 times a condition of about 1e4
  })

  it('is met by the answer to noise, which costs no less than the free one', () => {
    const moments = posed(weight, 0.3, { bias: true })
    const found = solveConstrained(moments, constraint)
    const projected = Float64Array.from(found.parameters)
    projectionOnto(constraint, moments.geometry)(projected)
    expectWithin(found.parameters, projected, 1e-12) // rounding of the projection
    expect(found.loss).toBeGreaterThanOrEqual(exactSolution(moments).loss * (1 - 1e-12))
  })

  it('leaves no kernel that meets it with a smaller loss', () => {
    const moments = posed(weight, 0.3, { bias: true })
    const found = solveConstrained(moments, constraint)
    const random = mulberry32(4)
    const project = projectionOnto(constraint, moments.geometry)
    for (let i = 0; i < 300; i++) {
      const near = Float64Array.from(found.parameters, (value) => value + 10 ** -(1 + (i % 4)) * normal(random))
      project(near)
      expect(lossAt(moments, near)).toBeGreaterThan(found.loss * (1 - 1e-13))
    }
  })

  it('is where projected gradient descent ends', () => {
    const moments = posed(weight, 0.3)
    const found = solveConstrained(moments, constraint)
    const settings = { kind: 'sgd', learningRate: 0.5 / spectrumOf(moments).values[0] } as const
    const start = initialState(weight)
    const { parameters } = descend(completeSquare(moments, undefined, constraint), settings, start, 20_000)
    // 20 000 steps at half the stable rate bring directions of a condition up to 1e3 to rest.
    expectWithin(parameters, found.parameters, 1e-6)
  })
})

describe('solveConstrained', () => {
  it('solves several outputs, channels and the bias each for itself', () => {
    const weight = [...sobel, ...box, ...box, ...laplacian, ...box, ...sobel]
    const moments = posed(weight, 0.1, { channels: 3, outputs: 2, bias: true })
    for (const text of ['sum:0.5', 'symmetric:point', 'separable', 'non-negative', 'sparse:0.01']) {
      const found = solveConstrained(moments, parseConstraint(text))
      expect(found.weight.shape).toEqual([2, 3, 3, 3])
      expect(found.bias).toHaveLength(2)
      expect(found.settled).toBe(true)
    }
    const { weight: summed } = solveConstrained(moments, parseConstraint('sum:0.5'))
    for (const k of [0, 1]) {
      expectWithin([summed.data.slice(27 * k, 27 * k + 27).reduce((sum, value) => sum + value)], [0.5], 1e-12)
    }
  })

  it('has a zero gradient along everything that a sum or a symmetry leaves free, for any pair', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom('sum:2', 'symmetric', 'symmetric:point'),
        (seed, text) => {
          const x = normalTensor([1, 1, 12, 13], seed)
          const g = convolutionGeometry(x.shape, [1, 1, 3, 3])
          const moments = momentsOf(x, normalTensor([1, 1, g.P, g.Q], seed + 1), g, false)
          const constraint = parseConstraint(text)
          const found = solveConstrained(moments, constraint)
          const project = projectionOnto(constraint.kind === 'sum' ? { kind: 'sum', sum: 0 } : constraint, g)
          const slack = slackAt(moments, rowsFrom(moments, found.parameters))
          project(slack)
          expectWithin(slack, new Array<number>(9).fill(0), 1e-11) // 132 roundings of products about 1e2 in size
        },
      ),
      { numRuns: 50 },
    )
  })

  it('meets the conditions of Karush, Kuhn and Tucker for signs and for the L1 penalty', () => {
    const moments = posed(sobel, 0.5, { bias: true })
    const tolerance = 1e-9 * Math.sqrt(moments.A[0] * moments.yy[0])
    const signed = solveConstrained(moments, { kind: 'non-negative' })
    const pull = slackAt(moments, rowsFrom(moments, signed.parameters))
    signed.weight.data.forEach((value, a) => {
      if (value > 0) expect(Math.abs(pull[a])).toBeLessThan(tolerance)
      else expect(pull[a]).toBeLessThan(tolerance)
    })
    const penalty = 0.05
    const sparse = solveConstrained(moments, { kind: 'sparse', penalty })
    const force = slackAt(moments, rowsFrom(moments, sparse.parameters))
    const half = (penalty * moments.samples) / 2
    sparse.weight.data.forEach((value, a) => {
      if (value !== 0) expectWithin([force[a]], [half * Math.sign(value)], tolerance)
      else expect(Math.abs(force[a])).toBeLessThan(half + tolerance)
    })
    expect(Math.abs(force[9])).toBeLessThan(tolerance) // the bias is free
  })

  it('puts weights to exactly 0 the more, the larger the penalty, and none without', () => {
    const moments = posed([0, 0, 0, 0, 1, 0, 0, 0.02, 0], 0.05)
    const zeros = (penalty: number) => {
      return solveConstrained(moments, { kind: 'sparse', penalty }).weight.data.filter((value) => value === 0).length
    }
    expect(zeros(0)).toBe(0)
    expect(zeros(0.01)).toBeGreaterThan(3)
    expect(zeros(1e6)).toBe(9)
    const free = exactSolution(moments).weight.data
    expectWithin(solveConstrained(moments, { kind: 'sparse', penalty: 0 }).weight.data, free, 1e-10) // two ways to solve the same
  })

  it('comes to the L1 minimum that many small steps of the penalized gradient come to', () => {
    const moments = posed(laplacian, 0.3)
    const constraint: Constraint = { kind: 'sparse', penalty: 0.2 }
    const found = solveConstrained(moments, constraint)
    const cost = (theta: ArrayLike<number>) =>
      lossAt(moments, theta) +
      0.2 * moments.samples * Array.from(theta).reduce((sum, value) => sum + Math.abs(value), 0)
    const settings = { kind: 'sgd', learningRate: 0.01 / spectrumOf(moments).values[0] } as const
    const run = descend(completeSquare(moments, undefined, constraint), settings, initialState(laplacian), 100_000)
    expect(cost(found.parameters)).toBeLessThan(cost(run.parameters))
    expect(cost(run.parameters)).toBeLessThan(cost(found.parameters) * 1.01) // steps over a kink never come to rest
  })

  it('finds rank 1 no worse than cutting the free answer down to it', () => {
    for (const size of [3, 5, 7]) {
      const weight = normalTensor([size * size], size).data
      const moments = posed([...weight], 0.1, { R: size, S: size })
      const cut = Float64Array.from(exactSolution(moments).parameters)
      projectionOnto({ kind: 'separable' }, moments.geometry)(cut)
      const found = solveConstrained(moments, { kind: 'separable' })
      expect(found.settled).toBe(true)
      expect(found.loss).toBeLessThanOrEqual(lossAt(moments, cut))
    }
  })

  it('has the ridge in all of them', () => {
    const moments = posed(sobel, 0.3)
    for (const text of ['sum:1', 'symmetric', 'separable', 'non-negative', 'sparse:0.001']) {
      const constraint = parseConstraint(text)
      const norm = ({ parameters }: { parameters: readonly number[] }) => Math.hypot(...parameters)
      const sizes = [0, 1e3, 1e6].map((ridge) => norm(solveConstrained(moments, constraint, ridge)))
      expect(sizes[1]).toBeLessThan(sizes[0])
      expect(sizes[2]).toBeLessThan(sizes[1])
    }
  })

  it('answers a flat picture, which determines the sum of the weights only', () => {
    const x = tensor([1, 1, 9, 9], new Float64Array(81).fill(0.5))
    const g = convolutionGeometry(x.shape, [1, 1, 3, 3])
    const flat: Moments = momentsOf(x, tensor([1, 1, 7, 7], new Float64Array(49).fill(0.5)), g, false)
    expectWithin(solveConstrained(flat, parseConstraint('symmetric')).weight.data, box, 1e-12) // the smallest that fits
    expectWithin(solveConstrained(flat, parseConstraint('sum:1')).weight.data, box, 1e-12)
    const { weight, loss } = solveConstrained(flat, parseConstraint('non-negative'))
    expect(Math.min(...weight.data)).toBeGreaterThanOrEqual(0)
    expect(loss).toBeLessThan(1e-20)
  })

  it('refuses what a kernel cannot be held to', () => {
    const moments = posed([...sobel, 0, 0, 0], 0, { R: 4 })
    expect(() => solveConstrained(moments, parseConstraint('symmetric:transpose'))).toThrow(
      'as many rows as columns, got 4×3',
    )
    expect(() => solveConstrained(moments, { kind: 'sparse', penalty: -1 })).toThrow('from 0, got -1')
  })
})

describe('parseConstraint', () => {
  it('reads every form', () => {
    expect(parseConstraint('sum:-1.5')).toEqual({ kind: 'sum', sum: -1.5 })
    expect(parseConstraint(' zero-sum ')).toEqual({ kind: 'sum', sum: 0 })
    expect(parseConstraint('symmetric:point+transpose')).toEqual({
      kind: 'symmetric',
      symmetries: ['point', 'transpose'],
    })
    expect(parseConstraint('sparse:1e-3')).toEqual({ kind: 'sparse', penalty: 1e-3 })
  })

  it.each(['', 'sum', 'sum:x', 'sum:', 'sparse:-1', 'symmetric:diagonal', 'separable:2', 'round'])(
    'refuses %j',
    (text) => {
      expect(() => parseConstraint(text)).toThrow(/wants|one of|from 0/)
    },
  )
})
