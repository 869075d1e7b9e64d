import type { FileNote } from '../fileNote.ts'
import type { ComputingBackend, Reason } from '../backend/reason.ts'
import type { ChannelChoice, DisplayMapping } from '../image/image.ts'
import type { Statistics } from '../image/statistics.ts'
import type { ViewFrame } from '../image/view.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type {
  Clipping,
  ColorMode,
  Constraint,
  LearnReport,
  OptimizerSettings,
  OptimizerState,
  ShiftChoice,
} from '../learning/learnTypes.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import type { Explanation } from '../maths/explain.ts'
import type { Region, Walk } from '../maths/walk.ts'
import type { InputExplanation, PixelExplanation } from './explanations.ts'
import type { LearnContract } from './learnContract.ts'
import type { StackContract } from './stackContract.ts'
import type { TrainingContract } from './trainingContract.ts'

export type { Statistics, ViewFrame }

/** Opaque name of a file that a person chose in a dialog, dropped or found among the recent ones. Only main knows its path. */
export type FileToken = string & { readonly brand: 'FileToken' }

/** Name of decoded pixels in the engine; good until the engine dies. */
export type ImageId = string & { readonly brand: 'ImageId' }

/** Name of a gathered learning problem in the engine; good until the engine dies. */
export type ProblemId = string & { readonly brand: 'ProblemId' }

export interface ImageInfo {
  readonly id: ImageId
  readonly name: string
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly hasAlpha: boolean
  readonly depth: 8 | 16 | 32
  /** The file's kind in its usual letters: JPEG, PNG, WebP …; null for a picture that the lab made itself. */
  readonly format: string | null
  readonly bytes: number
  /** Pictures in the file, where there are more than this one, its first. */
  readonly pages?: number
}

/** Everything that decides the result of a convolution, beside the picture. Always plain data: a Vue proxy cannot be posted. */
export interface ConvolutionSettings {
  readonly kernel: Kernel
  readonly options: ConvolutionOptions
  readonly channels: ChannelChoice
  readonly linearLight: boolean
}

export interface ViewRequest {
  readonly image: ImageId
  readonly frame: ViewFrame
  /** null shows the picture itself; its channels and light then follow `channels` and `linearLight` of nothing: as decoded. */
  readonly convolution: ConvolutionSettings | null
  readonly mapping: DisplayMapping
  /** `draft`: exact values at as many points as one frame affords. `exact`: every pixel, averaged where several fall into one. */
  readonly quality: 'draft' | 'exact'
}

export interface View {
  /** As the frame has them; a draft may have fewer of each, and is enlarged where it is shown. */
  readonly pixelWidth: number
  readonly pixelHeight: number
  /** RGBA, 8 bits, pixelWidth·pixelHeight·4 bytes; transparent outside the picture. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
  readonly quality: 'draft' | 'exact'
  readonly milliseconds: number
  /** Which backend computed it and why that one; left out of what is not computed. */
  readonly by?: ComputedBy | undefined
}

export interface ComputedBy {
  readonly backend: ComputingBackend
  readonly reason: Reason
}

/** A picture made small, to be looked at while its pixels are decoded. */
export interface Glance {
  /** Pixels of the picture itself, upright. */
  readonly width: number
  readonly height: number
  readonly pixelWidth: number
  readonly pixelHeight: number
  /** RGBA, 8 bits, as in a View. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
}

export interface PixelReading {
  /** Values of the planes of the photo at row, column; null outside. */
  readonly before: readonly number[] | null
  /** Values of the result at that place, null where the result has none. */
  readonly after: readonly number[] | null
  readonly alpha: number | null
}

export type LearnTarget =
  /** This photo through a kernel: the learner then has to find that kernel again. */
  | { readonly kind: 'kernel'; readonly convolution: ConvolutionSettings }
  /** A second photo of the same size (or of the size of the valid result). */
  | { readonly kind: 'image'; readonly image: ImageId }

export interface LearnProblemRequest {
  readonly image: ImageId
  readonly target: LearnTarget
  readonly size: readonly [R: number, S: number]
  readonly options: ConvolutionOptions
  readonly channels: ChannelChoice
  readonly bias: boolean
  readonly constraint?: Constraint | null
  /** ρ of L(w) + ρ·Σw²; 0 when left out. */
  readonly ridge?: number
  /** `none` when left out: what is found is told, not taken. */
  readonly shift?: ShiftChoice
  /** `shared` when left out. */
  readonly color?: ColorMode
  /** Of a second photo that holds 8 or 16 bits; `aware` when left out. */
  readonly clipped?: Clipping
}

/** What the pair of pictures says before any iteration: the exact answer, and how fast descent can be. */
export interface LearnProblem {
  readonly id: ProblemId
  readonly samples: number
  readonly exact: LearnReport['exact']
  readonly conditionNumber: number
  readonly stableLearningRate: number
  readonly determined: boolean
  readonly notes: readonly string[]
  /** The notes as ids and numbers, for the window to put into words of its language. */
  readonly findings?: LearnReport['findings']
  readonly unconstrained?: LearnReport['unconstrained']
  readonly explained?: LearnReport['explained']
  readonly gathering?: LearnReport['gathering']
  readonly shift?: LearnReport['shift']
  /** Positions whose target stands at 0 or 1. */
  readonly saturated?: number
}

export interface DescendRequest {
  readonly problem: ProblemId
  readonly optimizer: OptimizerSettings
  /** Where to go on: the weights and the optimizer's own memory. The window keeps it, so a run survives the engine. */
  readonly from: OptimizerState
  readonly iterations: number
  /** Spread the iterations over about so many seconds so that a person can watch; 0 is as fast as possible. */
  readonly seconds: number
}

export interface DescentProgress {
  readonly state: OptimizerState
  readonly loss: number
  /** New points of the curve since the last progress: [iteration, loss before its step]. */
  readonly losses: readonly (readonly [number, number])[]
  /** New states since the last progress from which any iteration near them is found again; denser at the start. */
  readonly kept: readonly OptimizerState[]
}

export type ResultFormat = 'png8' | 'png16' | 'tiff' | 'jpeg' | 'webp' | 'npy'

export interface Written {
  readonly name: string
  readonly bytes: number
  readonly notes: readonly FileNote[]
}

/** What the window (and nobody else) can ask of the engine over its MessagePort. Jobs are cancelled by the call's AbortSignal. */
export type EngineContract = StackContract &
  LearnContract &
  TrainingContract & {
    openImage: {
      request: { token: FileToken } | { name: string; bytes: Uint8Array }
      reply: ImageInfo
      /** Of a large picture, once. */
      progress: Glance
    }
    openSample: { request: null; reply: ImageInfo }
    closeImage: { request: { image: ImageId }; reply: null }
    renderView: { request: ViewRequest; reply: View }
    /** Computes the whole result exactly (or finds it in the cache) and counts it; null counts the picture itself. */
    measure: {
      request: { image: ImageId; convolution: ConvolutionSettings | null }
      reply: Statistics
      progress: { done: number; total: number }
    }
    readPixel: {
      request: { image: ImageId; row: number; column: number; convolution: ConvolutionSettings }
      reply: PixelReading
    }
    explain: {
      request: { image: ImageId; convolution: ConvolutionSettings; p: number; q: number; channel: number }
      reply: Explanation
    }
    /** `explain` for all planes of one place at once, and the reading of the photo's pixel there: one answer for one move. */
    explainPixel: {
      request: {
        image: ImageId
        convolution: ConvolutionSettings
        p: number
        q: number
        row: number
        column: number
      }
      reply: { explanation: PixelExplanation; reading: PixelReading }
    }
    /** Where the pixel at row, column goes. */
    explainInput: {
      request: { image: ImageId; convolution: ConvolutionSettings; row: number; column: number }
      reply: InputExplanation
    }
    /** All steps of the loop over a region of one plane of the result. */
    explainRegion: {
      request: { image: ImageId; convolution: ConvolutionSettings; region: Region; channel: number }
      reply: Walk
    }
    poseProblem: { request: LearnProblemRequest; reply: LearnProblem; progress: { done: number; total: number } }
    descend: { request: DescendRequest; reply: DescentProgress; progress: DescentProgress }
    exportResult: {
      request: {
        image: ImageId
        convolution: ConvolutionSettings
        mapping: DisplayMapping
        format: ResultFormat
        token: FileToken
      }
      reply: Written
      progress: { done: number; total: number }
    }
    /** Whether wider vectors were asked for at the engine's start, and whether its self-check let them be. */
    turboState: { request: null; reply: { asked: boolean; on: boolean } }
    exportKernel: { request: { kernel: Kernel; format: string; token: FileToken }; reply: Written }
    importKernel: {
      request: { token: FileToken }
      reply: { kernel: Kernel; format: string; notes: readonly FileNote[] }
    }
  }
