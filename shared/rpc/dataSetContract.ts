import type { RefusalWords } from '../refusal.ts'
import type { InputShape } from '../network/description.ts'
import type { FileToken } from './engineContract.ts'
import type { MapPicture } from './stackContract.ts'

/** Name of decoded pictures in the engine; good until the engine dies or a few newer ones were opened. */
export type DataSetId = string & { readonly brand: 'DataSetId' }

/** `classes`: a folder of folders, one per class. `pairs`: a folder with `input` and `target`, whose files have the same names. */
export type DataSetKind = 'classes' | 'pairs'

export interface DataSetRequest {
  /** Of the folder. */
  readonly token: FileToken
  readonly kind: DataSetKind
  /** Of the network: a class's pictures are made this large (scaled and cropped), pairs keep their size; C = 1 reads gray. */
  readonly input: InputShape
  /** Channels of the network's answer to pairs: their targets are read as gray for 1, in color for 3. Left out: as the files are. */
  readonly answers?: number
  /** Bytes that the pictures may take; 1 GiB when left out. More is refused with `too-large` before anything is decoded twice. */
  readonly budget?: number
}

/** A file that is no picture, is broken, or has no partner; it takes no part. */
export interface BadFile {
  /** Below the folder, with `/`: `cats/17.jpg`. */
  readonly file: string
  /** The refusal: what was wanted and what came, in English, and without a language where it has one. */
  readonly reason: string
  readonly words: RefusalWords | null
}

export interface DataSetInfo {
  readonly id: DataSetId
  readonly kind: DataSetKind
  readonly name: string
  readonly input: InputShape
  /** In the order of their names; none for pairs. */
  readonly classes: readonly { readonly name: string; readonly count: number }[]
  /** Pictures, or pairs of them. */
  readonly count: number
  readonly bad: readonly BadFile[]
  /** Width × height as the files have them: the smallest and the largest by pixels, and how many had to be scaled or cropped. */
  readonly sizes: {
    readonly smallest: readonly [width: number, height: number]
    readonly largest: readonly [width: number, height: number]
    readonly adapted: number
  }
  /** Targets in color that are read as gray, because the network answers with one channel. */
  readonly grayTargets: number
  /** What the decoded pictures take, one byte a sample. */
  readonly bytes: number
}

/** What the window asks about the pictures that are learned from. */
export type DataSetContract = {
  /** Decodes every picture once. A file that cannot be read is listed, not thrown. */
  openDataSet: {
    request: DataSetRequest
    reply: DataSetInfo
    progress: { readonly done: number; readonly total: number; readonly bad: number }
  }
  closeDataSet: { request: { dataSet: DataSetId }; reply: null }
  /** As the network sees them, or the inputs of pairs; at most 256 at once. */
  dataSetPictures: { request: { dataSet: DataSetId; samples: readonly number[] }; reply: readonly MapPicture[] }
}
