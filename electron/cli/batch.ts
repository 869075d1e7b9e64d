import { mkdir, realpath } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { backendNames } from '../../shared/backend/backend.ts'
import { LabError, type LabErrorCode } from '../../shared/errors.ts'
import { displayMappings } from '../../shared/image/image.ts'
import { refusal } from '../../shared/refusal.ts'
import { learnSpeeds, speedsFile, thisMachine } from '../engine/machineSpeeds.ts'
import { createSharedBuffers } from '../engine/sharedBuffers.ts'
import { filesIn } from '../engine/training/classifySources.ts'
import { isFolder } from '../engine/training/model.ts'
import { refuseExisting } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { geometryOptions, kernelOptions, photoOptions } from './convolutionArguments.ts'
import { readConvolution } from './convolutionArguments.ts'
import { writeConvolved, type ConvolvingWork } from './convolvedInput.ts'
import type { Outcome } from './convolvedPhoto.ts'
import { readInput, readThreads, threadOptions, withBands } from './inputs.ts'
import { resultFormat } from './resultFormat.ts'
import { choiceOption, positionalArguments, requiredOption, UsageError, type ParsedArguments } from './usage.ts'

const endings = ['png', 'npy', 'jpg', 'webp', 'tif'] as const

export const batchCommand: CliCommand = {
  name: 'batch',
  synopsis: 'DIR --kernel K --out DIR',
  summary:
    'Convolves every photo of a folder. Never replaces a file, so that the same command goes on where it was interrupted.',
  options: {
    ...kernelOptions,
    ...geometryOptions,
    ...photoOptions,
    show: { type: 'string', help: 'clamp | absolute | offset | minmax | diverging: how values become pixels (clamp)' },
    out: { type: 'string', help: 'DIR: gets a file of the same name for every photo' },
    format: { type: 'string', help: `${endings.join(' | ')}: what is written (png)` },
    depth: { type: 'string', help: '8 | 16: bits of a PNG (8)' },
    ...threadOptions,
    backend: { type: 'string', help: `auto | ${backendNames.join(' | ')}` },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

interface Left {
  readonly file: string
  readonly code: LabErrorCode
  readonly message: string
}

/** What became of the files of the folder. */
interface Fates {
  readonly done: {
    readonly file: string
    readonly out: string
    readonly belowZero: number
    readonly aboveOne: number
  }[]
  readonly skipped: Left[]
  readonly failed: Left[]
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [folder = ''] = positionalArguments(args, 'DIR')
  const out = requiredOption(args, 'out')
  const ending = choiceOption(args, 'format', endings, 'png')
  const format = resultFormat('format', `photo.${ending}`, choiceOption<'8' | '16'>(args, 'depth', ['8', '16'], '8'))
  const mapping = choiceOption(args, 'show', displayMappings, 'clamp')
  const backend = choiceOption(args, 'backend', ['auto', ...backendNames], 'auto')
  const threads = readThreads(args)
  const json = args.flag['json'] ?? false
  const settings = await readConvolution(args)
  const photos = await photosOf(folder, out)
  const { signal } = terminal
  const options = { signal, backend }
  const fates: Fates = { done: [], skipped: [], failed: [] }
  await withBands(threads, async (bands) => {
    if (backend === 'auto') await learnSpeeds(bands, speedsFile(), thisMachine())
    for (const [i, { path, stem }] of photos.entries()) {
      terminal.progress('convolving', i, photos.length)
      const file = { path: join(out, `${stem}.${ending}`), format, replace: false }
      const told = await convolveOne(path, { settings, mapping, file, bands, options }, fates, signal)
      if (!json) terminal.print(told)
    }
    terminal.progress('convolving', 1, 1)
  })
  const { done, skipped, failed } = fates
  const counts = { done: done.length, skipped: skipped.length, failed, files: done, left: skipped }
  terminal.print(
    json ? JSON.stringify(counts) : `${done.length} done, ${skipped.length} skipped, ${failed.length} failed`,
  )
  // A script has to hear of it.
  if (failed.length > 0) throw new LabError(failed[0].code, `${failed.length} of ${photos.length} files failed`)
}

interface FolderPhoto {
  readonly path: string
  /** Of its result: the name without its ending, but where another photo would get the same one. */
  readonly stem: string
}

async function photosOf(folder: string, out: string): Promise<readonly FolderPhoto[]> {
  if (!(await isFolder(folder))) throw refusal('not-found', 'folderMissing', { name: basename(folder) })
  await mkdir(out, { recursive: true }).catch((thrown: NodeJS.ErrnoException) => {
    throw refusal('cannot-write', 'cannotWrite', { name: basename(out), why: thrown.code ?? thrown.message })
  })
  if ((await realpath(out)) === (await realpath(folder))) {
    throw new UsageError('--out wants another folder than DIR: the next run would take results for photos')
  }
  const paths = await filesIn(folder)
  const stems = stemsOf(paths.map((path) => basename(path)))
  return paths.map((path, i) => ({ path, stem: stems[i] }))
}

/**
 * a.jpg and a.png keep their endings, and so does a.jpg.tif beside them; as folders of Windows and macOS see it, where A
 * is a. A name that is left whole is nobody's stem: who would have it as a stem is left whole, too.
 */
export function stemsOf(names: readonly string[]): readonly string[] {
  const short = names.map((name) => basename(name, extname(name)))
  const taken = new Map<string, number>()
  for (const name of [...short, ...names]) taken.set(name.toLowerCase(), (taken.get(name.toLowerCase()) ?? 0) + 1)
  return names.map((name, i) => ((taken.get(short[i].toLowerCase()) ?? 0) > 1 && short[i] !== name ? name : short[i]))
}

/** Adds to the fates, and answers the line for people. */
async function convolveOne(
  path: string,
  work: ConvolvingWork,
  { done, skipped, failed }: Fates,
  signal: AbortSignal,
): Promise<string> {
  const file = basename(path)
  const out = work.file.path
  try {
    await refuseExisting(out) // before the photo is decoded
    const { belowZero, aboveOne } = await convolved(path, work, signal)
    done.push({ file, out, belowZero, aboveOne })
    return `${file} → ${out}, ${belowZero} values below 0, ${aboveOne} above 1`
  } catch (thrown) {
    // What is no fault of this photo, as a full disk, is not told of every other one too.
    if (!(thrown instanceof LabError) || thrown.code === 'cannot-write') throw thrown
    const { code, message } = thrown
    const isSkipped = code === 'already-exists' || code === 'unsupported-format'
    ;(isSkipped ? skipped : failed).push({ file, code, message })
    return `${file}: ${isSkipped ? 'skipped' : 'failed'}: ${message}`
  }
}

/** The engine's memory is not garbage-collected: the photo's samples are given back for the next one. */
async function convolved(path: string, work: ConvolvingWork, signal: AbortSignal): Promise<Outcome> {
  const input = await readInput(path, signal)
  try {
    return await writeConvolved(input, work)
  } finally {
    const { give } = createSharedBuffers()
    const samples = input.kind === 'photo' ? [input.image.data, input.image.alpha] : []
    for (const some of samples) if (some) give(some)
  }
}
