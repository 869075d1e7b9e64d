import type { GenericSchema } from 'valibot'
import type { LayerSums } from '../maths/layerSums.ts'
import type { Random } from '../maths/random.ts'
import type { AxisWindow } from '../maths/receptiveField.ts'
import type { Tensor } from '../maths/tensor.ts'

/** One sample: [C, H, W], or [F] from `flatten` on. */
export type Shape = readonly number[]

/** The numbers that a layer learns; PyTorch's names. */
export interface OwnParameters<T> {
  readonly weight?: T
  readonly bias?: T
}

/** What a layer needs besides its input. */
export interface Run {
  readonly sums: LayerSums
  /** Where dropout draws from; null when the network is used, not trained: then dropout does nothing. */
  readonly dropout: Random | null
}

export interface LayerForward {
  readonly y: Tensor
  /** What the gradient needs and x and y do not tell: the places of maxima, what dropout kept. */
  readonly memory?: Int32Array | Float64Array
}

export interface LayerBackward {
  readonly x: Tensor
  readonly y: Tensor
  readonly dy: Tensor
  readonly memory: LayerForward['memory']
  readonly own: OwnParameters<Tensor>
  readonly sums: LayerSums
  /** Which gradients somebody will look at; the others are not computed. */
  readonly wanted: { readonly input: boolean; readonly parameters: boolean }
}

export interface LayerGradients {
  readonly dx?: Tensor
  readonly own?: OwnParameters<Tensor>
}

/** A layer for inputs of one size. Its tensors have one axis more in front: N, the batch. */
export interface Layer {
  readonly type: string
  readonly input: Shape
  readonly output: Shape
  readonly parameters: OwnParameters<Shape>
  /** Inputs of one output value: what the initial weights are scaled by. */
  readonly fanIn: number
  /** Multiply-adds of one sample; 0 where nothing is multiplied by a weight. */
  readonly multiplyAdds: number
  /** Which places of its input one output value depends on: the same place, a window around it, or all of them. */
  readonly reads: 'place' | 'everything' | readonly [rows: AxisWindow, columns: AxisWindow]
  forward(x: Tensor, own: OwnParameters<Tensor>, run: Run): LayerForward
  backward(step: LayerBackward): LayerGradients
}

/** One type of layer: its line in a network file, and how the line becomes a layer. */
export interface LayerKind<Description> {
  /** Fills in PyTorch's defaults; pairs stand for both axes from then on. */
  readonly schema: GenericSchema<unknown, Description>
  /** Throws `shape-mismatch`, `bad-argument`, `too-large` for an input that does not fit. */
  build(description: Description, input: Shape): Layer
}

/** The parts that a layer without parameters, which looks at one place at a time, does not have to name. */
export const plain = { parameters: {}, fanIn: 0, multiplyAdds: 0, reads: 'place' } as const
