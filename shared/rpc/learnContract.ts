import type { DisplayMapping } from '../image/image.ts'
import type { ViewFrame } from '../image/view.ts'
import type { OptimizerSettings, OptimizerState, Shift } from '../learning/learnTypes.ts'
import type { LossSlice } from '../learning/lossSlice.ts'
import type {
  ConvolutionSettings,
  FileToken,
  ImageId,
  ImageInfo,
  LearnTarget,
  ProblemId,
  View,
  Written,
} from './engineContract.ts'

/** Somewhere on a run: so many iterations after a state that was kept of it. */
export interface MomentRequest {
  readonly problem: ProblemId
  readonly optimizer: OptimizerSettings
  readonly from: OptimizerState
  /** Counted from the start of the run, not from `from`. */
  readonly iteration: number
}

/** The weights after `iteration` steps, and their loss; ∞ where a run has left the range of float64. */
export interface MomentOfRun {
  readonly iteration: number
  readonly parameters: readonly number[]
  readonly loss: number
}

export interface LossSliceRequest {
  readonly problem: ProblemId
  readonly parameters: readonly number[]
  readonly pair: readonly [number, number]
}

/** Target, what a learned kernel makes of the photo, and the difference between the two, at the same pixels. */
export interface ComparisonRequest {
  readonly image: ImageId
  readonly target: LearnTarget
  /** With the learned kernel: its positions are the ones that are shown. */
  readonly convolution: ConvolutionSettings
  /** By how much the target lies off the photo, rows down and columns to the right. */
  readonly shift?: Shift
  readonly frame: ViewFrame
  readonly mapping: DisplayMapping
  /** The difference on its own scale; otherwise on the target's, where it fades as it gets small. */
  readonly amplified: boolean
  readonly quality: View['quality']
}

export interface Comparison {
  readonly pixelWidth: number
  readonly pixelHeight: number
  /** RGBA, 8 bits, as `View`; red where the learned output is too large, blue where it is too small. */
  readonly target: Uint8ClampedArray<ArrayBuffer>
  readonly learned: Uint8ClampedArray<ArrayBuffer>
  readonly difference: Uint8ClampedArray<ArrayBuffer>
  /** max |learned − target| and √mean (learned − target)² over the values that are shown. */
  readonly largest: number
  readonly rms: number
  readonly quality: View['quality']
  readonly milliseconds: number
}

/** What the window asks about a run beside posing its problem and descending: looks at it, and files of it. */
export type LearnContract = {
  openLecture: { request: null; reply: ImageInfo }
  /** Any iteration of a run: plain gradient descent from its eigen-decomposition, the others from the nearest state kept. */
  momentOfRun: { request: MomentRequest; reply: MomentOfRun }
  sliceLoss: { request: LossSliceRequest; reply: LossSlice }
  renderComparison: { request: ComparisonRequest; reply: Comparison }
  /** Writes what the window made (a table, a chart) to the file that a person chose for it. */
  saveDocument: { request: { readonly bytes: Uint8Array; readonly token: FileToken }; reply: Written }
}
