import { LabError } from '../errors.ts'
import { definedLayerSums } from '../maths/layerSums.ts'
import type { LayerSums } from '../maths/layerSums.ts'
import type { Tensor } from '../maths/tensor.ts'
import type { ForwardPass } from './forward.ts'
import type { OwnParameters } from './layer.ts'
import type { Network } from './network.ts'
import { ownParameters } from './parameters.ts'
import type { NetworkParameters } from './parameters.ts'

export interface BackwardOptions {
  readonly sums?: LayerSums
  /** Training wants no gradient of x, a look inside none of the parameters: what nobody wants is not computed. */
  readonly wanted?: { readonly input: boolean; readonly parameters: boolean }
}

export interface Gradients {
  /** ∂L/∂x, null if nobody wanted it. */
  readonly dx: Tensor | null
  /** ∂L/∂θ for every parameter, by its name; empty if nobody wanted them. */
  readonly parameters: NetworkParameters
}

/** ∂L/∂values[i] = ∂layer_i/∂values[i] ᵀ · ∂L/∂values[i+1], from the last layer to the first     dy: the output's shape */
export function backward(
  network: Network,
  parameters: NetworkParameters,
  { values, memories }: ForwardPass,
  dy: Tensor,
  { sums = definedLayerSums, wanted = { input: true, parameters: true } }: BackwardOptions = {},
): Gradients {
  const { layers } = network
  checkUpstream(values[layers.length], dy)
  const gradients: OwnParameters<Tensor>[] = []
  const lowest = wanted.input ? 0 : layers.findIndex((layer) => layer.parameters.weight)
  let upstream = dy
  for (let i = layers.length - 1; i >= Math.max(lowest, 0); i--) {
    const { dx, own = {} } = layers[i].backward({
      x: values[i],
      y: values[i + 1],
      dy: upstream,
      memory: memories[i],
      own: ownParameters(network, parameters, i),
      sums,
      wanted: { input: wanted.input || i > lowest, parameters: wanted.parameters },
    })
    gradients[i] = own
    if (dx) upstream = dx
  }
  return { dx: wanted.input ? upstream : null, parameters: named(gradients) }
}

/** In PyTorch's order, however they were found. */
function named(gradients: readonly OwnParameters<Tensor>[]): NetworkParameters {
  const all = new Map<string, Tensor>()
  gradients.forEach(({ weight, bias }, layer) => {
    if (weight) all.set(`${layer}.weight`, weight)
    if (bias) all.set(`${layer}.bias`, bias)
  })
  return all
}

function checkUpstream(y: Tensor, dy: Tensor): void {
  if (y.shape.join('×') !== dy.shape.join('×')) {
    throw new LabError(
      'shape-mismatch',
      `∂L/∂y wants the output's shape ${y.shape.join('×')}, got ${dy.shape.join('×')}`,
    )
  }
}
