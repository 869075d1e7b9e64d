import { basename } from 'node:path'
import { npyParts } from '../../shared/formats/npy.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { needsRange } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { floatsOf } from '../../shared/image/samples.ts'
import type { ConvolutionSettings, ResultFormat, Written } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { rangeFor } from './drawJob.ts'
import { drawRowsOf } from './drawnRows.ts'
import { encodingNotes, holdsNumbers, pictureShape, whiteOfFormat, writePicture } from './encode.ts'
import type { UnkeptPicture } from './pictureFile.ts'
import { isTooLarge } from './results.ts'
import { lookedAt } from './showJob.ts'
import { tiffFloatParts } from './tiff.ts'
import { writeParts } from './writeWhole.ts'

export interface ResultFile {
  readonly path: string
  readonly format: ResultFormat
  /** Whether an existing file may be replaced: with --force, or because a save dialog asked. */
  readonly replace: boolean
}

/** A result as a file, whole or not at all: pictures go through the display mapping, `tiff` and `npy` (C×H×W) hold the raw float32 numbers. */
export async function exportPlanes(
  planes: Planes,
  mapping: DisplayMapping,
  file: ResultFile,
  bands: Bands,
  options: JobOptions = {},
): Promise<Written> {
  options.signal?.throwIfAborted()
  const bytes = await writePlanes(planes, mapping, file, bands, options)
  return { name: basename(file.path), bytes, notes: encodingNotes(planes, file.format) }
}

async function writePlanes(
  planes: Planes,
  mapping: DisplayMapping,
  { path, format, replace }: ResultFile,
  bands: Bands,
  options: JobOptions,
): Promise<number> {
  const { width, height, channels, data } = planes
  if (format === 'npy') return writeParts(path, npyParts([channels, height, width], floatsOf(data)), { replace })
  if (format === 'tiff') return writeParts(path, tiffFloatParts(width, height, channels, floatsOf(data)), { replace })
  const range = await rangeFor(planes, mapping, bands, options)
  const rows = drawRowsOf(planes, mapping, range, whiteOfFormat(format), bands, options)
  return writePicture(rows, pictureShape(planes, mapping, format), { path, replace }, options)
}

/**
 * A picture whose numbers need not be kept to draw it; null where the file holds them (numbersFile.ts), or all of them are wanted
 * before the first is drawn and there is room for them: they would be computed twice.
 */
export function unkeptPicture(
  image: Image,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
  format: ResultFormat,
  bands: Bands,
  backend?: string,
): UnkeptPicture | null {
  if (holdsNumbers(format)) return null
  const result = lookedAt(image, settings, bands, backend)
  return needsRange(mapping) && !isTooLarge(result.g) ? null : { result, mapping, format }
}
