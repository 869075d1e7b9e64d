import type { OptimizerSettings } from '../maths/optimizers.ts'
import type { NetworkDescription } from '../network/description.ts'
import type { NetworkParameters } from '../network/parameters.ts'
import type { DataSetContract, DataSetId } from './dataSetContract.ts'
import type { FileToken } from './engineContract.ts'
import type { ModelContract } from './modelContract.ts'

/** Name of a training run in the engine; good until the engine dies or the run is closed. */
export type RunId = string & { readonly brand: 'RunId' }

export interface Augmentation {
  /** Half of the pictures mirrored, left to right. */
  readonly flip: boolean
  /** Moved by up to so many pixels either way, the rim repeated. Pairs are flipped only: their patches move anyway. */
  readonly shift: number
}

export interface TrainingSettings {
  readonly optimizer: OptimizerSettings
  readonly epochs: number
  /** Pictures, or patches, of one step. */
  readonly batch: number
  /** The share of the pictures (of each class) that is only looked at; 0 uses all for training. */
  readonly validation: number
  /** Of the split, the order, the augmentation, dropout and the initial weights. */
  readonly seed: number
  readonly augmentation: Augmentation
  /** Stop after so many epochs without a lower validation loss and keep the best weights; 0 never stops early. */
  readonly patience: number
  /** Pairs: patches of one epoch. Left out: as many as cover the training pictures once. */
  readonly patches?: number
}

export interface TrainingRequest {
  readonly dataSet: DataSetId
  readonly description: NetworkDescription
  readonly settings: TrainingSettings
  /** Where to begin; what is not among them begins as in PyTorch, from the seed. */
  readonly parameters?: NetworkParameters
  /** A folder chosen to write in, for checkpoints; null keeps the run in the engine only, and a crash ends it. */
  readonly folder: FileToken | null
}

/** The checkpoint's own network and settings come back; the data set must be the one it was trained on. */
export interface ResumeRequest {
  readonly dataSet: DataSetId
  readonly folder: FileToken
  /** More epochs than were asked for at first. */
  readonly epochs?: number
}

export interface TrainingRun {
  readonly run: RunId
  readonly description: NetworkDescription
  readonly settings: TrainingSettings
  readonly classes: readonly string[]
  readonly training: number
  readonly validation: number
  readonly stepsPerEpoch: number
  readonly parameters: number
  /** Bytes that training takes at most: pictures; activations and gradients of all threads; weights and moments. */
  readonly memory: { readonly pictures: number; readonly steps: number; readonly weights: number }
  /** Where it stands: at the start, or at the checkpoint. */
  readonly progress: TrainingProgress
}

export interface Score {
  readonly loss: number
  /** The share of pictures whose most probable class is right; null for pictures of pictures. */
  readonly accuracy: number | null
}

export interface EpochRecord {
  /** From 1. */
  readonly epoch: number
  /** Over the steps of the epoch, while the weights moved. */
  readonly train: Score
  /** After the epoch; null without validation pictures. */
  readonly validation: Score | null
  /** Since the run began, pauses left out. */
  readonly seconds: number
}

/** How a layer does, at the last step of an epoch or of a pause. */
export interface LayerHealth {
  readonly layer: number
  readonly type: string
  /** √Σ g² over its own parameters, and over their values; null where there are none. */
  readonly gradientNorm: number | null
  readonly weightNorm: number | null
  /** Of what it answered. */
  readonly mean: number
  readonly deviation: number
  /** ReLU: channels (or units) that answered 0 everywhere for every picture of the step, out of how many; else null. */
  readonly dead: { readonly count: number; readonly of: number } | null
}

export interface Mistake {
  /** Index into the data set; `dataSetPictures` shows it. */
  readonly sample: number
  readonly file: string
  readonly label: number
  readonly answer: number
  /** Of the answer, and of the right class. */
  readonly probability: number
  readonly right: number
}

/** What the network says to all validation pictures (all pictures, where there are none). */
export interface Evaluation {
  readonly epoch: number
  readonly score: Score
  /** counts[label][answer]; empty for pictures of pictures. */
  readonly confusion: readonly (readonly number[])[]
  /** Worst first, at most 24. */
  readonly mistakes: readonly Mistake[]
}

export type TrainingState = 'ready' | 'running' | 'paused' | 'finished'

export interface TrainingProgress {
  readonly state: TrainingState
  /** Of `finished`: all epochs are done, or the validation loss fell no more. */
  readonly reason: 'epochs' | 'early' | null
  /** Epochs done. */
  readonly epoch: number
  readonly epochs: number
  /** Steps done of the epoch under way. */
  readonly step: number
  readonly stepsPerEpoch: number
  /** Steps done in all. */
  readonly iteration: number
  readonly seconds: number
  readonly picturesPerSecond: number
  /** New points since the last progress: [iteration, loss of its batch]; thinned where they come too fast to be seen. */
  readonly losses: readonly (readonly [number, number])[]
  /** New epochs since the last progress; all of them in `TrainingRun.progress`. */
  readonly history: readonly EpochRecord[]
  /** Of the newest step that was looked at; empty before. */
  readonly layers: readonly LayerHealth[]
  readonly evaluation: Evaluation | null
  /** The epoch whose weights are kept as the best, from 1; null without validation. */
  readonly best: number | null
  /** Seconds of the run at which the last checkpoint was written; null where there is no folder. */
  readonly saved: number | null
}

/** What the window asks about training: the pictures, the run, and the network that it makes. */
export type TrainingContract = DataSetContract & ModelContract & RunContract

type RunContract = {
  /** Checks everything and reserves memory, so that what can be refused is refused before the first step. */
  poseTraining: { request: TrainingRequest; reply: TrainingRun }
  resumeTraining: { request: ResumeRequest; reply: TrainingRun }
  /**
   * Goes on until the run is finished or `pauseTraining` is called; then replies where it stands. Calling it again goes on.
   * An aborted call pauses too. Progress comes a few times a second; the newest replaces an unheard one, its points are kept.
   */
  train: { request: { run: RunId }; reply: TrainingProgress; progress: TrainingProgress }
  /** Ends after the step under way, with a checkpoint. */
  pauseTraining: { request: { run: RunId }; reply: null }
  /** The same, and frees the run's memory. */
  closeTraining: { request: { run: RunId }; reply: null }
}
