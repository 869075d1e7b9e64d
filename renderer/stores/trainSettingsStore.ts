import { defineStore } from 'pinia'
import * as v from 'valibot'
import { shallowRef } from 'vue'
import { optimizerKinds } from '../../shared/maths/optimizers.ts'
import type { OptimizerKind } from '../../shared/maths/optimizers.ts'
import type { TrainingSettings } from '../../shared/rpc/trainingContract.ts'
import { useSettingsStore } from './settingsStore.ts'

/** Random weights of the seed, or those that the layers have: learned, imported, or kernels that were given. */
export const beginnings = ['seed', 'weights'] as const

/** What a person sets about a run; the network and the pictures are elsewhere. */
export interface TrainChoices {
  readonly begin: (typeof beginnings)[number]
  readonly optimizer: OptimizerKind
  readonly learningRate: number
  readonly epochs: number
  readonly batch: number
  /** 0 … 0.5 */
  readonly validation: number
  readonly seed: number
  readonly flip: boolean
  /** Pixels, either way. */
  readonly shift: number
  /** Epochs without a lower validation loss before it stops; 0 never does. */
  readonly patience: number
}

export const mostEpochs = 10_000
export const mostBatch = 1024
export const mostShift = 32

/** Rates that work for small networks on pictures of 0 … 1; each is PyTorch's default where it has one. */
const usualRates: Readonly<Record<OptimizerKind, number>> = {
  sgd: 0.05,
  momentum: 0.02,
  nesterov: 0.02,
  adam: 0.001,
  rmsprop: 0.001,
  adagrad: 0.01,
}

const firstChoices: TrainChoices = Object.freeze({
  begin: 'seed',
  optimizer: 'adam',
  learningRate: usualRates.adam,
  epochs: 20,
  batch: 16,
  validation: 0.2,
  seed: 1,
  flip: false,
  shift: 0,
  patience: 0,
})

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

const choicesSchema: v.GenericSchema<unknown, TrainChoices> = v.object({
  begin: v.optional(v.picklist(beginnings), 'seed'),
  optimizer: v.picklist(optimizerKinds),
  learningRate: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  epochs: whole(1, mostEpochs),
  batch: whole(1, mostBatch),
  validation: v.pipe(v.number(), v.minValue(0), v.maxValue(0.5)),
  seed: whole(0, 2 ** 31),
  flip: v.boolean(),
  shift: whole(0, mostShift),
  patience: whole(0, mostEpochs),
})

export function trainingSettings({
  begin: _begin,
  optimizer: kind,
  learningRate,
  flip,
  shift,
  ...rest
}: TrainChoices): TrainingSettings {
  return { ...rest, optimizer: { kind, learningRate }, augmentation: { flip, shift } }
}

/** How to train: what comes back at the next start. */
export const useTrainSettingsStore = defineStore('trainSettings', () => {
  const stored = useSettingsStore()
  const choices = shallowRef<TrainChoices>(Object.freeze(stored.recall('train', choicesSchema) ?? firstChoices))

  /** Another optimizer begins with its own usual rate: one of SGD's would make Adam jump. */
  function change(part: Partial<TrainChoices>): void {
    const rate = part.optimizer && part.learningRate === undefined ? { learningRate: usualRates[part.optimizer] } : {}
    choices.value = Object.freeze({ ...choices.value, ...rate, ...part })
    stored.remember('train', choices.value)
  }

  return { choices, change }
})
