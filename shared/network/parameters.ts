import { refusal } from '../refusal.ts'
import { uniform } from '../maths/random.ts'
import type { Random } from '../maths/random.ts'
import { sizeOf, tensor, zeros } from '../maths/tensor.ts'
import type { Numbers, Tensor } from '../maths/tensor.ts'
import type { OwnParameters, Shape } from './layer.ts'
import type { Network } from './network.ts'

/** All that a network has learned, under PyTorch's names: `0.weight`, `0.bias`, `2.weight` … */
export type NetworkParameters = ReadonlyMap<string, Tensor>

export interface ParameterShape {
  readonly name: string
  readonly shape: Shape
  readonly layer: number
  readonly fanIn: number
}

const owned = ['weight', 'bias'] as const

/** Every parameter in PyTorch's order: layer by layer, weight before bias. */
export function parameterShapes({ layers }: Pick<Network, 'layers'>): readonly ParameterShape[] {
  return layers.flatMap(({ parameters, fanIn }, layer) =>
    owned.flatMap((own) => {
      const shape = parameters[own]
      return shape ? [{ name: `${layer}.${own}`, shape, layer, fanIn }] : []
    }),
  )
}

/** How many numbers the network learns. */
export function parameterCount(network: Pick<Network, 'layers'>): number {
  return parameterShapes(network).reduce((sum, { shape }) => sum + sizeOf(shape), 0)
}

/** 1 GiB of float32: what one network of this lab may learn. */
const mostParameters = 2 ** 28

/**
 * PyTorch's start for convolutions and linear layers: weights and biases uniform in ±1/√fanIn, fanIn = C/groups · R · S or F
 * (its kaiming_uniform with a = √5 comes to that). The numbers are of the type of `like`. Throws `too-large`.
 */
export function initialParameters(
  network: Network,
  random: Random,
  like: Numbers = new Float32Array(),
): NetworkParameters {
  const count = parameterCount(network)
  if (count > mostParameters) {
    throw refusal('too-large', 'networkParameters', { most: mostParameters, count })
  }
  return new Map(
    parameterShapes(network).map(({ name, shape, fanIn }) => {
      const start = zeros(shape, like)
      const reach = 1 / Math.sqrt(fanIn)
      for (let i = 0; i < start.data.length; i++) start.data[i] = uniform(reach, random)
      return [name, start]
    }),
  )
}

/** The parameters of one layer. Throws `not-found` and `shape-mismatch` where they are not those of the network. */
export function ownParameters(
  { layers }: Network,
  parameters: NetworkParameters,
  layer: number,
): OwnParameters<Tensor> {
  const own: { weight?: Tensor; bias?: Tensor } = {}
  for (const name of owned) {
    const shape = layers[layer].parameters[name]
    if (shape) own[name] = findParameter(parameters, `${layer}.${name}`, shape)
  }
  return own
}

function findParameter(parameters: NetworkParameters, name: string, shape: Shape): Tensor {
  const found = parameters.get(name)
  if (!found) throw refusal('not-found', 'noParameter', { name, shape: shape.join('×') })
  if (found.shape.join('×') !== shape.join('×')) {
    throw refusal('shape-mismatch', 'parameterShape', { name, wanted: shape.join('×'), came: found.shape.join('×') })
  }
  return found
}

/** All parameters (or their gradients) as one row of float64 in PyTorch's order: what an optimizer steps on. */
export function packParameters(network: Network, parameters: NetworkParameters): Float64Array {
  const numbers = new Float64Array(parameterCount(network))
  let at = 0
  for (const { name, shape } of parameterShapes(network)) {
    numbers.set(findParameter(parameters, name, shape).data, at)
    at += sizeOf(shape)
  }
  return numbers
}

/** The inverse of packParameters, rounded to the number type of `like`. */
export function unpackParameters(
  network: Network,
  numbers: Float64Array,
  like: Numbers = new Float32Array(),
): NetworkParameters {
  const create = like.constructor as new (values: Float64Array) => Numbers
  let at = 0
  return new Map(
    parameterShapes(network).map(({ name, shape }) => {
      const first = at
      at += sizeOf(shape)
      return [name, tensor(shape, new create(numbers.subarray(first, at)))]
    }),
  )
}
