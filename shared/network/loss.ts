import { LabError } from '../errors.ts'
import { crossEntropy, crossEntropySum, errorLoss, errorLosses } from '../maths/losses.ts'
import type { LossAt, LossSum } from '../maths/losses.ts'
import { definedLayerSums } from '../maths/layerSums.ts'
import type { LayerSums } from '../maths/layerSums.ts'
import type { Tensor } from '../maths/tensor.ts'
import type { LossName } from './description.ts'

/** What a network should have answered: one class per sample, or numbers of the output's shape. */
export type Target = { readonly labels: ArrayLike<number> } | { readonly values: Tensor }

/** The loss of an output and ∂L/∂y, by the name that the network file gives. Throws `bad-argument`, `shape-mismatch`. */
export function lossAt(name: LossName, y: Tensor, target: Target): LossAt {
  if (name === 'crossEntropy') {
    if ('labels' in target) return crossEntropy(y, target.labels)
    throw new LabError('bad-argument', 'crossEntropy wants a label per sample, got values')
  }
  if ('values' in target) return errorLoss(name, y, target.values)
  throw new LabError('bad-argument', `${name} wants values of the output's shape, got labels`)
}

/** The same, not averaged yet: what the parts of a batch add up. `keep` leaves numbers of values out. */
export function lossSum(
  name: LossName,
  y: Tensor,
  target: Target,
  keep: Uint8Array | null = null,
  sums: LayerSums = definedLayerSums,
): LossSum {
  if (name === 'crossEntropy') {
    if ('labels' in target) return crossEntropySum(y, target.labels)
    throw new LabError('bad-argument', 'crossEntropy wants a label per sample, got values')
  }
  if ('values' in target) return sums.errorLossSum(name, y, target.values, keep)
  throw new LabError('bad-argument', `${name} wants values of the output's shape, got labels`)
}

/** What a sum over `counted` is multiplied by to be the loss of PyTorch's name. */
export function lossShare(name: LossName, counted: number): number {
  return name !== 'crossEntropy' && errorLosses[name].reduction === 'sum' ? 1 : 1 / Math.max(1, counted)
}
