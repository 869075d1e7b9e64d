import type { LayerType } from '../../../shared/network/layerKinds.ts'

/** One argument of a layer, and how it is set. */
export type LayerField =
  | { readonly name: 'out' | 'groups'; readonly kind: 'whole'; readonly least: number; readonly most: number }
  | {
      readonly name: 'kernel' | 'stride' | 'dilation'
      readonly kind: 'pair'
      readonly least: number
      readonly most: number
    }
  | { readonly name: 'padding'; readonly kind: 'padding' | 'pair'; readonly least: number; readonly most: number }
  | { readonly name: 'negativeSlope' | 'p'; readonly kind: 'real'; readonly least: number; readonly most: number }
  | { readonly name: 'bias' | 'ceilMode' | 'countIncludePad'; readonly kind: 'yesOrNo' }

const mostSide = 64
const mostOutputs = 4096

const out: LayerField = { name: 'out', kind: 'whole', least: 1, most: mostOutputs }
const pair = (name: 'kernel' | 'stride' | 'dilation'): LayerField => ({ name, kind: 'pair', least: 1, most: mostSide })
const yesOrNo = (name: 'bias' | 'ceilMode' | 'countIncludePad'): LayerField => ({ name, kind: 'yesOrNo' })
const pooling: readonly LayerField[] = [
  pair('kernel'),
  pair('stride'),
  { name: 'padding', kind: 'pair', least: 0, most: mostSide },
]

/** The arguments of every type of layer, in PyTorch's order. */
export const layerFields: Readonly<Record<LayerType, readonly LayerField[]>> = {
  conv2d: [
    out,
    pair('kernel'),
    pair('stride'),
    { name: 'padding', kind: 'padding', least: 0, most: mostSide },
    pair('dilation'),
    { name: 'groups', kind: 'whole', least: 1, most: mostOutputs },
    yesOrNo('bias'),
  ],
  relu: [],
  leakyRelu: [{ name: 'negativeSlope', kind: 'real', least: -1, most: 1 }],
  sigmoid: [],
  tanh: [],
  maxPool2d: [...pooling, pair('dilation'), yesOrNo('ceilMode')],
  avgPool2d: [...pooling, yesOrNo('ceilMode'), yesOrNo('countIncludePad')],
  globalAvgPool2d: [],
  flatten: [],
  linear: [out, yesOrNo('bias')],
  dropout: [{ name: 'p', kind: 'real', least: 0, most: 0.99 }],
  softmax: [],
}
