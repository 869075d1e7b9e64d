import { describe, expect, it } from 'vitest'
import { LabError } from '../../shared/errors.ts'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { lossAt } from '../../shared/learning/loss.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { kernelFrom } from '../../shared/learning/parameters.ts'
import { completeSquare } from '../../shared/learning/quadratic.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import { convolve, convolveGradBias, convolveGradWeight } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { optimizerKinds, runFrom, step } from '../../shared/maths/optimizers.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { readVectors, unpack } from '../support/vectors.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import type { LearnedKernel } from '../../shared/learning/parameters.ts'
import type { OptimizerKind, OptimizerSettings } from '../../shared/maths/optimizers.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { PackedTensor } from '../support/vectors.ts'

interface LearningCase {
  readonly name: string
  readonly optimizer: {
    readonly kind: 'sgd' | 'adam' | 'rmsprop' | 'adagrad'
    readonly lr: number
    readonly momentum?: number
    readonly nesterov?: boolean
    readonly weight_decay?: number
    readonly betas?: [number, number]
    readonly alpha?: number
    readonly eps?: number
  }
  readonly x: PackedTensor
  readonly target: PackedTensor
  readonly initialWeight: PackedTensor
  readonly initialBias: number | null
  readonly lossBeforeStep: Readonly<Record<string, number>>
  readonly weightAfter: Readonly<Record<string, PackedTensor>>
  readonly biasAfter: Readonly<Record<string, PackedTensor>> | null
}

function settingsOf({ kind, lr, momentum, nesterov, weight_decay, betas, alpha, eps }: LearningCase['optimizer']) {
  const ours: OptimizerKind = nesterov ? 'nesterov' : momentum ? 'momentum' : kind
  return { kind: ours, learningRate: lr, momentum, weightDecay: weight_decay, betas, alpha, eps }
}

/**
 * How far PyTorch's own loss may be off by rounding: each of its residuals, a sum of T products and y, carries an error up to
 * (T+1)·2⁻⁵³·(Σ|w·x| + |y|) ≤ e, and so does the same residual at our weights. With N of them √L moves by at most 2·√N·e.
 */
function lossRounding(loss: number, { x, target, weightAfter }: LearningCase, iteration: string): number {
  const largest = (numbers: readonly number[]) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const weights = weightAfter[iteration].data
  const taps = weights.length / target.shape[1]
  const e = (taps + 1) * 2 ** -53 * (taps * largest(weights) * largest(x.data) + largest(target.data))
  const drift = 2 * Math.sqrt(target.data.length) * e
  return 2 * Math.sqrt(loss) * drift + drift ** 2
}

/** Our kernel after, and the loss before, each iteration that PyTorch's run was kept at. */
function walk(moments: Moments, { optimizer, weightAfter }: LearningCase, start: readonly number[]) {
  const quadratic = completeSquare(moments)
  const found: Record<string, LearnedKernel & { loss: number }> = {}
  let state = initialState(start)
  for (const iteration of Object.keys(weightAfter).sort((a, b) => Number(a) - Number(b))) {
    let loss = NaN
    const steps = Number(iteration) - state.iteration
    state = descend(quadratic, settingsOf(optimizer), state, steps, (_, before) => (loss = before))
    found[iteration] = { ...kernelFrom(moments, state.parameters), loss }
  }
  return found
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, i) => Math.abs(value - other[i])))
}

describe.each(readVectors<LearningCase>('learning').cases)('$name', (test) => {
  const [x, y, weight] = [unpack(test.x), unpack(test.target), unpack(test.initialWeight)]
  const bias = test.initialBias !== null
  const moments = momentsOf(x, y, convolutionGeometry(x.shape, weight.shape), bias)
  const start = [...weight.data, ...new Array<number>(bias ? weight.shape[0] : 0).fill(test.initialBias ?? 0)]
  const kept = Object.keys(test.weightAfter)

  it('has the weights, biases and losses of PyTorch at every kept iteration', () => {
    const ours = walk(moments, test, start)
    const nudged = [0, 1, 2, 3].map((i) => walk(moments, test, start.with(i, start[i] * (1 + 2 ** -52))))
    for (const iteration of kept) {
      const { loss, weight: learned, bias: learnedBias } = ours[iteration]
      const { data } = test.weightAfter[iteration]
      // 1e-9: PyTorch sums a gradient over up to 1080 positions in float64, an error of 1e-13 relative; the recursion keeps
      // such errors at their size times the condition number (about 1e3 here), it does not let them grow. The exception is
      // RMSprop: at a fixed rate it ends in chaos around the minimum, and from iteration 500 on nobody's rounding gives
      // anybody else's numbers. So what one unit in the last place of one starting weight changes is allowed four times over.
      const separation = Math.max(...nudged.map((other) => distance(other[iteration].weight.data, learned.data)))
      const bound = 1e-9 * Math.max(...data.map(Math.abs)) + 4 * separation
      expectWithin(learned.data, data, bound)
      if (test.biasAfter) expectWithin(learnedBias, test.biasAfter[iteration].data, bound)
      const wanted = test.lossBeforeStep[iteration]
      const lossSeparation = Math.max(...nudged.map((other) => Math.abs(other[iteration].loss - loss)))
      expectWithin([loss], [wanted], 1e-9 * wanted + lossRounding(wanted, test, iteration) + 4 * lossSeparation)
    }
  })

  it('depends on the last bit of its start under RMSprop only, so that the allowance above is none for the others', () => {
    const nudged = walk(moments, test, start.with(0, start[0] * (1 + 2 ** -52)))
    const ours = walk(moments, test, start)
    const last = kept[kept.length - 1]
    const separation = distance(nudged[last].weight.data, ours[last].weight.data)
    // RMSprop's weights end up to its rate of 0.01 apart; the others keep the nudge of 1e-16 times the condition number.
    if (test.optimizer.kind === 'rmsprop') expect(separation).toBeGreaterThan(1e-6)
    else expect(separation).toBeLessThan(1e-12)
  })
})

/** The recipe as written down anywhere: forward, residuals, backward, step, on the pictures themselves. */
function plainLoop(
  x: Tensor<Float64Array>,
  y: Tensor,
  g: Geometry,
  settings: OptimizerSettings,
  start: number[],
  iterations: number,
) {
  const run = runFrom(initialState(start))
  const weights = g.K * g.C * g.R * g.S
  const losses: number[] = []
  for (let i = 0; i < iterations; i++) {
    const w = tensor([g.K, g.C, g.R, g.S], run.parameters.slice(0, weights))
    const b = tensor([g.K], run.parameters.slice(weights))
    const dy = convolve(x, w, b, g)
    for (let j = 0; j < dy.data.length; j++) dy.data[j] = 2 * (dy.data[j] - y.data[j])
    losses.push(dy.data.reduce((sum, value) => sum + value * value, 0) / 4)
    const gradient = [...convolveGradWeight(x, dy, g).data, ...convolveGradBias(dy, g).data]
    step(settings, run, Float64Array.from(gradient))
  }
  return { parameters: run.parameters, losses }
}

/** Ten problems of mixed channels, sizes, strides, dilations, paddings and borders, the same every time. */
const problems = Array.from({ length: 10 }, (_, seed) => {
  const random = mulberry32(seed)
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const [C, K, R, S] = [whole(1, 3), whole(1, 3), whole(1, 3), whole(1, 4)]
  const xShape = [whole(1, 2), C, whole(9, 14), whole(9, 14)]
  const g = convolutionGeometry(xShape, [K, C, R, S], {
    stride: [whole(1, 2), whole(1, 2)],
    dilation: [whole(1, 2), whole(1, 2)],
    padding: [whole(0, 2), whole(0, 2)],
    border: { mode: (['zeros', 'constant', 'replicate', 'reflect', 'circular'] as const)[whole(0, 4)], value: 0.5 },
  })
  const x = normalTensor(xShape, seed)
  const y = normalTensor([g.N, K, g.P, g.Q], seed + 100)
  return { x, y, g, start: [...normalTensor([K * C * R * S + K], seed + 200).data] }
})

describe.each(optimizerKinds)('%s', (kind) => {
  it.each(problems.map((problem, i) => ({ ...problem, i })))(
    'walks the way of the plain loop, problem $i',
    ({ x, y, g, start }) => {
      const moments = momentsOf(x, y, g, true)
      const largest = spectrumOf(moments).values[0]
      // A tenth of the stable rate for what the gradient's size moves, 0.05 for what divides by it.
      const learningRate = ['sgd', 'momentum', 'nesterov'].includes(kind) ? 0.1 / largest : 0.05
      const settings: OptimizerSettings = { kind, learningRate, weightDecay: 0.3 }
      const losses: number[] = []
      const state = descend(moments, settings, initialState(start), 50, (_, loss) => losses.push(loss))
      const plain = plainLoop(x, y, g, settings, start, 50)
      // 1e-10: some 1e2 to 1e3 roundings of 1e-16 per gradient, 50 times, and Adam's division by √v enlarges small ones.
      expectWithin(state.parameters, plain.parameters, 1e-10)
      expectWithin(
        losses,
        plain.losses,
        plain.losses.map((loss) => 1e-10 * loss),
      )
    },
  )
})

describe('descend', () => {
  const { x, y, g, start } = problems[0]
  const moments = momentsOf(x, y, g, true)

  it('reports the loss before each step, numbered from 1, and goes on from its own state', () => {
    const settings: OptimizerSettings = { kind: 'adam', learningRate: 0.01 }
    const seen: [number, number][] = []
    const first = descend(moments, settings, initialState(start), 3, (i, loss) => seen.push([i, loss]))
    const second = descend(moments, settings, structuredClone(first), 4, (i, loss) => seen.push([i, loss]))
    expect(seen.map(([i]) => i)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(second).toEqual(descend(moments, settings, initialState(start), 7))
    const loss = lossAt(moments, start)
    expectWithin([seen[0][1]], [loss], 1e-13 * loss) // the expanded form rounds a few dozen products
  })

  it('refuses with `diverged` what has left the range of numbers, after all losses before were told', () => {
    const seen: number[] = []
    const rate = 10 / spectrumOf(moments).values[0]
    const run = () =>
      descend(moments, { kind: 'sgd', learningRate: rate }, initialState(start), 1000, (_, loss) => seen.push(loss))
    expect(run).toThrow(LabError)
    const told = seen.length
    expect(told).toBeGreaterThan(10)
    expect(seen.every(Number.isFinite)).toBe(true)
    expect(run).toThrow(`after ${told} iterations of sgd`)
  })

  it('refuses parameters of another number', () => {
    expect(() => descend(moments, { kind: 'sgd', learningRate: 1 }, initialState([1]), 1)).toThrow('got 1')
  })
})
