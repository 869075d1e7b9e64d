import { LabError } from '../../../shared/errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { TrainingPlan } from './plan.ts'
import type { TrainingState } from './trainingState.ts'

/** The state of a checkpoint, if the data are those it was trained on: with others it would not be the same run. */
export function continued({ fingerprint, state }: Checkpoint, { data }: TrainingPlan): TrainingState {
  if (fingerprint !== data.fingerprint) {
    throw new LabError(
      'bad-argument',
      `the run wants the ${fingerprint.split('-')[0]} pictures that it began with, got ${data.count}, other ones; begin a new run with them`,
    )
  }
  return state
}
