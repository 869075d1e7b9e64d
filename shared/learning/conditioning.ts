import { exactSolution } from './exact.ts'
import { explainedShare } from './loss.ts'
import { tapNotes } from './tapNotes.ts'
import { spectrumOf } from './spectrum.ts'
import { weakCombination } from './weakCombination.ts'
import type { OptimizerSettings } from '../maths/optimizers.ts'
import type { LearnNote } from './learnTypes.ts'
import type { Moments } from './moments.ts'
import type { Spectrum } from './spectrum.ts'

/** What a pair of pictures says about learning before any iteration. */
export interface Conditioning {
  /** Eigenvalues of A, the largest first. */
  readonly eigenvalues: readonly number[]
  /** λ_max / λ_min; Infinity when a combination of weights is undetermined. */
  readonly conditionNumber: number
  /** 1/λ_max: plain gradient descent diverges above; Infinity for a black picture. */
  readonly stableLearningRate: number
  readonly determined: boolean
  readonly notes: readonly LearnNote[]
}

/** Above this, 8-bit rounding of the target (1/255/√12) shows in the learned kernel: a blurred photo is there, a sharp one is not. */
const badCondition = 1e6

/** The lecture's number of iterations: what needs more is called slow. */
const manyIterations = 10_000

export function conditioningOf(
  moments: Moments,
  spectrum = spectrumOf(moments),
  loss = exactSolution(moments, 0, spectrum).loss,
): Conditioning {
  const { values, rank } = spectrum
  const n = moments.size
  const determined = rank === n
  const conditionNumber = determined ? values[0] / values[n - 1] : Infinity
  const notes: LearnNote[] = []
  if (moments.samples < n) notes.push({ id: 'too-few-samples', samples: moments.samples, unknowns: n })
  const taps = determined ? [] : tapNotes(moments)
  if (!determined) notes.push({ id: 'undetermined', count: n - rank, unknowns: n }, ...taps)
  if (determined && conditionNumber > badCondition) notes.push({ id: 'ill-conditioned', conditionNumber })
  if (conditionNumber > badCondition && taps.length === 0) notes.push(weakCombination(moments, spectrum, badCondition))
  const slowest = Math.max(0, ...iterationsNeeded(spectrum, 0.5 / values[0]))
  if (slowest > manyIterations) notes.push({ id: 'slow', iterations: slowest })
  const share = explainedShare(moments, loss)
  if (share < 0.99) notes.push({ id: 'unexplained', share: Math.max(0, share) })
  return {
    eigenvalues: [...values],
    conditionNumber,
    stableLearningRate: stableLearningRate(spectrum, { kind: 'sgd' }) ?? Infinity,
    determined,
    notes,
  }
}

/**
 * The learning rate above which an optimizer diverges on this loss, whose curvature is h = 2λ_max + λ: 2/h for sgd (1/λ_max
 * without decay), 2(1+μ)/h with momentum, 2(1+μ)/((1+2μ)h) for nesterov. null for adam, rmsprop and adagrad, which divide
 * by the gradient's size: no rate makes them diverge, a large one keeps them from settling.
 */
export function stableLearningRate(
  { values }: Pick<Spectrum, 'values'>,
  { kind, momentum: mu = 0.9, weightDecay = 0 }: Pick<OptimizerSettings, 'kind' | 'momentum' | 'weightDecay'>,
): number | null {
  const curvature = 2 * values[0] + weightDecay
  switch (kind) {
    case 'sgd':
      return 2 / curvature
    case 'momentum':
      return (2 * (1 + mu)) / curvature
    case 'nesterov':
      return (2 * (1 + mu)) / ((1 + 2 * mu) * curvature)
    default:
      return null
  }
}

/**
 * t_i = ln(nearer) / −ln|1 − 2ηλ_i|: the iterations of plain gradient descent after which the combination v_i of weights is
 * `nearer` times as near to its exact value. ∞ where it never comes nearer; combinations that are undetermined are left out.
 */
export function iterationsNeeded({ values, rank }: Spectrum, learningRate: number, nearer = 1000): number[] {
  return Array.from(values.subarray(0, rank), (value) => {
    const rate = 2 * learningRate * value
    const logFactor = rate < 1 ? Math.log1p(-rate) : Math.log(rate - 1)
    return logFactor < 0 ? Math.ceil(Math.log(nearer) / -logFactor) : Infinity
  })
}
