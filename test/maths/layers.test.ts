import { describe, expect, it } from 'vitest'
import { activate, activateGradInput, leakyRelu, relu, sigmoid, tanh } from '../../shared/maths/activations.ts'
import type { Activation } from '../../shared/maths/activations.ts'
import { linear, linearGradBias, linearGradInput, linearGradWeight } from '../../shared/maths/linear.ts'
import { crossEntropy, errorLoss } from '../../shared/maths/losses.ts'
import type { ErrorLossName, LossAt } from '../../shared/maths/losses.ts'
import { softmax } from '../../shared/maths/softmax.ts'
import { expectRelative } from '../support/closeTo.ts'
import { readVectors, unpack } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

interface LayerCase {
  readonly layer: string
  readonly x: PackedTensor
  readonly y: PackedTensor
  readonly weight: PackedTensor
  readonly bias: PackedTensor
  readonly upstream: PackedTensor
  readonly gradX: PackedTensor
  readonly gradWeight: PackedTensor
  readonly gradBias: PackedTensor
  readonly labels: readonly number[]
  readonly target: PackedTensor
  readonly probabilities: PackedTensor
  readonly loss: number
}

const { cases } = readVectors<LayerCase>('layers')

function vectorOf(layer: string): LayerCase {
  const found = cases.find((candidate) => candidate.layer === layer)
  if (!found) throw new Error(`layers.json has no case ${layer}`)
  return found
}

/**
 * Two float64 results of at most 24 terms, in another order and with another exp: 2 · 24 · 2⁻⁵³ for the order, a few ulp for
 * the exponentials.
 */
const reordered = 64 * 2 ** -53

const activations: Record<string, Activation> = { relu, 'leakyRelu(0.01)': leakyRelu(0.01), sigmoid, tanh }

describe.each(Object.entries(activations))('%s: as PyTorch', (name, activation) => {
  const vector = vectorOf(name)
  const x = unpack(vector.x)

  it('forward', () => {
    expectRelative(activate(activation, x).data, vector.y.data, reordered)
  })

  it('∂L/∂x', () => {
    const dx = activateGradInput(activation, x, activate(activation, x), unpack(vector.upstream))
    expectRelative(dx.data, vector.gradX.data, reordered)
  })
})

describe('linear: as PyTorch', () => {
  const vector = vectorOf('linear')
  const [x, w, b, dy] = [vector.x, vector.weight, vector.bias, vector.upstream].map(unpack)

  it('forward', () => {
    const y = linear(x, w, b)
    expect(y.shape).toEqual(vector.y.shape)
    expectRelative(y.data, vector.y.data, reordered)
  })

  it('∂L/∂x, ∂L/∂w and ∂L/∂b', () => {
    expectRelative(linearGradInput(dy, w).data, vector.gradX.data, reordered)
    expectRelative(linearGradWeight(x, dy).data, vector.gradWeight.data, reordered)
    expectRelative(linearGradBias(dy).data, vector.gradBias.data, reordered)
  })
})

function expectLoss({ loss, dy }: LossAt, vector: LayerCase): void {
  expectRelative([loss], [vector.loss], reordered)
  expect(dy.shape).toEqual(vector.gradX.shape)
  expectRelative(dy.data, vector.gradX.data, reordered)
}

describe('losses: as PyTorch', () => {
  it('softmax and cross entropy, mean', () => {
    const vector = vectorOf('softmaxCrossEntropy(mean)')
    expectRelative(softmax(unpack(vector.x)).data, vector.probabilities.data, reordered)
    expectLoss(crossEntropy(unpack(vector.x), vector.labels), vector)
  })

  it.each<[string, ErrorLossName]>([
    ['mse(mean)', 'mse'],
    ['l1(mean)', 'l1'],
    ['huber(delta=1,mean)', 'huber'],
    ['squaredError(sum)', 'squaredError'],
  ])('%s', (name, loss) => {
    const vector = vectorOf(name)
    expectLoss(errorLoss(loss, unpack(vector.x), unpack(vector.target)), vector)
  })

  it('leaves no case of the vectors untested', () => {
    const tested = [
      ...Object.keys(activations),
      ...['linear', 'softmaxCrossEntropy(mean)', 'mse(mean)', 'l1(mean)', 'huber(delta=1,mean)', 'squaredError(sum)'],
    ]
    expect(cases.map(({ layer }) => layer).sort()).toEqual(tested.sort())
  })
})
