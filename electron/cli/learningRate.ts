import { stableLearningRate } from '../../shared/learning/conditioning.ts'
import type { OptimizerSettings } from '../../shared/learning/learnTypes.ts'

/** PyTorch's defaults for the optimizers that no learning rate makes diverge. */
const pytorchDefaults = { adam: 1e-3, rmsprop: 1e-2, adagrad: 1e-2 } as const

/** Half of the largest rate that does not diverge: the steepest combination of weights then settles without swinging. */
export function defaultRate(settings: Omit<OptimizerSettings, 'learningRate'>, eigenvalues: readonly number[]): number {
  const { kind } = settings
  if (kind === 'adam' || kind === 'rmsprop' || kind === 'adagrad') return pytorchDefaults[kind]
  const stable = stableLearningRate({ values: Float64Array.from(eigenvalues) }, settings)
  return stable !== null && Number.isFinite(stable) ? stable / 2 : 1
}
