import { mkdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { LabError } from '../../shared/errors.ts'
import { displayMappings } from '../../shared/image/image.ts'
import type { BadFile } from '../../shared/rpc/dataSetContract.ts'
import type { Prediction } from '../../shared/rpc/modelContract.ts'
import { sharpDecoder } from '../engine/decode.ts'
import { exportPlanes } from '../engine/exportJob.ts'
import { decodeBytes, readWhole } from '../engine/openPicture.ts'
import { keepOnly } from '../engine/sharedBuffers.ts'
import { createClassifier } from '../engine/training/classifyJob.ts'
import { classifyFile, filesIn } from '../engine/training/classifySources.ts'
import { openModel } from '../engine/training/model.ts'
import type { Model } from '../engine/training/model.ts'
import { translateImage } from '../engine/training/translateJob.ts'
import { createWorkshop } from '../engine/workshop.ts'
import type { Workshop } from '../engine/workshop.ts'
import { refuseExisting } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { readThreads, threadOptions, withBands } from './inputs.ts'
import { choiceOption, requiredOption, UsageError, type ParsedArguments } from './usage.ts'

export const predictCommand: CliCommand = {
  name: 'predict',
  synopsis: 'MODEL INPUT…',
  summary:
    'Asks a trained network: the class of each photo, or the picture that it makes of it. MODEL is a folder that train wrote, .safetensors, .onnx or .json.',
  options: {
    out: { type: 'string', help: 'DIR: gets the pictures, for a network that makes pictures' },
    format: { type: 'string', help: 'png | npy: what is written (png)' },
    show: { type: 'string', help: `${displayMappings.join(' | ')}: how values become pixels (clamp)` },
    ...threadOptions,
    force: { type: 'boolean', help: 'replace files that exist' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [path, ...inputs] = args.positionals
  if (path === undefined || inputs.length === 0) throw new UsageError('wanted MODEL INPUT…')
  const threads = readThreads(args)
  const model = await openModel(path)
  const files = (await Promise.all(inputs.map(filesIn))).flat()
  const isClassifier = model.network.output.length === 1
  if (isClassifier && args.text['out'] !== undefined)
    throw new UsageError('this network tells classes; --out is for pictures')
  await withBands(threads, async (bands) => {
    const workshop = createWorkshop(bands)
    const lines = isClassifier
      ? await classify(model, files, workshop, terminal, args)
      : await translate(model, files, workshop, terminal, args)
    terminal.print(lines)
  })
}

async function classify(
  model: Model,
  files: readonly string[],
  workshop: Workshop,
  { signal, progress }: Terminal,
  args: ParsedArguments,
): Promise<string> {
  const classifier = createClassifier(model, workshop)
  const predictions: Prediction[] = []
  const bad: BadFile[] = []
  for (const [i, file] of files.entries()) {
    progress('predicting', i, files.length)
    const answer = await classifyFile(classifier, file, { workshop, decoder: sharpDecoder }, { signal })
    if ('reason' in answer) bad.push(answer)
    else predictions.push(answer)
  }
  progress('predicting', 1, 1)
  if (predictions.length === 0)
    throw new LabError('broken-file', `no picture could be read; the first: ${bad[0].reason}`)
  if (args.flag['json']) return JSON.stringify({ predictions, bad })
  return [...predictions.map(describe), ...bad.map(({ file, reason }) => `${file}: left out: ${reason}`)].join('\n')
}

function describe({ file, label, probabilities }: Prediction): string {
  const shares = Object.entries(probabilities).sort(([, a], [, b]) => b - a)
  const told = shares.slice(0, 5).map(([name, p]) => `${name} ${(100 * p).toFixed(1)} %`)
  return `${file}: ${label} (${told.join(', ')})`
}

interface Made {
  readonly file: string
  readonly out: string
  readonly width: number
  readonly height: number
}

async function translate(
  model: Model,
  files: readonly string[],
  workshop: Workshop,
  { signal, progress }: Terminal,
  args: ParsedArguments,
): Promise<string> {
  const out = requiredOption(args, 'out')
  const mapping = choiceOption(args, 'show', displayMappings, 'clamp')
  const ending = choiceOption(args, 'format', ['png', 'npy'], 'png')
  const replace = args.flag['force'] ?? false
  const pathOf = (file: string): string => join(out, `${basename(file, extname(file))}.${ending}`)
  if (!replace) for (const file of files) await refuseExisting(pathOf(file))
  await mkdir(out, { recursive: true })
  const made: Made[] = []
  for (const [i, file] of files.entries()) {
    progress('predicting', i, files.length)
    const name = basename(file)
    const planes = await keepOnly(
      workshop.buffers,
      async (_, take) => {
        const { image } = await decodeBytes(await readWhole(file), name, sharpDecoder, take, signal)
        return translateImage(image, model, workshop, { signal })
      },
      () => [],
    )
    const target = { path: pathOf(file), format: ending === 'png' ? 'png8' : 'npy', replace } as const
    await exportPlanes(planes, mapping, target, workshop.bands, { signal })
    made.push({ file, out: target.path, width: planes.width, height: planes.height })
    workshop.buffers.give(planes.data)
  }
  progress('predicting', 1, 1)
  if (args.flag['json']) return JSON.stringify({ pictures: made })
  return made.map(({ file, out: path, width, height }) => `${file} → ${path} (${width}×${height})`).join('\n')
}
