export { optimizerKinds } from '../maths/optimizers.ts'
export type { OptimizerKind, OptimizerSettings, OptimizerState } from '../maths/optimizers.ts'

/** A weight of the kernel by its place, or the bias. */
export type Tap = { readonly channel: number; readonly row: number; readonly column: number } | 'bias'

/** What there is to say about a pair of pictures before any iteration, for the window to put into words of its language. */
export type LearnNote =
  /** There is nothing to learn from: every value that the kernel would see is 0. */
  | { readonly id: 'black' }
  /** Every weight sees the same values: only their sum is determined. */
  | { readonly id: 'flat' }
  | { readonly id: 'too-few-samples'; readonly samples: number; readonly unknowns: number }
  /** So many independent combinations of weights change nothing on this pair. */
  | { readonly id: 'undetermined'; readonly count: number; readonly unknowns: number }
  /** These weights always see the same values (a pattern that repeats): only their sum is determined. */
  | { readonly id: 'equal-taps'; readonly taps: readonly Tap[] }
  /** These weights never see a value other than 0. */
  | { readonly id: 'unseen-taps'; readonly taps: readonly Tap[] }
  /** Determined, but an error of the target comes back so many times larger in the kernel's worst combination. */
  | { readonly id: 'ill-conditioned'; readonly conditionNumber: number }
  /** Plain gradient descent at half the stable rate needs so many iterations for the slowest combination to come 1000 times nearer. */
  | { readonly id: 'slow'; readonly iterations: number }
  /** Share of the target's variance that the best kernel explains, 0 to 1. */
  | { readonly id: 'unexplained'; readonly share: number }

/** The answer of `kernel-lab learn --json`; loss is the sum of squared errors. */
export interface LearnReport {
  readonly weight: { readonly shape: readonly number[]; readonly data: readonly number[] }
  readonly bias: readonly number[]
  readonly iterations: number
  readonly loss: number
  readonly losses: readonly (readonly [iteration: number, loss: number])[]
  readonly exact: {
    readonly weight: { readonly shape: readonly number[]; readonly data: readonly number[] }
    readonly bias: readonly number[]
    readonly loss: number
  }
  /** Largest over smallest eigenvalue of A; Infinity when the pair leaves a combination of weights undetermined. */
  readonly conditionNumber: number
  /** Plain gradient descent diverges above 1 / λ_max(A): the gradient is 2(Aw − b). */
  readonly stableLearningRate: number
  readonly determined: boolean
  readonly notes: readonly string[]
  /** The notes as ids and numbers. */
  readonly findings?: readonly LearnNote[]
}
