import { basename } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import type { Planes } from '../../shared/image/resample.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import type { ConvolutionSettings, ResultFormat, Written } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { encodeDrawing, encodePlanes, encodingNotes, holdsNumbers, whiteOfFormat } from './encode.ts'
import type { Encoded, PictureKind } from './encode.ts'
import { isPlainMapping, lookedAt, showWhole } from './showJob.ts'
import type { PlainMapping } from './showJob.ts'
import type { Unkept } from './showRows.ts'
import type { Workshop } from './workshop.ts'
import { writeParts } from './writeWhole.ts'

export interface ResultFile {
  readonly path: string
  readonly format: ResultFormat
  /** Whether an existing file may be replaced: with --force, or because a save dialog asked. */
  readonly replace: boolean
}

/** Encodes a result and writes it, whole or not at all. */
export async function exportPlanes(
  planes: Planes,
  mapping: DisplayMapping,
  { path, format, replace }: ResultFile,
  bands: Bands,
  options: JobOptions = {},
): Promise<Written> {
  const encoded = await encodePlanes(planes, format, mapping, bands, options)
  const bytes = await writeEncoded(path, encoded, { replace }, options)
  return { name: basename(path), bytes, notes: encodingNotes(planes, format) }
}

async function writeEncoded(
  path: string,
  { parts, release }: Encoded,
  how: Pick<ResultFile, 'replace'>,
  { signal }: JobOptions,
): Promise<number> {
  try {
    signal?.throwIfAborted()
    return await writeParts(path, parts, how)
  } finally {
    release()
  }
}

/** A picture of a result whose numbers need not be kept to draw it. */
export interface UnkeptPicture {
  readonly result: Unkept
  readonly mapping: PlainMapping
  readonly format: PictureKind['format']
}

/** null where the file holds the numbers themselves (numbersFile.ts), or all of them are wanted before the first is drawn. */
export function unkeptPicture(
  image: Image,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
  format: ResultFormat,
  bands: Bands,
  backend?: string,
): UnkeptPicture | null {
  if (holdsNumbers(format) || !isPlainMapping(mapping)) return null
  return { result: lookedAt(image, settings, bands, backend), mapping, format }
}

export interface DrawnPicture {
  readonly summary: Summary
  /** Encodes it and writes it, whole or not at all; once. */
  write(file: Omit<ResultFile, 'format'>): Promise<Written>
}

/** Computes a result a few rows at a time, counted and drawn; a photo of 100 megapixels then takes a third of what its numbers would. */
export async function drawUnkept(
  { result, mapping, format }: UnkeptPicture,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<DrawnPicture> {
  const { g, alpha } = result
  const { summary, ...drawing } = await showWhole(result, mapping, whiteOfFormat(format), workshop, options)
  let isTaken = false
  return {
    summary,
    async write({ path, replace }) {
      if (isTaken) throw new LabError('internal', 'a picture that was drawn is written once')
      isTaken = true
      const kind = { format, gray: g.N * g.K === 1 && !alpha, hasAlpha: alpha !== null }
      const encoded = await encodeDrawing(drawing, g.Q, g.P, kind, options)
      const bytes = await writeEncoded(path, encoded, { replace }, options)
      return { name: basename(path), bytes, notes: encodingNotes({ alpha }, format) }
    },
  }
}
