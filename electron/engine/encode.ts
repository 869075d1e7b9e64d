import { fileNote } from '../../shared/fileNote.ts'
import type { FileNote } from '../../shared/fileNote.ts'
import type { Sharp } from 'sharp'
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
): Promise<Iterable<Uint8Array>> {
  const { width, height, channels, data } = planes
  if (format === 'npy') return npyParts([channels, height, width], floatsOf(data))
  if (format === 'tiff') return tiffFloatParts(width, height, channels, floatsOf(data))
  const white = whiteOfFormat(format)
  const range = await rangeFor(planes, mapping, bands, options)
  const frame = wholeFrame(width, height)
  const drawing = await drawFrame(planes, frame, mapping, range, white, createWorkshop(bands), options)
  const hasAlpha = planes.alpha !== null
  const gray = channels === 1 && mapping !== 'diverging' && !hasAlpha
  return [await encodeDrawing(drawing, width, height, { format, gray, hasAlpha }, options)]
}

export function whiteOfFormat(format: ResultFormat): 255 | 65535 {
  return format === 'png16' ? 65535 : 255
}

/** Pixels that are drawn already; their memory is given back. */
export async function encodeDrawing(
  { samples, release }: Drawing,
  width: number,
  height: number,
  kind: PictureKind,
  { signal }: JobOptions = {},
): Promise<Uint8Array> {
  try {
    signal?.throwIfAborted()
    return await encodeSamples(samples, width, height, kind)
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
  { format, gray, hasAlpha }: PictureKind,
): Promise<Uint8Array> {
  const load = await loadSharp()
  const drawn = load(samples, { raw: { width, height, channels: 4 }, limitInputPixels: false })
  const picture = gray ? drawn.extractChannel(0) : hasAlpha ? drawn : drawn.removeAlpha()
  switch (format) {
    case 'png8':
      return picture.png().toBuffer()
    case 'png16':
      return toPng16(picture, gray)
    case 'jpeg':
      return picture.jpeg({ ...jpegOptions, optimizeCoding: width * height <= mostForOwnTables }).toBuffer()
    case 'webp':
      return picture.webp(webpOptions).toBuffer()
  }
}

function toPng16(picture: Sharp, gray: boolean): Promise<Uint8Array> {
  const deep = picture.toColourspace(gray ? 'grey16' : 'rgb16') // otherwise sharp writes 8 bits
  return deep.png().toBuffer()
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
