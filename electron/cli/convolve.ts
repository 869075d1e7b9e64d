import { backendNames } from '../../shared/backend/backend.ts'
import { englishReason } from '../../shared/backend/reason.ts'
import { LabError } from '../../shared/errors.ts'
import { npyParts } from '../../shared/formats/npy.ts'
import { displayMappings, type DisplayMapping } from '../../shared/image/image.ts'
import { summarize } from '../../shared/image/statistics.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { arrayShape, type InputArray } from '../engine/arrays.ts'
import type { Bands } from '../engine/bands.ts'
import { convolveImage, convolveTensor, type JobOptions, type Result } from '../engine/convolveJob.ts'
import { exportPlanes, type ResultFile } from '../engine/exportJob.ts'
import { learnSpeeds, speedsFile, thisMachine } from '../engine/machineSpeeds.ts'
import { startTurbo, type Turbo } from '../engine/turbo.ts'
import { createWorkshop } from '../engine/workshop.ts'
import { refuseExisting, writeParts } from '../engine/writeWhole.ts'
import type { CliCommand, Terminal } from './command.ts'
import { geometryOptions, kernelOptions, photoOptions } from './convolutionArguments.ts'
import { readGeometry, readKernelOptions, readPhotoOptions } from './convolutionArguments.ts'
import { writeConvolvedPhoto, type Outcome } from './convolvedPhoto.ts'
import { readInput, readThreads, threadOptions, withBands, type Input } from './inputs.ts'
import { resultFormat } from './resultFormat.ts'
import { timed } from './timed.ts'
import { choiceOption, countOption, positionalArguments, requiredOption, type ParsedArguments } from './usage.ts'

export const convolveCommand: CliCommand = {
  name: 'convolve',
  synopsis: 'INPUT --kernel K --out FILE',
  summary: 'Convolves a photo or an array with a kernel. FILE .npy holds raw float32; a picture goes through --show.',
  options: {
    ...kernelOptions,
    ...geometryOptions,
    ...photoOptions,
    show: { type: 'string', help: 'clamp | absolute | offset | minmax | diverging: how values become pixels (clamp)' },
    out: { type: 'string', help: 'FILE: .npy, .png, .jpg, .webp, .tif (float32)' },
    depth: { type: 'string', help: '8 | 16: bits of a PNG (8)' },
    ...threadOptions,
    backend: { type: 'string', help: `auto | ${backendNames.join(' | ')}` },
    turbo: { type: 'boolean', help: 'let V8 use wider vectors, if a self-check gives the same bits' },
    repeat: { type: 'string', help: 'N: compute so often after a warm-up and tell the median' },
    force: { type: 'boolean', help: 'replace FILE if it exists' },
    json: { type: 'boolean', help: 'print one JSON object' },
  },
  run,
}

async function run(args: ParsedArguments, terminal: Terminal): Promise<void> {
  const [path = ''] = positionalArguments(args, 'INPUT')
  const out = requiredOption(args, 'out')
  const format = resultFormat('out', out, choiceOption<'8' | '16'>(args, 'depth', ['8', '16'], '8'))
  const replace = args.flag['force'] ?? false
  const mapping = choiceOption(args, 'show', displayMappings, 'clamp')
  const backend = choiceOption(args, 'backend', ['auto', ...backendNames], 'auto')
  const repeat = countOption(args, 'repeat', 1)
  const threads = readThreads(args)
  const settings = {
    kernel: await readKernelOptions(args),
    options: readGeometry(args, 'same'),
    ...readPhotoOptions(args),
  }
  if (!replace) await refuseExisting(out)
  const turbo = args.flag['turbo'] ? startTurbo() : null // before anything is compiled
  const decoded = await timed(() => readInput(path, terminal.signal))
  await withBands(threads, async (bands) => {
    if (backend === 'auto') await learnSpeeds(bands, speedsFile(turbo?.on), thisMachine(turbo?.on))
    const options: JobOptions = {
      signal: terminal.signal,
      backend,
      onProgress: ({ done, total }) => terminal.progress('convolving', done, total),
    }
    const file = { path: out, format, replace }
    const picture =
      repeat === 1 ? await writeConvolvedPhoto(decoded.value, settings, mapping, file, bands, options) : null
    const { shape, compute, encode, ...told } =
      picture ?? (await writeNumbers(decoded.value, settings, mapping, file, bands, options, repeat))
    const report = {
      output: { shape },
      ...told,
      ...(turbo && { turbo }),
      threads: bands.threads,
      milliseconds: { decode: decoded.ms, compute, encode },
    }
    terminal.print(args.flag['json'] ? JSON.stringify(report) : describe(report, out))
  })
}

interface Convolved {
  readonly shape: readonly number[]
  readonly data: Float32Array
  readonly backend: string
  readonly reason: string
  /** What there is to make a picture of; null for an array that is none. */
  readonly picture: Pick<Result, 'width' | 'height' | 'channels' | 'data' | 'alpha'> | null
}

/** All numbers of the result first: to write them, or because the picture wants to know them. */
async function writeNumbers(
  input: Input,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
  file: ResultFile,
  bands: Bands,
  options: JobOptions,
  repeat: number,
): Promise<Outcome> {
  const { result, ms: compute } = await convolveRepeatedly(input, settings, bands, options, repeat)
  const { shape, data, backend, reason } = result
  const encoded = await timed(() => save(result, file, mapping, bands, options))
  const { belowZero, aboveOne } = summarize(data, 0, data.length)
  return { shape, backend, reason, belowZero, aboveOne, compute, encode: encoded.ms }
}

async function convolveRepeatedly(
  input: Input,
  settings: ConvolutionSettings,
  bands: Bands,
  options: JobOptions,
  repeat: number,
): Promise<{ result: Convolved; ms: number }> {
  const workshop = createWorkshop(bands)
  const once = async (): Promise<Convolved> => {
    if (input.kind === 'array') return convolveArray(input.array, settings, bands, options)
    const result = await convolveImage(input.image, settings, workshop, options)
    return {
      shape: [result.channels, result.height, result.width],
      data: result.data,
      backend: result.backend,
      reason: englishReason(result.backend, result.reason),
      picture: result,
    }
  }
  const times: number[] = []
  let last: Convolved | null = null
  for (let i = repeat > 1 ? -1 : 0; i < repeat; i++) {
    if (last) workshop.buffers.give(last.data)
    const { value, ms } = await timed(once)
    last = value
    if (i >= 0) times.push(ms)
  }
  if (!last) throw new LabError('internal', 'nothing was computed')
  return { result: last, ms: median(times) }
}

/** A plain kernel goes over every plane of an array by itself, as it does over a photo's. */
async function convolveArray(
  { x, rank }: InputArray,
  { kernel, options: moves }: Pick<ConvolutionSettings, 'kernel' | 'options'>,
  bands: Bands,
  options: JobOptions,
): Promise<Convolved> {
  const [N, C, H, W] = x.shape as [number, number, number, number]
  const apart = appliesToEachPlane(kernel, C, moves.groups ?? 1)
  const shape = apart ? [N * C, 1, H, W] : [N, C, H, W]
  const g = convolutionGeometry(shape, kernel.shape, apart ? { ...moves, groups: 1 } : moves)
  const { y, backend, reason } = await convolveTensor({ shape, data: x.data }, kernel, g, bands, options)
  const four = apart ? [N, C, g.P, g.Q] : y.shape
  const planes = four[0] * four[1]
  const channels = planes === 1 || planes === 3 ? planes : null
  const picture = channels && { width: g.Q, height: g.P, channels, data: y.data, alpha: null }
  return {
    shape: arrayShape(four, rank),
    data: y.data,
    backend,
    reason: englishReason(backend, reason),
    picture: picture as Convolved['picture'],
  }
}

function appliesToEachPlane({ shape: [K, channels] }: Kernel, C: number, groups: number): boolean {
  return K === 1 && channels === 1 && C > 1 && groups === 1
}

async function save(
  { shape, data, picture }: Convolved,
  file: ResultFile,
  mapping: DisplayMapping,
  bands: Bands,
  options: JobOptions,
): Promise<void> {
  if (file.format === 'npy') {
    await writeParts(file.path, npyParts(shape, data), { replace: file.replace })
    return
  }
  if (!picture)
    throw new LabError('cannot-hold', `a picture has 1 or 3 planes, the result is ${shape.join('×')}: write .npy`)
  await exportPlanes(picture, mapping, file, bands, { signal: options.signal })
}

function describe(
  report: {
    output: { shape: readonly number[] }
    backend: string
    reason: string
    turbo?: Turbo
    threads: number
    milliseconds: Record<string, number>
    belowZero: number
    aboveOne: number
  },
  out: string,
): string {
  const { output, backend, reason, turbo, threads, milliseconds, belowZero, aboveOne } = report
  const times = Object.entries(milliseconds).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`)
  return [
    `${out}: ${output.shape.join('×')}, ${belowZero} values below 0, ${aboveOne} above 1`,
    `${times.join(', ')} (${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    reason,
    ...(turbo ? [turbo.reason] : []),
  ].join('\n')
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
