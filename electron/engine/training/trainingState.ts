import { packParameters, unpackParameters, initialParameters } from '../../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import type { OptimizerRun } from '../../../shared/maths/optimizers.ts'
import { drawer } from '../../../shared/network/training/draws.ts'
import type { EpochRecord } from '../../../shared/rpc/trainingContract.ts'
import type { TrainingPlan } from './plan.ts'

/**
 * All that a run has become: with the plan, it decides every step that follows. There is no state of a random generator:
 * every draw comes from the seed and from where the run stands.
 */
export interface TrainingState {
  /** Parameters, moments and iterations, in float64; in shared memory (`sharedRun`). */
  readonly optimizer: OptimizerRun
  /** Epochs done, and steps done of the one under way. */
  epoch: number
  step: number
  /** What the steps of the epoch under way add up to. */
  sums: { sum: number; counted: number; correct: number; samples: number }
  history: readonly EpochRecord[]
  /** The weights with the lowest validation loss so far. */
  best: { readonly epoch: number; readonly loss: number; readonly parameters: Float64Array } | null
  seconds: number
}

/** In shared memory, so that every thread can do a part of a step. */
export function sharedRun({ iteration, parameters, m, v }: OptimizerRun): OptimizerRun {
  const shared = (numbers: Float64Array): Float64Array => {
    const copy = new Float64Array(new SharedArrayBuffer(numbers.byteLength))
    copy.set(numbers)
    return copy
  }
  return { iteration, parameters: shared(parameters), m: shared(m), v: shared(v) }
}

export const noSums = { sum: 0, counted: 0, correct: 0, samples: 0 }

/** PyTorch's start, but for the parameters that are given. Throws `shape-mismatch` for those of another network. */
export function initialState({ network, settings }: TrainingPlan, given: NetworkParameters = new Map()): TrainingState {
  const start = new Map([...initialParameters(network, drawer(settings.seed, 'weights')), ...given])
  const numbers = packParameters(network, start)
  const count = numbers.length
  return {
    optimizer: sharedRun({ iteration: 0, parameters: numbers, m: new Float64Array(count), v: new Float64Array(count) }),
    epoch: 0,
    step: 0,
    sums: { ...noSums },
    history: [],
    best: null,
    seconds: 0,
  }
}

/** The weights as a model has them, in float32: as they are, or the best so far. */
export function weightsOf({ network }: TrainingPlan, state: TrainingState, which: 'now' | 'best'): NetworkParameters {
  const numbers = which === 'best' && state.best ? state.best.parameters : state.optimizer.parameters
  return unpackParameters(network, numbers)
}
