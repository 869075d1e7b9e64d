import { LabError } from '../errors.ts'
import { crossEntropy, errorLoss } from '../maths/losses.ts'
import type { LossAt } from '../maths/losses.ts'
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
