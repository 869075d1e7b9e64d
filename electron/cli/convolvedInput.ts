import { englishReason } from '../../shared/backend/reason.ts'
import { LabError } from '../../shared/errors.ts'
import { npyParts } from '../../shared/formats/npy.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'
import { summarize } from '../../shared/image/statistics.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { arrayShape, type InputArray } from '../engine/arrays.ts'
import type { Bands } from '../engine/bands.ts'
import { convolveImage, convolveTensor, type JobOptions, type Result } from '../engine/convolveJob.ts'
import { exportPlanes, type ResultFile } from '../engine/exportJob.ts'
import { createWorkshop, type Workshop } from '../engine/workshop.ts'
import { writeParts } from '../engine/writeWhole.ts'
import { writeConvolvedPhoto, type Outcome } from './convolvedPhoto.ts'
import type { Input } from './inputs.ts'
import { timed } from './timed.ts'

/** What becomes of an input, and by whom. */
export interface ConvolvingWork {
  readonly settings: ConvolutionSettings
  readonly mapping: DisplayMapping
  readonly file: ResultFile
  readonly bands: Bands
  readonly options: JobOptions
}

/** The result of one input as one file. Computed more than once, it is kept, and the median time is told. */
export async function writeConvolved(input: Input, work: ConvolvingWork, repeat = 1): Promise<Outcome> {
  const { settings, mapping, file, bands, options } = work
  const unkept = repeat === 1 ? await writeConvolvedPhoto(input, settings, mapping, file, bands, options) : null
  return unkept ?? writeKept(input, work, repeat)
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
async function writeKept(input: Input, work: ConvolvingWork, repeat: number): Promise<Outcome> {
  const workshop = createWorkshop(work.bands)
  const { result, ms: compute } = await convolveRepeatedly(input, work, workshop, repeat)
  try {
    const { shape, data, backend, reason } = result
    const encoded = await timed(() => save(result, work))
    const { belowZero, aboveOne } = summarize(data, 0, data.length)
    return { shape, backend, reason, belowZero, aboveOne, compute, encode: encoded.ms }
  } finally {
    workshop.buffers.give(result.data)
  }
}

async function convolveRepeatedly(
  input: Input,
  { settings, bands, options }: ConvolvingWork,
  workshop: Workshop,
  repeat: number,
): Promise<{ result: Convolved; ms: number }> {
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
  { file, mapping, bands, options }: ConvolvingWork,
): Promise<void> {
  if (file.format === 'npy') {
    await writeParts(file.path, npyParts(shape, data), { replace: file.replace })
    return
  }
  if (!picture)
    throw new LabError('cannot-hold', `a picture has 1 or 3 planes, the result is ${shape.join('×')}: write .npy`)
  await exportPlanes(picture, mapping, file, bands, { signal: options.signal })
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
