import { refusal } from '../../shared/refusal.ts'
import { fileNote } from '../../shared/fileNote.ts'
import type { FileNote } from '../../shared/fileNote.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'
import type { Planes } from '../../shared/image/resample.ts'
import type { ResultFormat } from '../../shared/rpc/engineContract.ts'
import type { Sharp } from 'sharp'
import type { JobOptions } from './convolveJob.ts'
import { loadSharp } from './decode.ts'
import type { DrawnRows } from './drawnRows.ts'
import type { ResultFile } from './exportJob.ts'
import { pngParts } from './png.ts'
import { letGo } from './sharedBuffers.ts'
import { packed, tiffHead } from './tiff.ts'
import type { TiffShape } from './tiff.ts'
import { withScratchFile, writeParts } from './writeWhole.ts'

/** Nearly lossless to the eye, and no color is averaged over neighbors: edges are what these pictures are about. */
const jpegOptions = { quality: 92, chromaSubsampling: '4:4:4' } as const
const webpOptions = { quality: 92 } as const
/**
 * Beyond so many pixels sharp reads a JPEG's or WebP's pixels from a file, for it would take them twice; and a JPEG gets the usual
 * tables, for those made for one picture want all of its coefficients at once, six bytes a pixel or more.
 */
const mostInMemory = 1 << 25
/** Pixels of a side; PNG has room for all. */
const longestSide = { jpeg: 65_535, webp: 16_383 } as const

/** Of the formats: those that hold the numbers themselves, and no picture of them. */
export function holdsNumbers(format: ResultFormat): format is 'npy' | 'tiff' {
  return format === 'npy' || format === 'tiff'
}

export interface PictureShape {
  readonly width: number
  readonly height: number
  readonly format: Exclude<ResultFormat, 'npy' | 'tiff'>
  readonly gray: boolean
  readonly hasAlpha: boolean
}

/** A picture of one plane is gray, unless its mapping or what it lets through gives it colors. */
export function pictureShape(
  { width, height, channels, alpha }: Pick<Planes, 'width' | 'height' | 'channels' | 'alpha'>,
  mapping: DisplayMapping,
  format: PictureShape['format'],
): PictureShape {
  const hasAlpha = alpha !== null
  return { width, height, format, gray: channels === 1 && mapping !== 'diverging' && !hasAlpha, hasAlpha }
}

export function whiteOfFormat(format: ResultFormat): 255 | 65535 {
  return format === 'png16' ? 65535 : 255
}

/**
 * Writes a picture, whole or not at all, from rows that are drawn when they are asked for; answers the file's bytes. Throws `cannot-hold`,
 * `cannot-write`, `already-exists`.
 */
export async function writePicture(
  rows: DrawnRows,
  { width, height, format, gray, hasAlpha }: PictureShape,
  { path, replace }: Omit<ResultFile, 'format'>,
  { signal }: JobOptions = {},
  most = mostInMemory,
): Promise<number> {
  const shape = { width, height, channels: gray ? 1 : hasAlpha ? 4 : 3 } as const
  if (format === 'png8' || format === 'png16') {
    const depth = format === 'png8' ? 8 : 16
    return writeParts(path, pngParts(rows, { ...shape, depth }, signal), { replace })
  }
  checkSides(shape, format)
  const encoded =
    width * height <= most ? encodeInMemory(rows, shape, format, signal) : encodeFile(rows, shape, format, path)
  return writeParts(path, encoded, { replace })
}

function checkSides({ width, height }: TiffShape, format: 'jpeg' | 'webp'): void {
  const most = longestSide[format]
  if (Math.max(width, height) <= most) return
  const name = { jpeg: 'JPEG', webp: 'WebP' }[format]
  throw refusal('cannot-hold', 'longSide', { format: name, most, width, height })
}

/** In memory of its own: sharp's WebAssembly build copies all of the memory that samples lie in, not the samples. */
async function* encodeInMemory(
  rows: DrawnRows,
  shape: TiffShape,
  format: 'jpeg' | 'webp',
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const samples = new Uint8Array(shape.width * shape.height * shape.channels)
  let at = 0
  for await (const drawn of rows) {
    signal?.throwIfAborted()
    for (const part of packed(drawn as Uint8Array, shape.channels)) {
      samples.set(part, at)
      at += part.length
    }
  }
  const load = await loadSharp()
  const picture = load(samples, { raw: shape, limitInputPixels: false })
  yield await asFormat(picture, format, true).finally(() => letGo(samples))
}

async function* tiffParts(rows: DrawnRows, shape: TiffShape): AsyncGenerator<Uint8Array> {
  yield tiffHead(shape, 8)
  for await (const drawn of rows) yield* packed(drawn as Uint8Array, shape.channels)
}

async function* encodeFile(
  rows: DrawnRows,
  shape: TiffShape,
  format: 'jpeg' | 'webp',
  beside: string,
): AsyncGenerator<Uint8Array> {
  const load = await loadSharp()
  yield await withScratchFile(beside, tiffParts(rows, shape), (path) =>
    asFormat(load(path, { limitInputPixels: false, sequentialRead: true }), format, false),
  )
}

function asFormat(picture: Sharp, format: 'jpeg' | 'webp', optimizeCoding: boolean): Promise<Uint8Array> {
  if (format === 'webp') return picture.webp(webpOptions).toBuffer()
  return picture.jpeg({ ...jpegOptions, optimizeCoding }).toBuffer()
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
