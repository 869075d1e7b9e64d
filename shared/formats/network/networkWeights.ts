import type { FileNote } from '../../fileNote.ts'
import { tensor } from '../../maths/tensor.ts'
import type { Tensor } from '../../maths/tensor.ts'
import { parseNetwork } from '../../network/description.ts'
import type { NetworkDescription } from '../../network/description.ts'
import { createNetwork } from '../../network/network.ts'
import { ownParameters, parameterShapes } from '../../network/parameters.ts'
import type { NetworkParameters } from '../../network/parameters.ts'
import type { NamedArray } from '../kernelArray.ts'

/** A network with what it learned, as files hold it. */
export interface NetworkWeights {
  readonly description: NetworkDescription
  readonly parameters: NetworkParameters
}

export interface NetworkRead {
  /** null where a file holds weights only, or layers that are not ours. */
  readonly network: NetworkWeights | null
  /** Every 2-D convolution, each as a network of one layer. */
  readonly convolutions: readonly (NetworkWeights & { readonly name: string })[]
  readonly notes: readonly FileNote[]
}

/** Refuses weights that are not those of the network: `not-found`, `shape-mismatch`. */
export function withWeights(description: NetworkDescription, arrays: readonly NamedArray[]): NetworkWeights {
  const network = createNetwork(description)
  const all = new Map(arrays.map(({ name, shape, data }) => [name, single(shape, data)]))
  const parameters = new Map(
    parameterShapes(network).map(({ name, layer }) => {
      const own = ownParameters(network, all, layer)
      return [name, own[name.endsWith('bias') ? 'bias' : 'weight']!]
    }),
  )
  return { description, parameters }
}

function single(shape: readonly number[], data: NamedArray['data']): Tensor<Float32Array> {
  return tensor(shape, data instanceof Float32Array ? data : Float32Array.from(data))
}

/** One convolution as a network that keeps the size of a picture, as nearly as its kernel lets it. */
export function oneConvolution(
  name: string,
  { shape, data }: Pick<NamedArray, 'shape' | 'data'>,
  bias: NamedArray['data'] | null,
  options: Readonly<Record<string, unknown>> = {},
): NetworkWeights & { readonly name: string } {
  const [K, C, R, S] = shape
  const groups = typeof options.groups === 'number' ? options.groups : 1
  const layer = { type: 'conv2d', out: K, kernel: [R, S], padding: 'same', ...options, bias: bias !== null }
  const description = parseNetwork({ input: [C * groups, Math.max(64, R), Math.max(64, S)], layers: [layer] })
  const weight = ['0.weight', single(shape, data)] as const
  return { name, description, parameters: new Map(bias ? [weight, ['0.bias', single([K], bias)]] : [weight]) }
}
