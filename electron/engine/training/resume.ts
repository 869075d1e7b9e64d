import { refusal } from '../../../shared/refusal.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { TrainingPlan } from './plan.ts'
import type { TrainingState } from './trainingState.ts'

/** The state of a checkpoint, if the data are those it was trained on: with others it would not be the same run. */
export function continued({ fingerprint, state }: Checkpoint, { data }: TrainingPlan): TrainingState {
  if (fingerprint !== data.fingerprint) {
    throw refusal('bad-argument', 'otherPictures', { count: fingerprint.split('-')[0], came: data.count })
  }
  return state
}
