import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../shared/maths/random.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { zeros } from '../../shared/maths/tensor.ts'
import { backward } from '../../shared/network/backward.ts'
import { featureMaps, forward } from '../../shared/network/forward.ts'
import { inputGradient } from '../../shared/network/inputGradient.ts'
import { lossAt } from '../../shared/network/loss.ts'
import type { Target } from '../../shared/network/loss.ts'
import type { LossName } from '../../shared/network/description.ts'
import type { Network } from '../../shared/network/network.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { normalTensor } from '../support/builders.ts'
import { differencesOf, expectGradient } from '../support/centralDifferences.ts'
import { networkOf, normalParameters, stacks } from '../support/networks.ts'

interface Problem {
  readonly network: Network
  readonly parameters: NetworkParameters
  readonly x: Tensor
  readonly loss: LossName
  readonly target: Target
}

/** ∂L/∂x and every ∂L/∂θ of a whole network against central differences; dropout drops the same values each time. */
function expectGradients({ network, parameters, x, loss, target }: Problem): void {
  const pass = () => forward(network, parameters, x, { dropout: mulberry32(1) })
  const lossNow = () => lossAt(loss, pass().values[network.layers.length], target)
  const { dx, parameters: gradients } = backward(network, parameters, pass(), lossNow().dy)
  expect([...gradients.keys()]).toEqual([...parameters.keys()])
  const value = () => lossNow().loss
  expectGradient(dx!, differencesOf(x, value))
  for (const [name, theta] of parameters) expectGradient(gradients.get(name)!, differencesOf(theta, value))
}

describe('the gradient of a whole network equals central differences', () => {
  it('six layers and more that learn to tell classes apart', () => {
    const network = networkOf(
      [2, 9, 8],
      { type: 'conv2d', out: 4, kernel: [3, 2], padding: 1, stride: [1, 2], groups: 2 },
      { type: 'leakyRelu', negativeSlope: 0.1 },
      { type: 'maxPool2d', kernel: 2, stride: 1, ceilMode: true },
      { type: 'conv2d', out: 3, kernel: 2, dilation: 2, bias: false },
      { type: 'tanh' },
      { type: 'avgPool2d', kernel: 2, padding: 1, countIncludePad: false },
      { type: 'flatten' },
      { type: 'dropout', p: 0.25 },
      { type: 'linear', out: 5 },
      { type: 'sigmoid' },
      { type: 'linear', out: 3 },
    )
    expectGradients({
      network,
      parameters: normalParameters(network, 20),
      x: normalTensor([3, 2, 9, 8], 21),
      loss: 'crossEntropy',
      target: { labels: [2, 0, 1] },
    })
  })

  it('six layers that make a picture of a picture', () => {
    const conv = { type: 'conv2d', kernel: 3, padding: 'same' }
    const layers = [{ ...conv, out: 3 }, { type: 'relu' }, { ...conv, out: 3 }, { type: 'relu' }, { ...conv, out: 2 }]
    const network = networkOf([2, 6, 5], ...layers, { type: 'softmax' })
    expectGradients({
      network,
      parameters: normalParameters(network, 30),
      x: normalTensor([2, 2, 6, 5], 31),
      loss: 'huber',
      target: { values: normalTensor([2, 2, 6, 5], 32) },
    })
  })

  it('a mean over all of a map', () => {
    const network = networkOf([1, 5, 5], { type: 'conv2d', out: 2, kernel: 2 }, { type: 'globalAvgPool2d' })
    expectGradients({
      network,
      parameters: normalParameters(network, 40),
      x: normalTensor([2, 1, 5, 5], 41),
      loss: 'squaredError',
      target: { values: normalTensor([2, 2, 1, 1], 42) },
    })
  })
})

describe('backward', () => {
  const network = networkOf([1, 6, 6], { type: 'relu' }, { type: 'conv2d', out: 2, kernel: 3 }, { type: 'tanh' })
  const parameters = normalParameters(network, 50)
  const pass = forward(network, parameters, normalTensor([1, 1, 6, 6], 51))
  const dy = normalTensor([1, 2, 4, 4], 52)
  const all = backward(network, parameters, pass, dy)

  it('computes the same whichever gradients are wanted', () => {
    const training = backward(network, parameters, pass, dy, { wanted: { input: false, parameters: true } })
    expect(training).toEqual({ dx: null, parameters: all.parameters })
    const looking = backward(network, parameters, pass, dy, { wanted: { input: true, parameters: false } })
    expect(looking).toEqual({ dx: all.dx, parameters: new Map() })
  })

  it('refuses ∂L/∂y of another shape', () => {
    expect(() => backward(network, parameters, pass, normalTensor([1, 2, 4, 5], 1))).toThrow(
      "the output's shape 1×2×4×4, got 1×2×4×5",
    )
  })
})

describe('inputGradient', () => {
  it('is the gradient of one value by the whole backward pass, where it can differ from 0', () => {
    fc.assert(
      fc.property(stacks, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (network, share) => {
        const parameters = normalParameters(network, 60)
        const x = normalTensor([1, ...network.input], 61)
        const layer = network.layers.length - 1
        const pass = forward(network, parameters, x)
        const y = pass.values[layer + 1]
        const at = Math.floor(share * y.data.length)
        const [, , P = 1, Q = 1] = y.shape
        const place = { k: Math.floor(at / (P * Q)), p: Math.floor(at / Q) % P, q: at % Q }
        const { rows, columns, gradient, value } = inputGradient(network, parameters, x, layer, place)

        const dy = zeros(y.shape, y.data)
        dy.data[at] = 1
        const whole = backward(network, parameters, pass, dy).dx!
        const placed = zeros(whole.shape, whole.data)
        const [C, height, width] = gradient.shape
        for (let i = 0; i < C * height * width; i++) {
          const [c, row, column] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width]
          placed.data[(c * x.shape[2] + rows.first + row) * x.shape[3] + columns.first + column] = gradient.data[i]
        }
        expect(value).toBe(y.data[at])
        // −0 and 0 are the same gradient: the part adds fewer zeros.
        expect(placed.data.map((number) => number + 0)).toEqual(whole.data.map((number) => number + 0))
      }),
      { numRuns: 300 },
    )
  })

  it('stops at the layer it is asked about', () => {
    const network = networkOf([1, 9, 9], { type: 'conv2d', out: 1, kernel: 3 }, { type: 'conv2d', out: 1, kernel: 5 })
    const parameters = normalParameters(network, 70)
    const x = normalTensor([1, 1, 9, 9], 71)
    const { rows, columns, gradient, value } = inputGradient(network, parameters, x, 0, { k: 0, p: 2, q: 4 })
    expect([rows, columns]).toEqual([
      { first: 2, end: 5 },
      { first: 4, end: 7 },
    ])
    expect([...gradient.data]).toEqual([...parameters.get('0.weight')!.data]) // a convolution's gradient is its kernel
    expect(value).toBe(featureMaps(network, parameters, x, 0).data[2 * 7 + 4])
  })
})
