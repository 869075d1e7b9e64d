import type { FileNote } from '../fileNote.ts'
import type { DisplayMapping } from '../image/image.ts'
import type { ViewFrame } from '../image/view.ts'
import type { NetworkDescription } from '../network/description.ts'
import type { NetworkParameters } from '../network/parameters.ts'
import type { Region } from '../network/receptiveField.ts'
import type { FileToken, ImageId, Written } from './engineContract.ts'

/** Name of a stack of layers on a picture; good until the engine dies or a few newer ones were posed. */
export type StackId = string & { readonly brand: 'StackId' }

export interface StackRequest {
  readonly image: ImageId
  /** The photo is scaled to the height and width of its input, and becomes gray where that has one channel. */
  readonly description: NetworkDescription
  /** By PyTorch's names; those that are not given start as PyTorch starts them. */
  readonly parameters: NetworkParameters
  /** Of the generator that draws the start (1). */
  readonly seed?: number
}

/** One layer's output; layer −1 is the network's input. */
export interface LayerRef {
  readonly stack: StackId
  readonly layer: number
}

/** Where the photo was moved to, in pixels of the input: down and to the right. */
export type Shift = readonly [rows: number, columns: number]

/** Maps [first, end) of a layer, each to fit a box of device pixels. */
export interface MapThumbsRequest extends LayerRef {
  readonly first: number
  readonly end: number
  readonly boxWidth: number
  readonly boxHeight: number
  readonly mapping: DisplayMapping
}

export interface MapPicture {
  readonly pixelWidth: number
  readonly pixelHeight: number
  /** RGBA, 8 bits; transparent outside the map. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>
  /** Of all values of the map, or of all that is shown of the input. */
  readonly minimum: number
  readonly maximum: number
}

/** A map as it is, as it is when the photo is shifted, or by how much that differs from the map shifted. */
export const mapSights = ['map', 'shifted', 'difference'] as const
export type MapSight = (typeof mapSights)[number]

export interface MapViewRequest extends LayerRef {
  /** null shows all channels of the input in color; a layer has maps only. */
  readonly map: number | null
  /** In pixels of the map; fractions allowed. */
  readonly frame: ViewFrame
  readonly mapping: DisplayMapping
  readonly sight: MapSight
  readonly shift: Shift
}

/** Units [first, end) of a layer whose output is a row of numbers. */
export interface RowRequest extends LayerRef {
  readonly first: number
  readonly end: number
}

export interface MapPlace extends LayerRef {
  readonly map: number
  readonly row: number
  readonly column: number
}

/** How one value depends on the photo. */
export interface Influence extends Region {
  readonly value: number
  /** Σ_c |∂value/∂x[c,h,w]| over the region, row by row; 0 everywhere else. */
  readonly influence: Float32Array
  readonly largest: number
  /** The side of the smallest square about the middle of the field that holds nine tenths of the influence; 0 if there is none. */
  readonly mostWithin: number
}

export interface ImportedLayers {
  readonly description: NetworkDescription
  /** Those that the file has; none for a description alone. */
  readonly parameters: NetworkParameters
  readonly notes: readonly FileNote[]
  /** Of a file that is no network of ours: every 2-D convolution in it, one of which is read. */
  readonly foreign: {
    readonly convolutions: readonly { readonly name: string; readonly shape: readonly number[] }[]
    readonly chosen: number
    /** The layer that has its kernels: before it may stand one that gives the photo's gray to every channel. */
    readonly layer: number
  } | null
}

export interface ShiftComparison {
  /** Whole outputs that the maps should have moved by. */
  readonly moved: Shift
  /** Whether the stride divides the shift: only then do the values have a place to move to. */
  readonly divides: boolean
  /** Values of all maps whose fields see what both photos show. */
  readonly compared: number
  readonly exact: number
  readonly unchanged: number
  readonly largest: number
  /** Σ|difference| / Σ|value|; 0 where all values are 0. */
  readonly relative: number
}

/** What the window asks about layers on a photo. */
export type StackContract = {
  poseStack: { request: StackRequest; reply: StackId }
  renderMaps: { request: MapThumbsRequest; reply: readonly MapPicture[] }
  renderMap: { request: MapViewRequest; reply: MapPicture }
  readRow: { request: RowRequest; reply: Float32Array }
  readMap: { request: MapPlace; reply: number }
  influence: { request: MapPlace; reply: Influence }
  /**
   * A network's description, or a file of weights: `.json`, `.safetensors`, `.onnx`. Of a foreign one, convolution number
   * `convolution`, the first by default.
   */
  importLayers: { request: { token: FileToken; convolution?: number }; reply: ImportedLayers }
  /** The description alone: what `kernel-lab shape` reads. */
  exportLayers: { request: { description: NetworkDescription; token: FileToken }; reply: Written }
  compareShift: { request: LayerRef & { readonly shift: Shift }; reply: ShiftComparison }
}
