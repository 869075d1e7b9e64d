import type { DisplayMapping } from '../../shared/image/image.ts'
import type { Planes } from '../../shared/image/resample.ts'
import type { ResultFormat, Written } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { encodePlanes, encodingNotes } from './encode.ts'
import { basename } from 'node:path'
import { writeWhole } from './writeWhole.ts'

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
  const bytes = await encodePlanes(planes, format, mapping, bands, options)
  options.signal?.throwIfAborted()
  await writeWhole(path, bytes, { replace })
  return { name: basename(path), bytes: bytes.length, notes: encodingNotes(planes, format) }
}
