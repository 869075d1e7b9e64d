import { LabError } from '../errors.ts'
import { softmax } from './softmax.ts'
import { zeros } from './tensor.ts'
import type { Numbers, Tensor } from './tensor.ts'

/** How wrong an answer is, and which way it should go. */
export interface LossAt<D extends Numbers = Numbers> {
  readonly loss: number
  /** ∂L/∂y */
  readonly dy: Tensor<D>
}

/** A loss of each error e = y − target by itself, and its derivative; averaged or added up over all of them. */
export interface ErrorLoss {
  readonly value: (e: number) => number
  readonly derivative: (e: number) => number
  readonly reduction: 'mean' | 'sum'
}

/** 1/M · Σ e²,  derivative 2e/M */
const mse: ErrorLoss = { value: (e) => e * e, derivative: (e) => 2 * e, reduction: 'mean' }

/** Σ e²,  derivative 2e: the lecture's loss, and the kernel learner's */
const squaredError: ErrorLoss = { ...mse, reduction: 'sum' }

/** 1/M · Σ |e|,  derivative sign(e)/M: 0 at 0, as in PyTorch */
const l1: ErrorLoss = { value: Math.abs, derivative: Math.sign, reduction: 'mean' }

/** 1/M · Σ (e²/2 where |e| ≤ δ, else δ(|e| − δ/2)),  derivative e/M or ±δ/M, with PyTorch's δ = 1 */
const huber: ErrorLoss = {
  value: (e) => (Math.abs(e) <= 1 ? (e * e) / 2 : Math.abs(e) - 0.5),
  derivative: (e) => Math.min(1, Math.max(-1, e)),
  reduction: 'mean',
}

export const errorLosses = { mse, l1, huber, squaredError } as const satisfies Record<string, ErrorLoss>
export type ErrorLossName = keyof typeof errorLosses

/** What parts of a batch can add up: nothing is averaged yet. */
export interface LossSum<D extends Numbers = Numbers> {
  /** Σ loss */
  readonly sum: number
  /** Over so many numbers of y, or rows of it for crossEntropy. */
  readonly counted: number
  /** ∂(Σ loss)/∂y */
  readonly dy: Tensor<D>
}

/** L = Σ_i loss(y[i] − target[i]), or its mean over all M numbers, the batch included. Throws `shape-mismatch`. */
export function errorLoss<D extends Numbers>(name: ErrorLossName, y: Tensor<D>, target: Tensor): LossAt<D> {
  const { sum, counted, dy } = errorLossSum(name, y, target)
  return errorLosses[name].reduction === 'mean' ? averaged(sum, dy, counted) : { loss: sum, dy }
}

/** Σ_i loss(y[i] − target[i]) over the i with keep[i] = 1 (all of them, without `keep`). Throws `shape-mismatch`. */
export function errorLossSum<D extends Numbers>(
  name: ErrorLossName,
  y: Tensor<D>,
  target: Tensor,
  keep: Uint8Array | null = null,
): LossSum<D> {
  if (y.shape.join('×') !== target.shape.join('×')) {
    throw new LabError(
      'shape-mismatch',
      `the target wants the output's shape ${y.shape.join('×')}, got ${target.shape.join('×')}`,
    )
  }
  const { value, derivative } = errorLosses[name]
  const dy = zeros(y.shape, y.data)
  let sum = 0
  let counted = 0
  for (let i = 0; i < y.data.length; i++) {
    if (keep && keep[i] === 0) continue
    const e = y.data[i] - target.data[i]
    sum += value(e)
    dy.data[i] = derivative(e)
    counted++
  }
  return { sum, counted, dy }
}

/**
 * L = −1/N · Σ_n log softmax(x[n])[label_n],  ∂L/∂x[n,k] = (softmax(x[n])[k] − [k = label_n]) / N
 *
 * x: N K scores, not probabilities; one label from 0 to K−1 per row. Throws `shape-mismatch`, `bad-argument`.
 */
export function crossEntropy<D extends Numbers>(x: Tensor<D>, labels: ArrayLike<number>): LossAt<D> {
  const { sum, counted, dy } = crossEntropySum(x, labels)
  return averaged(sum, dy, counted)
}

/** N · L of crossEntropy, and N · ∂L/∂x */
export function crossEntropySum<D extends Numbers>(x: Tensor<D>, labels: ArrayLike<number>): LossSum<D> {
  const [N, K] = x.shape
  if (x.shape.length !== 2 || labels.length !== N) {
    throw new LabError(
      'shape-mismatch',
      `crossEntropy wants N×K scores and N labels, got ${x.shape.join('×')} and ${labels.length} labels`,
    )
  }
  const dy = softmax(x)
  let sum = 0
  for (let n = 0; n < N; n++) {
    const label = labels[n]
    if (!(Number.isInteger(label) && label >= 0 && label < K)) {
      throw new LabError('bad-argument', `a label is a whole number from 0 to ${K - 1}, got ${label}`)
    }
    sum += surprise(x, n, label)
    dy.data[n * K + label] -= 1
  }
  return { sum, counted: N, dy }
}

function averaged<D extends Numbers>(sum: number, dy: Tensor<D>, counted: number): LossAt<D> {
  for (let i = 0; i < dy.data.length; i++) dy.data[i] /= counted
  return { loss: sum / counted, dy }
}

/** −log softmax(x[n])[label] = log Σ_k exp(x[n,k] − max) − (x[n,label] − max): finite where the probability underflows to 0. */
function surprise({ shape: [, K], data }: Tensor, n: number, label: number): number {
  let most = -Infinity
  for (let k = 0; k < K; k++) most = Math.max(most, data[n * K + k])
  let sum = 0
  for (let k = 0; k < K; k++) sum += Math.exp(data[n * K + k] - most)
  return Math.log(sum) - (data[n * K + label] - most)
}
