import type { EpochRecord, Evaluation, TrainingProgress } from '../../shared/rpc/trainingContract.ts'

/** All that was told of a run so far: a progress brings only what is new. */
export interface TrainHistory {
  /** [iteration, loss of its batch] */
  readonly losses: readonly (readonly [number, number])[]
  readonly epochs: readonly EpochRecord[]
  /** The newest: a run that goes on from a checkpoint has none before its next epoch. */
  readonly evaluation: Evaluation | null
}

/** More points than a chart has pixels are thinned by half, so that a night of training stays a curve. */
const mostPoints = 4000

export const emptyHistory: TrainHistory = Object.freeze({ losses: [], epochs: [], evaluation: null })

export function withProgress(history: TrainHistory, told: TrainingProgress): TrainHistory {
  const { losses, history: epochs, evaluation } = told
  const last = history.losses.at(-1)?.[0] ?? -1
  const known = history.epochs.at(-1)?.epoch ?? 0
  return Object.freeze({
    // A run that goes on from a checkpoint tells again what it told before.
    losses: thinned([...history.losses, ...losses.filter(([iteration]) => iteration > last)]),
    epochs: [...history.epochs, ...epochs.filter(({ epoch }) => epoch > known)],
    evaluation: evaluation ?? history.evaluation,
  })
}

function thinned<T>(points: readonly T[]): readonly T[] {
  return points.length <= mostPoints ? points : points.filter((_, i) => i % 2 === 0 || i === points.length - 1)
}
