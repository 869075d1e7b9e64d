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
  /** A combination of weights that is determined only weakly, or not at all. */
  | WeakCombination
  /** Plain gradient descent at half the stable rate needs so many iterations for the slowest combination to come 1000 times nearer. */
  | { readonly id: 'slow'; readonly iterations: number }
  /** Share of the target's variance that the best kernel explains, 0 to 1. */
  | { readonly id: 'unexplained'; readonly share: number }
  /** Where what the best kernel does not explain lies on the target, the worst part first. */
  | { readonly id: 'worst-regions'; readonly regions: readonly WorstRegion[] }
  /** The target lies `shift` rows down and columns to the right of the photo; `share` is explained with it, `unshifted` without. */
  | {
      readonly id: 'shifted'
      readonly shift: Shift
      readonly share: number
      readonly unshifted: number
      readonly applied: boolean
    }
  /** The target has so many rows and columns less than the photo, the border that a valid convolution leaves out; negative: more, as a full one adds. */
  | { readonly id: 'target-border'; readonly rows: number; readonly columns: number }
  /** What the constraint costs: the share of variance explained with it, and without. */
  | { readonly id: 'constrained'; readonly share: number; readonly unconstrained: number }
  /** The method of the constraint did not come to rest in its rounds: the kernel shown is the best so far. */
  | { readonly id: 'unsettled' }

/**
 * What a combination of weights looks like. `checkerboard`, `rows`, `columns`: neighbors alternate in sign, both ways, from row to row,
 * or from column to column. `difference`: two weights against each other. `bias`: the bias against the weights. `other`: none of these.
 */
export type WeakPattern = 'checkerboard' | 'rows' | 'columns' | 'difference' | 'bias' | 'other'

/** The combination of weights that the pair says least about: an eigenvector of A with one of its smallest eigenvalues λ. */
export interface WeakCombination {
  readonly id: 'weak-combination'
  readonly pattern: WeakPattern
  /** Its largest coefficients, the largest first; the squares of all are 1 together. */
  readonly terms: readonly { readonly tap: Tap; readonly coefficient: number }[]
  /** So many of the combinations are as weak: λ_max / λ above what a sharp photo has. */
  readonly count: number
  readonly unknowns: number
  /** Noise of the target moves it so many times as far as the combination that is determined best: √(λ_max/λ); ∞ where it is undetermined. */
  readonly noiseGain: number
}

/** Rows down and columns to the right. */
export type Shift = readonly [rows: number, columns: number]

/** A part of the target, in its pixels; `share` is its part of the sum of squared errors, 0 to 1. */
export interface WorstRegion {
  readonly row: number
  readonly column: number
  readonly height: number
  readonly width: number
  readonly share: number
}

/** What a symmetric kernel is left unchanged by; `quarterTurn` and `transpose` want R = S. */
export const symmetryNames = ['horizontal', 'vertical', 'point', 'transpose', 'quarterTurn'] as const
/** `horizontal`: left and right mirrored. `vertical`: top and bottom mirrored. `point`: turned by 180°. */
export type SymmetryName = (typeof symmetryNames)[number]

/** What the learned kernel is held to; the bias is free. */
export type Constraint =
  /** Σ w = sum for every output channel: 1 keeps the brightness, 0 answers flat parts with the bias alone. */
  | { readonly kind: 'sum'; readonly sum: number }
  | { readonly kind: 'symmetric'; readonly symmetries: readonly SymmetryName[] }
  /** Every R×S slice is a column times a row (rank 1). */
  | { readonly kind: 'separable' }
  | { readonly kind: 'non-negative' }
  /** Adds penalty · Σ|w| to the mean squared error (the sum of squared errors over the number of samples). */
  | { readonly kind: 'sparse'; readonly penalty: number }

/** `shared`: one kernel for all planes. `each`: one per plane, shape 3×1×R×S. `mix`: 3 planes to 3, shape 3×3×R×S. */
export const colorModes = ['shared', 'each', 'mix'] as const
export type ColorMode = (typeof colorModes)[number]

/**
 * What is done about target pixels that stand at 0 or 1, where a picture was cut off: `aware` fits through the clipping, `ignore`
 * leaves them out, `use` takes them as they are.
 */
export const clippings = ['aware', 'ignore', 'use'] as const
export type Clipping = (typeof clippings)[number]

/** `auto` looks for a shift and takes it into account when the target is explained better with it; `none` only looks. */
export type ShiftChoice = 'auto' | 'none' | Shift

/** How A and b were summed, and γ: each of their numbers errs by at most γ · Σ|z·z|, Σ|z·y|; 0 is exact. */
export interface Gathering {
  readonly method: 'integer' | 'float32' | 'float64'
  readonly errorBound: number
}

/** A kernel with its loss, the sum of squared errors. */
export interface SolvedKernel {
  readonly weight: { readonly shape: readonly number[]; readonly data: readonly number[] }
  readonly bias: readonly number[]
  readonly loss: number
}

/** The answer of `kernel-lab learn --json`; loss is the sum of squared errors. */
export interface LearnReport {
  readonly weight: { readonly shape: readonly number[]; readonly data: readonly number[] }
  readonly bias: readonly number[]
  readonly iterations: number
  readonly loss: number
  readonly losses: readonly (readonly [iteration: number, loss: number])[]
  /** Under the constraint, if there is one. */
  readonly exact: SolvedKernel
  /** Without the constraint; null when there is none. */
  readonly unconstrained?: SolvedKernel | null
  /** Share of the target's variance that `exact` explains: 1 − loss / Σ (y − mean y)². */
  readonly explained?: number
  readonly gathering?: Gathering
  /** The shift that was found, and the one that was taken into account. */
  readonly shift?: { readonly found: Shift; readonly applied: Shift }
  /** Largest over smallest eigenvalue of A; Infinity when the pair leaves a combination of weights undetermined. */
  readonly conditionNumber: number
  /** Plain gradient descent diverges above 1 / λ_max(A): the gradient is 2(Aw − b). */
  readonly stableLearningRate: number
  readonly determined: boolean
  readonly notes: readonly string[]
  /** The notes as ids and numbers. */
  readonly findings?: readonly LearnNote[]
}
