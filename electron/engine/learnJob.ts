import type { Image } from '../../shared/image/image.ts'
import { resultPlacement } from '../../shared/image/view.ts'
import { unsaturated } from '../../shared/learning/clipping.ts'
import type { ClippedAnswer } from '../../shared/learning/clipping.ts'
import { englishNote } from '../../shared/learning/englishNote.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import type { ChannelChoice } from '../../shared/image/image.ts'
import type { ConvolutionSettings, LearnProblem } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import type { Solved } from './bandTasks.ts'
import { changeLight, convolveImage } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import { gatherMoments } from './gatherJob.ts'
import type { LearnPair } from './gatherJob.ts'
import type { Workshop } from './workshop.ts'
import { photoTarget, resultTarget } from './learnTarget.ts'

/** What is learned, beside the pictures. */
export interface LearnWish {
  readonly size: readonly [R: number, S: number]
  readonly options: ConvolutionOptions
  readonly channels: ChannelChoice
  readonly bias: boolean
}

/** The result of a kernel on the photo itself, or a second photo. */
export type PhotoTarget =
  | { readonly kind: 'kernel'; readonly convolution: ConvolutionSettings }
  | { readonly kind: 'image'; readonly image: Image }

/** Everything of a problem but its name: what the window is told, and what descent works on. */
export interface PosedProblem {
  readonly told: Omit<LearnProblem, 'id'>
  readonly quadratic: Quadratic
}

/** The exact answer, the condition of the problem, and what descent works on, computed where it holds up no call. */
export async function solveMoments(moments: Moments, bands: Bands, options: JobOptions, ridge = 0): Promise<Solved> {
  const [solved] = await bands.run({ kind: 'solve', moments, ridge }, 1, { signal: options.signal })
  return solved
}

/**
 * The exact answer through the clipping of a target that was cut off at 0 and 1, and the moments of the pixels that count
 * there, for a descent to end at the same kernel. `whole` are the moments of all pixels.
 */
export async function solveClipped(
  pair: LearnPair,
  whole: Moments,
  bands: Bands,
  options: JobOptions = {},
  ridge = 0,
): Promise<{ readonly answer: ClippedAnswer; readonly counting: Moments }> {
  const { x, target } = pair
  const task = { kind: 'clipped', moments: whole, x, target, ridge } as const
  const [answer] = await bands.run(task, 1, { signal: options.signal })
  const { moments } = await gatherMoments({ ...pair, keep: answer.keep }, whole.bias, bands, options)
  return { answer, counting: moments }
}

/** Gathers and solves the problem of a photo and its target. Throws `shape-mismatch` where they do not fit together. */
export async function poseProblem(
  image: Image,
  target: PhotoTarget,
  wish: LearnWish,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<PosedProblem> {
  const pair = await photoPair(image, target, wish, workshop, options)
  const { moments, gathering } = await gatherMoments(pair, wish.bias, workshop.bands, options)
  const solved = await solveMoments(moments, workshop.bands, options)
  const told = { ...describeProblem(moments.samples, solved.exact, solved.conditioning), gathering }
  return { told, quadratic: solved.quadratic }
}

/** What a problem says before any iteration; `answer` is the exact one, or the one through a target's clipping. */
export function describeProblem(
  samples: number,
  { weight, bias, loss }: Pick<Solved['exact'], 'weight' | 'bias' | 'loss'>,
  { conditionNumber, stableLearningRate, determined, notes: findings }: Solved['conditioning'],
): PosedProblem['told'] {
  const limits = { conditionNumber, stableLearningRate, determined, notes: findings.map(englishNote), findings }
  return { samples, exact: { weight, bias, loss }, ...limits }
}

/**
 * The numbers of a photo's problem. A kernel's target keeps its sign and its full range, so it is learned from as it is. A second
 * photo was cut off at black and white: pixels that stand there say too little, and are left out.
 */
export async function photoPair(
  image: Image,
  target: PhotoTarget,
  { size: [R, S], options: moves, channels: choice }: LearnWish,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<LearnPair> {
  const linear = target.kind === 'kernel' && target.convolution.linearLight
  const source = await inFloat32(image, linear ? 'linear' : 'same', workshop, options)
  const x = choice === 'gray' ? toGray(source) : source
  const made =
    target.kind === 'image'
      ? { ...(await inFloat32(target.image, 'same', workshop, options)), geometry: null }
      : await convolveImage(source, { ...target.convolution, linearLight: false }, workshop, options)
  const wanted = choice === 'gray' ? toGray(made) : made
  const together = wanted.channels !== x.channels
  const shape = together ? [1, x.channels, x.height, x.width] : [x.channels, 1, x.height, x.width]
  const w = [together ? wanted.channels : 1, together ? x.channels : 1, R, S]
  const g = convolutionGeometry(shape, w, { ...moves, groups: 1 })
  const tensor = made.geometry ? resultTarget(wanted, resultPlacement(made.geometry), g) : photoTarget(wanted, g)
  const keep = target.kind === 'image' && target.image.depth !== 32 ? unsaturated(tensor, g) : null
  return { x: { shape, data: x.data }, target: tensor, g, keep }
}

/** Sums of squares want all numbers of a photo at once; those of a float picture are read where they lie. */
async function inFloat32(
  image: Image,
  light: 'same' | 'linear',
  { bands }: Workshop,
  options: JobOptions,
): Promise<Image & { readonly data: Float32Array }> {
  const samples = image.data
  if (light === 'same' && samples instanceof Float32Array) return { ...image, data: samples }
  const data = new Float32Array(new SharedArrayBuffer(4 * samples.length))
  await changeLight(samples, data, light, image.width, bands, options)
  return { ...image, data }
}

type SomePlanes = Pick<Image, 'width' | 'height' | 'channels'> & { readonly data: Float32Array }

function toGray(planes: SomePlanes): SomePlanes {
  const { width, height, channels, data } = planes
  if (channels === 1) return planes
  const gray = new Float32Array(new SharedArrayBuffer(4 * width * height))
  return { width, height, channels: 1, data: grayPlane(data, width * height, gray) }
}
