import { sizeOf, tensor } from '../../maths/tensor.ts'
import type { Tensor } from '../../maths/tensor.ts'
import { backward } from '../backward.ts'
import type { InputShape } from '../description.ts'
import { forward } from '../forward.ts'
import type { ForwardOptions, ForwardPass } from '../forward.ts'
import { lossSum } from '../loss.ts'
import type { Network } from '../network.ts'
import { parameterShapes } from '../parameters.ts'
import type { NetworkParameters } from '../parameters.ts'
import { countedOutputs, targetPlace } from './patches.ts'
import type { PairPlacement } from './patches.ts'
import { readPatch } from './samples.ts'
import type { PatchPlace, StoredPicture } from './samples.ts'

/** A part of a picture that a network gets to see. */
export interface Placed {
  readonly picture: StoredPicture
  readonly place: PatchPlace
}

/** One sample of a batch: a picture of a class, or a patch of a pair. */
export type Drawn =
  | (Placed & { readonly label: number })
  | (Placed & { readonly target: StoredPicture; readonly placement: PairPlacement })

/** What a part of a batch says; parts add up. */
export interface ChunkScore {
  readonly sum: number
  readonly counted: number
  /** Samples whose largest score is the label's. */
  readonly correct: number
}

/** What a layer answered to a part of a batch; parts add up, `alive` by or. */
export interface LayerAnswer {
  readonly count: number
  readonly sum: number
  readonly squares: number
  /** ReLU: for each channel or unit whether it answered more than 0 anywhere; else null. */
  readonly alive: Uint8Array | null
}

/** Drawn samples as the network's input, and what it should answer. */
export interface Batch {
  readonly x: Tensor
  readonly target: { readonly labels: Int32Array } | { readonly values: Tensor }
  /** 1 for the numbers of the output that count; null for all. */
  readonly keep: Uint8Array | null
}

/** N samples as x: N C H W. */
export function inputOf({ input }: Network, placed: readonly Placed[]): Tensor {
  const taken = sizeOf(input)
  const x = tensor([placed.length, ...input], new Float32Array(placed.length * taken))
  placed.forEach(({ picture, place }, n) =>
    readPatch(picture, place, input, x.data.subarray(n * taken, (n + 1) * taken)),
  )
  return x
}

/** N samples as x: N C H W, and their labels, or what the counted outputs of each patch should be. */
export function batchOf(network: Network, drawn: readonly Drawn[]): Batch {
  const N = drawn.length
  const x = inputOf(network, drawn)
  if (drawn.some((sample) => 'label' in sample)) {
    return {
      x,
      target: { labels: Int32Array.from(drawn, (sample) => ('label' in sample ? sample.label : -1)) },
      keep: null,
    }
  }
  const given = sizeOf(network.output)
  const values = tensor([N, ...network.output], new Float32Array(N * given))
  const keep = new Uint8Array(N * given)
  for (const [n, sample] of drawn.entries()) {
    if ('label' in sample) continue
    const { placement, place, target } = sample
    const output = network.output as InputShape
    const there = targetPlace(network, placement, target, place)
    readPatch(target, there, output, values.data.subarray(n * given, (n + 1) * given))
    markCounted(keep.subarray(n * given, (n + 1) * given), output, countedOutputs(network, placement, place))
  }
  return { x, target: { values }, keep }
}

function markCounted(keep: Uint8Array, [K, P, Q]: InputShape, counted: ReturnType<typeof countedOutputs>): void {
  for (let k = 0; k < K; k++) {
    for (let p = counted.rows[0]; p < counted.rows[1]; p++) {
      keep.fill(1, (k * P + p) * Q + counted.columns[0], (k * P + p) * Q + counted.columns[1])
    }
  }
}

/**
 * g = ∂(Σ loss)/∂θ of a part of a batch, in PyTorch's order, not averaged yet; writes all of `g`
 *
 * With `look`, also what every layer answered.
 */
export function chunkGradient(
  network: Network,
  parameters: NetworkParameters,
  { x, target, keep }: Batch,
  g: Float32Array,
  { sums, dropout, look = false }: ForwardOptions & { readonly look?: boolean },
): ChunkScore & { readonly layers: readonly LayerAnswer[] | null } {
  const pass = forward(network, parameters, x, { sums, dropout })
  const y = pass.values[network.layers.length]
  const { sum, counted, dy } = lossSum(network.description.loss!, y, target, keep, sums)
  const wanted = { input: false, parameters: true }
  const { parameters: gradients } = backward(network, parameters, pass, dy, { ...(sums && { sums }), wanted })
  let at = 0
  for (const { name, shape } of parameterShapes(network)) {
    g.set(gradients.get(name)!.data, at)
    at += sizeOf(shape)
  }
  return { sum, counted, correct: correctAnswers(y, target), layers: look ? layerAnswers(network, pass) : null }
}

/** The loss of a part of a batch without learning from it, and what was answered: N K scores for classes. */
export function chunkScore(
  network: Network,
  parameters: NetworkParameters,
  { x, target, keep }: Batch,
  { sums }: Pick<ForwardOptions, 'sums'>,
): ChunkScore & { readonly y: Tensor } {
  const y = forward(network, parameters, x, { sums }).values[network.layers.length]
  const { sum, counted } = lossSum(network.description.loss!, y, target, keep, sums)
  return { sum, counted, correct: correctAnswers(y, target), y }
}

/** The first of the largest scores of row n. */
export function largestScore({ shape: [, K], data }: Tensor, n: number): number {
  let best = 0
  for (let k = 1; k < K; k++) if (data[n * K + k] > data[n * K + best]) best = k
  return best
}

function correctAnswers(y: Tensor, target: Batch['target']): number {
  if (!('labels' in target)) return 0
  return target.labels.reduce((count, label, n) => count + (largestScore(y, n) === label ? 1 : 0), 0)
}

function layerAnswers({ layers }: Network, { values }: ForwardPass): LayerAnswer[] {
  return layers.map(({ type }, i) => {
    const { data, shape } = values[i + 1]
    let [sum, squares] = [0, 0]
    for (let j = 0; j < data.length; j++) {
      sum += data[j]
      squares += data[j] * data[j]
    }
    return { count: data.length, sum, squares, alive: type === 'relu' ? aliveChannels(data, shape) : null }
  })
}

function aliveChannels(data: ArrayLike<number>, [N, K, ...places]: readonly number[]): Uint8Array {
  const alive = new Uint8Array(K)
  const size = sizeOf(places)
  for (let nk = 0; nk < N * K; nk++) {
    for (let i = nk * size; i < (nk + 1) * size && alive[nk % K] === 0; i++) if (data[i] > 0) alive[nk % K] = 1
  }
  return alive
}
