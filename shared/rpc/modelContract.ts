import type { NetworkFormatId } from '../formats/network/networkFormats.ts'
import type { DisplayMapping } from '../image/image.ts'
import type { ViewFrame } from '../image/view.ts'
import type { NetworkDescription } from '../network/description.ts'
import type { NetworkParameters } from '../network/parameters.ts'
import type { BadFile } from './dataSetContract.ts'
import type { FileToken, ImageId, ResultFormat, View, Written } from './engineContract.ts'
import type { RunId } from './trainingContract.ts'

/** A network that can be asked: a run as it is now (or at its best), or weights that the window holds. */
export type ModelRef =
  | { readonly run: RunId; readonly which: 'now' | 'best' }
  | { readonly description: NetworkDescription; readonly parameters: NetworkParameters }

export interface TrainedNetwork {
  readonly description: NetworkDescription
  readonly parameters: NetworkParameters
  readonly iteration: number
}

export interface Prediction {
  readonly file: string
  /** Of the most probable class; classes are numbered where the network has no names for them. */
  readonly label: string
  /** By class, in the network's order. */
  readonly probabilities: Readonly<Record<string, number>>
}

export type PredictionSource = { readonly image: ImageId } | { readonly token: FileToken }

export interface TranslationRequest {
  readonly model: ModelRef
  readonly image: ImageId
  /** In pixels of the result. */
  readonly frame: ViewFrame
  readonly mapping: DisplayMapping
  /** `draft`: the photo at the size of the view, then the network: quick, and not what full size gives. `exact`: full size, then the view. */
  readonly quality: 'draft' | 'exact'
}

export type NetworkFormat = NetworkFormatId

type Counted = { readonly done: number; readonly total: number }

/** What the window asks a network that was trained, or is being trained. */
export type ModelContract = {
  /** The weights as they are: pose them as a stack, and the wall of feature maps shows what the network sees by now. */
  trainedNetwork: { request: { model: ModelRef }; reply: TrainedNetwork }
  /** Photos, files, or folders of them. */
  classify: {
    request: { model: ModelRef; sources: readonly PredictionSource[] }
    reply: { readonly predictions: readonly Prediction[]; readonly bad: readonly BadFile[] }
    progress: Counted
  }
  /** The network's picture of the open photo. */
  renderTranslation: { request: TranslationRequest; reply: View; progress: Counted }
  exportTranslation: {
    request: Pick<TranslationRequest, 'model' | 'image' | 'mapping'> & { format: ResultFormat; token: FileToken }
    reply: Written
    progress: Counted
  }
  exportNetwork: { request: { model: ModelRef; format: NetworkFormat; token: FileToken }; reply: Written }
}
