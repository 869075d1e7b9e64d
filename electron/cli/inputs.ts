import { availableParallelism } from 'node:os'
import { basename, extname } from 'node:path'
import { fileNote } from '../../shared/fileNote.ts'
import type { Image } from '../../shared/image/image.ts'
import { readArray, type InputArray } from '../engine/arrays.ts'
import { createBandPool } from '../engine/bandPool.ts'
import type { Bands } from '../engine/bands.ts'
import { decodeFile, readWhole } from '../engine/openPicture.ts'
import { letGo } from '../engine/sharedBuffers.ts'
import { tellNotes } from './fileNotes.ts'
import { countOption, UsageError, type OptionSpec, type ParsedArguments } from './usage.ts'

/** INPUT of the command line: a photo, or an array whose numbers are taken as they are. */
export type Input =
  | { readonly kind: 'photo'; readonly name: string; readonly image: Image }
  | { readonly kind: 'array'; readonly name: string; readonly array: InputArray }

export async function readInput(path: string, signal: AbortSignal): Promise<Input> {
  const name = basename(path)
  if (extname(path).toLowerCase() === '.npy') {
    const bytes = await readWhole(path)
    const array = readArray(bytes, name)
    letGo(bytes)
    return { kind: 'array', name, array }
  }
  const { image, pages } = await decodeFile(path, signal)
  if (pages !== undefined) tellNotes([fileNote('firstPicture', { name, count: pages })])
  return { kind: 'photo', name, image }
}

export const threadOptions = {
  threads: { type: 'string', help: 'N (as many as there are cores)' },
} as const satisfies OptionSpec

/** More than the cores of any computer that this is used on; each thread holds some megabytes. */
const mostThreads = 256

export function readThreads(args: ParsedArguments): number {
  const threads = countOption(args, 'threads', Math.min(mostThreads, availableParallelism()))
  if (threads > mostThreads) throw new UsageError(`--threads wants at most ${mostThreads}, got ${threads}`)
  return threads
}

/** The engine's threads for the time of one command. */
export async function withBands<T>(threads: number, work: (bands: Bands) => Promise<T>): Promise<T> {
  const bands = createBandPool({
    threads,
    entry: new URL('../main/bandThread.js', import.meta.url),
  })
  try {
    return await work(bands)
  } finally {
    await bands.close()
  }
}
