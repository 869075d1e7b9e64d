import type { LabError } from './errors.ts'
import { filled } from './filledText.ts'
import type { Values, ValuesOf } from './filledText.ts'
import { refusalWords } from './refusal.ts'
import type { RefusalWords } from './refusal.ts'

/** Everything that a person is told about a file that was read or written, in English; renderer/locales has the same in the other languages. */
export const fileNoteTexts = {
  float32Rounded: 'Rounding to float32 changes a weight or bias by at most {change}.',
  wholeRounded: 'Rounding to whole numbers changes a weight or bias by at most {change}.',
  offsetRounded: 'Rounding to a whole offset changes a weight or bias by at most {change}.',
  divided: 'The weights are divided by {divisor}; the divisor itself is not kept.',
  strideLost: '{target} moves pixel by pixel: stride {stride} is lost.',
  dilationLost: '{target} takes neighboring pixels: dilation {dilation} is lost.',
  gridded: 'The {kernel} kernel stands in a grid of {grid} with zeros around it; the result is the same.',
  biasIn8Bits: 'The bias is in 8-bit units.',
  npyBiasLost: 'The bias {bias} is lost: an .npy file is one array; .npz and .safetensors keep the bias.',
  imagejUse: 'In Process > Filters > Convolve…, switch “Normalize Kernel” off: it would divide by the sum.',
  imagejBiasLost: 'The bias {bias} is lost: add it with Process > Math > Add… (times 255 for 8 bits).',
  magickUse: "The string is for -morphology Correlate: magick in.png -morphology Correlate '…' out.png.",
  magickBiasLost: 'The bias {bias} is lost: give -define convolve:bias={percent}% before -morphology.',
  magickHoles: '{count} cells outside the kernel (nan or -) became 0.',
  magickOrigin: 'The origin {x},{y} is not the middle: zeros were added to make it so.',
  magickTurns: 'The turned copies that “{flags}” asks for were left out.',
  ffmpegUse: 'The string goes behind -vf. The edges are mirrored, the result is clipped.',
  ffmpegOld: 'FFmpeg 5.1 and older divide by the sum {sum} and not by {divisor}.',
  geglBorder: 'GEGL has the borders clamp, loop, black, white and none; {border} became clamp (replicate).',
  svgBorder: 'SVG has the borders duplicate, wrap and none; {border} became duplicate (replicate).',
  svgTransposed: 'Browsers show this filter as it is; librsvg (2.63) transposes the matrix.',
  libvipsOffset: 'The offset is in 8-bit units.',
  libvipsEven: 'libvips puts an even kernel one pixel further than here; zeros were added to make up for it.',
  opencvChannels: 'A matrix of {channels} channels is no filter and is left out.',
  opencvDelta: 'Pass delta to filter2D; it is meant for pictures from 0 to 1, times 255 for 8 bits.',
  opencvAnchor: 'Pass anchor to filter2D: its default for even sizes lies one pixel further.',
  pytorchFloat32: 'Conv2d computes in float32.',
  sharpClips: 'sharp clips the result to the range of the picture and repeats its edge.',
  glslRows: 'Rows count in the direction of texelFetch: load the picture with its first row first.',
  leftOut: 'No convolution, left out: {names}.',
  onnxComputed: '{name} is left out: its weights are computed, not stored.',
  onnxVolumes: '{name} is left out: it convolves volumes.',
  onnxPads: 'The model pads its pictures with Pad nodes, which are not read.',
  onnxSameLower: 'SAME_LOWER is read as same: an odd row of padding goes to the bottom here.',
  firstOf: 'The file holds {count} kernels; this is the first.',
  firstPicture: "'{name}' holds {count} pictures; this is about the first.",
  weightsOnly: 'The file holds weights, and no word about how its layers connect.',
  convolutionsOnly: 'Only the convolutions are read: {why}.',
  codeOnly: 'The weights are not in the code: load() takes them from the .safetensors file.',
  noTransparency: 'This format is written without transparency.',
  lossy: 'This format is lossy: use PNG or TIFF to measure.',
} as const

type Texts = typeof fileNoteTexts
export type FileNoteId = keyof Texts

/** One of the texts and what goes into it: plain data, for the terminal in English and for the window in its language. */
export interface FileNote {
  readonly id: FileNoteId
  readonly values: Values
  /** What stands in the text as {why}: a refusal, in its own words. */
  readonly why?: RefusalWords
}

export function fileNote<Id extends FileNoteId>(id: Id, ...[values]: ValuesOf<Texts[Id]>): FileNote {
  return { id, values: values ?? {} }
}

/** A note on what was refused, which stands in its text as {why}. */
export function fileNoteBecause(id: FileNoteId, error: LabError): FileNote {
  const why = refusalWords(error)
  return { id, values: { why: error.message }, ...(why && { why }) }
}

export function englishNotes(notes: readonly FileNote[]): string[] {
  return notes.map(({ id, values }) => filled(fileNoteTexts[id], values))
}
