import { fileNote } from '../../shared/fileNote.ts'
import type { FileNote } from '../../shared/fileNote.ts'
import { npyParts } from '../../shared/formats/npy.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'
import { floatsOf } from '../../shared/image/samples.ts'
import { wholeFrame } from '../../shared/image/view.ts'
import type { Planes } from '../../shared/image/resample.ts'
import type { ResultFormat } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { loadSharp } from './decode.ts'
import { drawFrame, rangeFor } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import { pngParts } from './png.ts'
import { tiffFloatParts } from './tiffFloat.ts'
import { createWorkshop } from './workshop.ts'

/** Nearly lossless to the eye, and no color is averaged over neighbors: edges are what these pictures are about. */
const jpegOptions = { quality: 92, chromaSubsampling: '4:4:4' } as const
/** Tables made for one picture want all of its coefficients at once, six bytes a pixel or more: beyond so many pixels it gets the usual ones. */
const mostForOwnTables = 1 << 25
const webpOptions = { quality: 92 } as const

/** A result as a file: pictures go through the display mapping, `tiff` and `npy` (C×H×W) hold the raw float32 numbers. */
export async function encodePlanes(
  planes: Planes,
  format: ResultFormat,
  mapping: DisplayMapping,
  bands: Bands,
  options: JobOptions = {},
): Promise<Encoded> {
  const { width, height, channels, data } = planes
  if (format === 'npy') return { parts: npyParts([channels, height, width], floatsOf(data)), release: nothing }
  if (format === 'tiff') return { parts: tiffFloatParts(width, height, channels, floatsOf(data)), release: nothing }
  const white = whiteOfFormat(format)
  const range = await rangeFor(planes, mapping, bands, options)
  const frame = wholeFrame(width, height)
  const drawing = await drawFrame(planes, frame, mapping, range, white, createWorkshop(bands), options)
  const hasAlpha = planes.alpha !== null
  const gray = channels === 1 && mapping !== 'diverging' && !hasAlpha
  return encodeDrawing(drawing, width, height, { format, gray, hasAlpha }, options)
}

/** A file in pieces, some of which may be made when they are asked for; `release` lets go of what they are made from, in any case. */
export interface Encoded {
  readonly parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  release(): void
}

function nothing(): void {}

/** Of the formats: those that hold the numbers themselves, and no picture of them. */
export function holdsNumbers(format: ResultFormat): format is 'npy' | 'tiff' {
  return format === 'npy' || format === 'tiff'
}

export function whiteOfFormat(format: ResultFormat): 255 | 65535 {
  return format === 'png16' ? 65535 : 255
}

/** Pixels that are drawn already; their memory is given back as soon as they are encoded. */
export async function encodeDrawing(
  { samples, release }: Drawing,
  width: number,
  height: number,
  kind: PictureKind,
  { signal }: JobOptions = {},
): Promise<Encoded> {
  const { format, gray, hasAlpha } = kind
  if (format === 'png8' || format === 'png16') {
    return { parts: pngParts(samples, { width, height, channels: gray ? 1 : hasAlpha ? 4 : 3 }, signal), release }
  }
  try {
    signal?.throwIfAborted()
    return { parts: [await encodeSamples(samples, width, height, { format, gray, hasAlpha })], release: nothing }
  } finally {
    release()
  }
}

export interface PictureKind {
  readonly format: Exclude<ResultFormat, 'npy' | 'tiff'>
  readonly gray: boolean
  readonly hasAlpha: boolean
}

async function encodeSamples(
  samples: Uint8Array | Uint16Array,
  width: number,
  height: number,
  { format, gray, hasAlpha }: Omit<PictureKind, 'format'> & { readonly format: 'jpeg' | 'webp' },
): Promise<Uint8Array> {
  const load = await loadSharp()
  const drawn = load(samples, { raw: { width, height, channels: 4 }, limitInputPixels: false })
  const picture = gray ? drawn.extractChannel(0) : hasAlpha ? drawn : drawn.removeAlpha()
  if (format === 'webp') return picture.webp(webpOptions).toBuffer()
  return picture.jpeg({ ...jpegOptions, optimizeCoding: width * height <= mostForOwnTables }).toBuffer()
}

/** What a person should know about the file that was written. */
export function encodingNotes(planes: Pick<Planes, 'alpha'>, format: ResultFormat): readonly FileNote[] {
  const notes: FileNote[] = []
  if (planes.alpha && (format === 'jpeg' || format === 'tiff' || format === 'npy')) {
    notes.push(fileNote('noTransparency'))
  }
  if (format === 'jpeg' || format === 'webp') notes.push(fileNote('lossy'))
  return notes
}
