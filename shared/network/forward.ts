import { LabError } from '../errors.ts'
import { definedLayerSums } from '../maths/layerSums.ts'
import type { LayerSums } from '../maths/layerSums.ts'
import type { Random } from '../maths/random.ts'
import type { Tensor } from '../maths/tensor.ts'
import type { LayerForward } from './layer.ts'
import { layerAt } from './network.ts'
import type { Network } from './network.ts'
import { ownParameters } from './parameters.ts'
import type { NetworkParameters } from './parameters.ts'

export interface ForwardOptions {
  /** Who computes; maths/ itself when left out. */
  readonly sums?: LayerSums
  /** Given while the network is trained: what dropout draws from. */
  readonly dropout?: Random | null
}

/** Everything that a pass computed: what the backward pass needs. */
export interface ForwardPass {
  /** values[0] is x, values[i + 1] what layer i made of values[i]. */
  readonly values: readonly Tensor[]
  readonly memories: readonly LayerForward['memory'][]
}

/** values[i+1] = layer_i(values[i])     x: N C H W; all numbers of the type of x. Throws `shape-mismatch`, `not-found`. */
export function forward(
  network: Network,
  parameters: NetworkParameters,
  x: Tensor,
  options: ForwardOptions = {},
): ForwardPass {
  checkInput(network, x)
  const values = [x]
  const memories: LayerForward['memory'][] = []
  for (let i = 0; i < network.layers.length; i++) {
    const { y, memory } = layerForward(network, parameters, i, values[i], options)
    values.push(y)
    memories.push(memory)
  }
  return { values, memories }
}

/** What a layer shows of x: N K P Q, or N F from `flatten` on; the network's own output by default. Keeps no layer before it. */
export function featureMaps(
  network: Network,
  parameters: NetworkParameters,
  x: Tensor,
  layer: number = network.layers.length - 1,
  options: ForwardOptions = {},
): Tensor {
  checkInput(network, x)
  layerAt(network, layer)
  let value = x
  for (let i = 0; i <= layer; i++) value = layerForward(network, parameters, i, value, options).y
  return value
}

function layerForward(
  network: Network,
  parameters: NetworkParameters,
  index: number,
  x: Tensor,
  { sums = definedLayerSums, dropout = null }: ForwardOptions,
): LayerForward {
  return network.layers[index].forward(x, ownParameters(network, parameters, index), { sums, dropout })
}

function checkInput({ input }: Network, { shape }: Tensor): void {
  if (shape.length !== 4 || input.some((extent, i) => shape[i + 1] !== extent)) {
    throw new LabError('shape-mismatch', `the network wants N×${input.join('×')}, got ${shape.join('×')}`)
  }
}
