import type { InferOutput } from 'valibot'
import type { LayerKind } from './layer.ts'
import { leakyRelu, relu, sigmoid, tanh } from './layers/activation.ts'
import { avgPool2d, globalAvgPool2d } from './layers/avgPool2d.ts'
import { conv2d } from './layers/conv2d.ts'
import { dropout } from './layers/dropout.ts'
import { flatten } from './layers/flatten.ts'
import { linear } from './layers/linear.ts'
import { maxPool2d } from './layers/maxPool2d.ts'
import { softmax } from './layers/softmax.ts'

/** By the `type` of a network file: one more kind of layer is one more file and one more word here. */
export const layerKinds = {
  conv2d,
  relu,
  leakyRelu,
  sigmoid,
  tanh,
  maxPool2d,
  avgPool2d,
  globalAvgPool2d,
  flatten,
  linear,
  dropout,
  softmax,
}

type Kinds = typeof layerKinds
export type LayerType = keyof Kinds

/** One layer as a network file states it, every argument filled in. */
export type LayerDescription = { readonly [T in LayerType]: Readonly<InferOutput<Kinds[T]['schema']>> }[LayerType]

export const layerTypes = Object.keys(layerKinds) as readonly LayerType[]

/** The kind that reads and builds a description of its own type. */
export function kindOf(type: LayerType): LayerKind<LayerDescription> {
  return layerKinds[type] as unknown as LayerKind<LayerDescription>
}
