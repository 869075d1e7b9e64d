import { sizeOf } from '../maths/tensor.ts'
import type { Shape } from './layer.ts'
import type { Network } from './network.ts'
import { receptiveFields } from './receptiveField.ts'
import type { ReceptiveField } from './receptiveField.ts'

/** What one layer makes of one picture, and what that costs. */
export interface LayerShape {
  readonly type: string
  /** C×P×Q, or one number from `flatten` on. */
  readonly output: Shape
  readonly parameters: number
  readonly multiplyAdds: number
  readonly receptiveField: ReceptiveField
  /** Weights and, where the layer has them, biases of a fully-connected layer between the same input and output. */
  readonly denseParameters: number
}

export interface NetworkShapes {
  readonly layers: readonly LayerShape[]
  readonly total: {
    readonly parameters: number
    readonly multiplyAdds: number
    /** Over the layers that learn: what they would need without their kernels. */
    readonly denseParameters: number
  }
}

/** Shapes, sizes and fields of a network, for one picture. */
export function networkShapes(network: Network): NetworkShapes {
  const fields = receptiveFields(network)
  const layers = network.layers.map(({ type, input, output, parameters, multiplyAdds }, i): LayerShape => {
    const biases = parameters.bias ? sizeOf(output) : 0
    const own = [parameters.weight, parameters.bias].map((shape) => (shape ? sizeOf(shape) : 0))
    return {
      type,
      output,
      parameters: own[0] + own[1],
      multiplyAdds,
      receptiveField: fields[i],
      denseParameters: sizeOf(input) * sizeOf(output) + biases,
    }
  })
  const sum = (of: (layer: LayerShape) => number): number => layers.reduce((total, layer) => total + of(layer), 0)
  return {
    layers,
    total: {
      parameters: sum((layer) => layer.parameters),
      multiplyAdds: sum((layer) => layer.multiplyAdds),
      denseParameters: sum((layer) => (layer.parameters > 0 ? layer.denseParameters : 0)),
    },
  }
}
