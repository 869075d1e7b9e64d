import { LabError } from '../errors.ts'
import type { InputShape, NetworkDescription } from './description.ts'
import type { Layer, Shape } from './layer.ts'
import { kindOf } from './layerKinds.ts'

/** Layers that fit together, for inputs of one size. */
export interface Network {
  readonly description: NetworkDescription
  readonly input: InputShape
  readonly layers: readonly Layer[]
  readonly output: Shape
}

/** Builds every layer for what the one before gives. Throws the first misfit: its layer (from 0), what it wanted, what came. */
export function createNetwork(description: NetworkDescription): Network {
  const { layers, misfit } = fitLayers(description)
  if (misfit) throw misfit
  return Object.freeze({ description, input: description.input, layers, output: layers[layers.length - 1].output })
}

/** The layers up to the first that does not fit, and why it does not: what a person needs while building. */
export function fitLayers({ input, layers: descriptions }: NetworkDescription): {
  readonly layers: readonly Layer[]
  readonly misfit: LabError | null
} {
  const layers: Layer[] = []
  let shape: Shape = input
  for (const [i, description] of descriptions.entries()) {
    try {
      const layer = kindOf(description.type).build(description, shape)
      layers.push(layer)
      shape = layer.output
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown
      const message = `layer ${i} (${description.type}): ${thrown.message}; its input is ${shape.join('×')}`
      return { layers, misfit: new LabError(thrown.code, message, { ...thrown.detail, layer: i, input: shape }) }
    }
  }
  return { layers, misfit: null }
}

/** Layer number `index`. Throws `bad-argument` where there is none. */
export function layerAt({ layers }: Network, index: number): Layer {
  const layer = layers[index]
  if (!layer)
    throw new LabError('bad-argument', `a layer is a whole number from 0 to ${layers.length - 1}, got ${index}`)
  return layer
}
