import { threadStepSums } from '../../../shared/backend/training/threadStepSums.ts'
import type { StepSums } from '../../../shared/backend/training/stepSums.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { sizeOf, tensor } from '../../../shared/maths/tensor.ts'
import { readNetwork } from '../../../shared/network/description.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import type { Network } from '../../../shared/network/network.ts'
import { parameterShapes } from '../../../shared/network/parameters.ts'
import { cutFor } from '../../../shared/network/receptiveField.ts'
import { cropped } from '../../../shared/network/inputGradient.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import { featureMaps } from '../../../shared/network/forward.ts'
import { batchOf, chunkGradient, chunkScore, inputOf } from '../../../shared/network/training/chunk.ts'
import type { ChunkScore, Drawn, LayerAnswer, Placed } from '../../../shared/network/training/chunk.ts'
import { updateParameters } from './updateTask.ts'
import type { UpdateTask } from './updateTask.ts'

/** One part of a step or of an evaluation; see bandTasks.ts. One band by itself, but for rows of a picture and for parameters. */
export type TrainTask = GradientTask | ScoreTask | AnswerTask | TranslateTask | UpdateTask

interface TaskOnNetwork {
  /** Its file's text: a thread builds it once and knows it again. */
  readonly network: string
  /** All parameters in PyTorch's order, in shared memory. */
  readonly parameters: Float32Array
}

/** Writes `gradient`. */
export interface GradientTask extends TaskOnNetwork {
  readonly kind: 'gradient'
  readonly drawn: readonly Drawn[]
  readonly gradient: Float32Array
  readonly dropoutSeed: number
  readonly look: boolean
}

export interface ScoreTask extends TaskOnNetwork {
  readonly kind: 'score'
  readonly drawn: readonly Drawn[]
}

/** What the network says to pictures; answers all its numbers. */
export interface AnswerTask extends TaskOnNetwork {
  readonly kind: 'answer'
  readonly drawn: readonly Placed[]
}

/** Rows of the output of a network for one whole picture x; writes y. */
export interface TranslateTask extends TaskOnNetwork {
  readonly kind: 'translate'
  readonly x: Float32Array
  readonly y: Float32Array
}

export interface TrainReplies {
  readonly gradient: ChunkScore & { readonly layers: readonly LayerAnswer[] | null }
  /** N K scores for classes, null for pictures. */
  readonly score: ChunkScore & { readonly scores: Float32Array | null }
  readonly answer: Float32Array
  readonly translate: null
  readonly update: null
}

export function runTrainTask(task: TrainTask, first: number, last: number): TrainReplies[keyof TrainReplies] {
  if (task.kind === 'update') return updateParameters(task, first, last)
  const sums = threadStepSums()
  try {
    return run(task, sums, first, last)
  } finally {
    sums.release()
  }
}

function run(
  task: Exclude<TrainTask, UpdateTask>,
  sums: StepSums,
  first: number,
  last: number,
): TrainReplies[keyof TrainReplies] {
  const network = knownNetwork(task.network)
  const parameters = viewParameters(network, task.parameters)
  if (task.kind === 'translate') {
    translateRows(network, parameters, task, sums, first, last)
    return null
  }
  if (task.kind === 'answer') {
    return Float32Array.from(featureMaps(network, parameters, inputOf(network, task.drawn), undefined, { sums }).data)
  }
  const batch = batchOf(network, task.drawn)
  if (task.kind === 'gradient') {
    const dropout = mulberry32(task.dropoutSeed)
    return chunkGradient(network, parameters, batch, task.gradient, { sums, dropout, look: task.look })
  }
  const { sum, counted, correct, y } = chunkScore(network, parameters, batch, { sums })
  return { sum, counted, correct, scores: 'labels' in batch.target ? Float32Array.from(y.data) : null }
}

/** y's rows first ≤ p < last, from the rows of x that they depend on. */
function translateRows(
  network: Network,
  parameters: NetworkParameters,
  { x, y }: TranslateTask,
  sums: StepSums,
  first: number,
  last: number,
): void {
  const [K, P, Q] = network.output
  const wanted = { rows: { first, end: last }, columns: { first: 0, end: Q } }
  const cut = cutFor(network, network.layers.length - 1, wanted)
  const part = cropped(tensor([1, ...network.input], x), cut)
  const { shape, data } = featureMaps(cut.network, parameters, part, undefined, { sums })
  const [, , rows, columns] = shape
  const [above, before] = [first - cut.first[0], -cut.first[1]]
  for (let k = 0; k < K; k++) {
    for (let p = first; p < last; p++) {
      const from = (k * rows + above + p - first) * columns + before
      y.set(data.subarray(from, from + Q), (k * P + p) * Q)
    }
  }
}

/** A thread works for one or two runs at a time. */
const mostKnown = 4
const known = new Map<string, Network>()

function knownNetwork(text: string): Network {
  const network = known.get(text) ?? createNetwork(readNetwork(text))
  known.delete(text) // and back in as the newest
  known.set(text, network)
  for (const oldest of [...known.keys()].slice(0, -mostKnown)) known.delete(oldest)
  return network
}

/** Parameters by name over one row of numbers: nothing is copied. */
function viewParameters(network: Network, numbers: Float32Array): NetworkParameters {
  let at = 0
  return new Map(
    parameterShapes(network).map(({ name, shape }) => {
      const first = at
      at += sizeOf(shape)
      return [name, tensor(shape, numbers.subarray(first, at))]
    }),
  )
}
