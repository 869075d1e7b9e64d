import { activate, activateGradInput } from './activations.ts'
import type { Activation } from './activations.ts'
import { definedSums } from './convolutionSums.ts'
import type { ConvolutionSums } from './convolutionSums.ts'
import { linear, linearGradBias, linearGradInput, linearGradWeight } from './linear.ts'
import { errorLossSum } from './losses.ts'
import type { ErrorLossName, LossSum } from './losses.ts'
import { averagePool, averagePoolGradInput, maxPool, maxPoolGradInput } from './pooling.ts'
import type { Pooling } from './pooling.ts'
import type { Tensor } from './tensor.ts'

/** All that a network spends its time on, whoever computes it: formulas and shapes are those of the files of maths/. */
export interface LayerSums extends ConvolutionSums {
  linear(x: Tensor, w: Tensor, b: Tensor | null): Tensor
  linearGradInput(dy: Tensor, w: Tensor): Tensor
  linearGradWeight(x: Tensor, dy: Tensor): Tensor
  linearGradBias(dy: Tensor): Tensor
  maxPool(x: Tensor, g: Pooling): { readonly y: Tensor; readonly indices: Int32Array }
  maxPoolGradInput(dy: Tensor, indices: Int32Array, g: Pooling): Tensor
  averagePool(x: Tensor, g: Pooling, countIncludePad?: boolean): Tensor
  averagePoolGradInput(dy: Tensor, g: Pooling, countIncludePad?: boolean): Tensor
  activate(activation: Activation, x: Tensor): Tensor
  activateGradInput(activation: Activation, x: Tensor, y: Tensor, dy: Tensor): Tensor
  errorLossSum(name: ErrorLossName, y: Tensor, target: Tensor, keep?: Uint8Array | null): LossSum
}

/** The definition: any number type, one thread. */
export const definedLayerSums: LayerSums = {
  ...definedSums,
  linear,
  linearGradInput,
  linearGradWeight,
  linearGradBias,
  maxPool,
  maxPoolGradInput,
  averagePool,
  averagePoolGradInput,
  activate,
  activateGradInput,
  errorLossSum,
}
