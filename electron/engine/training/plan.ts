import { LabError } from '../../../shared/errors.ts'
import { refusal, refusalBecause, refusalWords } from '../../../shared/refusal.ts'
import { checkOptimizer } from '../../../shared/maths/optimizers.ts'
import { sizeOf } from '../../../shared/maths/tensor.ts'
import type { NetworkDescription } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import type { Network } from '../../../shared/network/network.ts'
import { parameterCount } from '../../../shared/network/parameters.ts'
import type { Drawn } from '../../../shared/network/training/chunk.ts'
import { augmentedPlace, drawPatch, epochOrder, splitSamples } from '../../../shared/network/training/draws.ts'
import { checkTranslator, placePair } from '../../../shared/network/training/patches.ts'
import type { PairPlacement } from '../../../shared/network/training/patches.ts'
import type { TrainingRun, TrainingSettings } from '../../../shared/rpc/trainingContract.ts'
import type { DataSet } from './dataSet.ts'

/** What a run does in which order: fixed by the data, the network and the settings, and by nothing else. */
export interface TrainingPlan {
  readonly network: Network
  readonly settings: TrainingSettings
  readonly data: DataSet
  readonly training: Int32Array
  readonly validation: Int32Array
  readonly stepsPerEpoch: number
  /** Parts that a batch is cut into, whatever the number of threads: each is summed by itself, then all in order. */
  readonly parts: number
  /** Samples of step `step` (from 0) of epoch `epoch` (from 0). */
  batch(epoch: number, step: number): readonly Drawn[]
  /** What is looked at after an epoch: validation samples, or all where there are none. `sample` is its index in the data. */
  readonly looked: readonly { readonly sample: number; readonly drawn: Drawn }[]
}

/** More threads than this share a batch no further. */
const mostParts = 8
/** Gradients of all parts at once; a network with so many parameters is cut into fewer parts. */
const mostGradientNumbers = 64e6

/** Throws what does not fit: classes and outputs, patches and pictures, settings out of range. */
export function planTraining(data: DataSet, description: NetworkDescription, settings: TrainingSettings): TrainingPlan {
  checkSettings(settings)
  const network = data.kind === 'classes' ? checkClassifier(data, description) : checkTranslator(description)
  if (network.input.join('×') !== data.input.join('×') && data.kind === 'classes') {
    throw refusal('shape-mismatch', 'inputChanged', { wanted: network.input.join('×'), came: data.input.join('×') })
  }
  if (parameterCount(network) === 0) throw refusal('bad-argument', 'nothingLearns')
  checkLoss(network, data)
  const { training, validation } = splitSamples(
    data.samples.map(({ label }) => label),
    settings.validation,
    settings.seed,
  )
  const draws = data.kind === 'classes' ? classDraws(data, settings) : pairDraws(data, network, settings)
  const perEpoch = data.kind === 'classes' ? training.length : (settings.patches ?? draws.covering(training))
  const parts = Math.max(
    1,
    Math.min(mostParts, settings.batch, Math.floor(mostGradientNumbers / parameterCount(network))),
  )
  let known: { epoch: number; order: readonly number[] } | null = null
  const orderOf = (epoch: number): readonly number[] => {
    if (known?.epoch !== epoch) known = { epoch, order: epochOrder(training, settings.seed, epoch) }
    return known.order
  }
  const lookedAt = validation.length ? validation : training
  return {
    network,
    settings,
    data,
    training,
    validation,
    stepsPerEpoch: Math.ceil(perEpoch / settings.batch),
    parts,
    batch(epoch, step) {
      const order = orderOf(epoch)
      const first = step * settings.batch
      const count = Math.min(settings.batch, perEpoch - first)
      return Array.from({ length: count }, (_, i) => draws.draw(order[(first + i) % order.length], epoch, first + i))
    },
    looked: draws.looked(lookedAt),
  }
}

interface Draws {
  draw(sample: number, epoch: number, count: number): Drawn
  looked(samples: Int32Array): TrainingPlan['looked']
  /** Draws after which every pixel has been seen about once. */
  covering(samples: Int32Array): number
}

function classDraws({ samples }: DataSet, { augmentation, seed }: TrainingSettings): Draws {
  const plain = { row: 0, column: 0, flip: false }
  return {
    draw: (sample, epoch) => {
      const { picture, label } = samples[sample]
      return { picture, label, place: augmentedPlace(augmentation, seed, epoch, sample) }
    },
    looked: (chosen) =>
      Array.from(chosen, (sample) => {
        const { picture, label } = samples[sample]
        return { sample, drawn: { picture, label, place: plain } }
      }),
    covering: (chosen) => chosen.length,
  }
}

function pairDraws({ samples }: DataSet, network: Network, { augmentation: { flip }, seed }: TrainingSettings): Draws {
  const [, H, W] = network.input
  const placements = samples.map(({ name, picture, target }) => placed(network, name, picture, target!))
  if (flip && placements[0].stride[0] * placements[0].stride[1] !== 1) {
    throw refusal('bad-argument', 'flippedPatches')
  }
  const needed = (sample: number): number => {
    const { height, width } = placements[sample].picture
    return Math.ceil((height * width) / (H * W))
  }
  const drawn = (sample: number, mirrored: boolean, epoch: number, count: number): Drawn => {
    const placement = placements[sample]
    const { picture, target } = samples[sample]
    return { picture, target: target!, placement, place: drawPatch(placement, mirrored, seed, epoch, count) }
  }
  return {
    draw: (sample, epoch, count) => drawn(sample, flip, epoch, count),
    looked: (chosen) =>
      Array.from(chosen).flatMap((sample) =>
        Array.from({ length: Math.min(64, needed(sample)) }, (_, i) => ({
          sample,
          drawn: drawn(sample, false, -1 - sample, i),
        })),
      ),
    covering: (chosen) => Array.from(chosen).reduce((sum, sample) => sum + needed(sample), 0),
  }
}

function placed(
  network: Network,
  name: string,
  picture: { height: number; width: number },
  target: { height: number; width: number; channels: number },
): PairPlacement {
  try {
    if (target.channels !== network.output[0]) {
      throw refusal('shape-mismatch', 'answerChannels', { channels: network.output[0], came: target.channels })
    }
    return placePair(network, picture, target)
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown
    throw refusalBecause(thrown.code, 'ofFile', { message: thrown.message, words: refusalWords(thrown) }, { name })
  }
}

function checkClassifier(data: DataSet, description: NetworkDescription): Network {
  const network = createNetwork(description)
  const { output } = network
  if (output.length !== 1 || output[0] !== data.classes.length) {
    throw refusal('shape-mismatch', 'oneOutputPerClass', { classes: data.classes.length, output: output.join('×') })
  }
  return network
}

function checkLoss({ description: { loss } }: Network, { kind }: DataSet): void {
  if (loss && (loss === 'crossEntropy') === (kind === 'classes')) return
  const wanted = kind === 'classes' ? 'crossEntropy' : 'mse, l1, huber or squaredError'
  throw refusal('bad-argument', 'otherLoss', { wanted, loss: loss ?? 'none' })
}

function checkSettings({
  optimizer,
  epochs,
  batch,
  validation,
  patience,
  augmentation,
  patches = 1,
}: TrainingSettings) {
  checkOptimizer(optimizer)
  const wholes = { epochs: [epochs, 1], batch: [batch, 1], patience: [patience, 0], shift: [augmentation.shift, 0] }
  for (const [name, [value, least]] of Object.entries({ ...wholes, patches: [patches, 1] })) {
    if (!Number.isInteger(value) || value < least) {
      throw refusal('bad-argument', 'wholeFrom', { name, least, value })
    }
  }
  if (!(validation >= 0 && validation < 1)) {
    throw refusal('bad-argument', 'validationShare', { value: validation })
  }
}

/** Samples of part `part` out of `parts`, in their order. */
export function partOf<T>(batch: readonly T[], part: number, parts: number): readonly T[] {
  const cut = (i: number): number => Math.floor((i * batch.length) / parts)
  return batch.slice(cut(part), cut(part + 1))
}

/** Bytes that training takes at most. */
export function memoryOf({ network, settings, parts, data }: TrainingPlan, threads: number): TrainingRun['memory'] {
  const values = sizeOf(network.input) + network.layers.reduce((sum, { output }) => sum + sizeOf(output), 0)
  const count = parameterCount(network)
  const perPart = Math.ceil(settings.batch / parts)
  return {
    pictures: data.bytes,
    // Values and gradients of every layer, in float32, and a copy of each on its way to and from the fast sums.
    steps: Math.min(threads, parts) * perPart * values * 4 * 3,
    // Float32 as the threads read it, a gradient per part; float64 with two moments and a gradient, the best, a checkpoint.
    weights: 4 * count * (1 + parts) + 8 * count * 9,
  }
}
