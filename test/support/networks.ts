import fc from 'fast-check'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import { parseNetwork } from '../../shared/network/description.ts'
import { createNetwork } from '../../shared/network/network.ts'
import type { Network } from '../../shared/network/network.ts'
import { parameterShapes } from '../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { normalTensor } from './builders.ts'

/** A network from what a person would write; without a loss. */
export function networkOf(input: readonly number[], ...layers: object[]): Network {
  return createNetwork(parseNetwork({ input, layers }))
}

/** Normally distributed parameters in float64. */
export function normalParameters(network: Network, seed: number): NetworkParameters {
  return new Map(parameterShapes(network).map(({ name, shape }, i) => [name, normalTensor(shape, seed + i)]))
}

/** The same numbers in float64 whatever they are: for gradients and for brute force. */
export function filled(shape: readonly number[], value: (i: number) => number): Tensor<Float64Array> {
  return tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
  )
}

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))

const conv = fc.record({
  type: fc.constant('conv2d'),
  out: fc.integer({ min: 1, max: 2 }),
  kernel: pair(1, 3),
  stride: pair(1, 3),
  dilation: pair(1, 2),
  padding: pair(0, 3),
})

const sameConv = fc.record({
  type: fc.constant('conv2d'),
  out: fc.integer({ min: 1, max: 2 }),
  kernel: pair(1, 4),
  dilation: pair(1, 2),
  padding: fc.constant('same'),
})

const pooling = { kernel: pair(1, 3), stride: pair(1, 3), padding: pair(0, 1), ceilMode: fc.boolean() }
const maxPool = fc.record({ type: fc.constant('maxPool2d'), ...pooling, dilation: pair(1, 2) })
const avgPool = fc.record({ type: fc.constant('avgPool2d'), ...pooling, countIncludePad: fc.boolean() })

/** Layers that keep a map a map. */
const mapLayers = fc.array(fc.oneof(conv, conv, sameConv, maxPool, avgPool, fc.constant({ type: 'leakyRelu' })), {
  minLength: 1,
  maxLength: 4,
})

/** What may stand at the end: nothing, or something that reads the whole map. */
const endings = fc.constantFrom<object[][]>(
  [],
  [],
  [{ type: 'globalAvgPool2d' }],
  [{ type: 'flatten' }],
  [{ type: 'flatten' }, { type: 'linear', out: 3 }],
  [{ type: 'flatten' }, { type: 'tanh' }, { type: 'softmax' }],
)

/** Small stacks of convolutions and poolings of every kind, on a picture of two channels; those that do not fit are left out. */
export const stacks: fc.Arbitrary<Network> = fc
  .record({ size: pair(3, 11), layers: mapLayers, ending: endings })
  .map(({ size, layers, ending }) => fitting([2, ...size], [...layers, ...ending]))
  .filter((network) => network !== null)

function fitting(input: readonly number[], layers: object[]): Network | null {
  try {
    return networkOf(input, ...layers)
  } catch {
    return null
  }
}
