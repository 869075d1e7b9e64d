import type { Image } from '../../shared/image/image.ts'
import type { ChannelChoice } from '../../shared/image/image.ts'
import { resultPlacement } from '../../shared/image/view.ts'
import type {
  Clipping,
  ColorMode,
  Constraint,
  LearnNote,
  LearnReport,
  Shift,
  ShiftChoice,
} from '../../shared/learning/learnTypes.ts'
import { checkShift, isShifted } from '../../shared/learning/shift.ts'
import type { FoundShift } from '../../shared/learning/shift.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry, perAxis } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { convolveImage } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import type { LearnPair, SumChoice } from './gatherJob.ts'
import { createTaken, grayOfSamples, inChannels, inFloat32 } from './learnPlanes.ts'
import type { Taken } from './learnPlanes.ts'
import { resultTarget } from './learnTarget.ts'
import { borderNote, cropPlanes, hasOwnBorder, overlay, pairsOf, widestBorder } from './planePair.ts'
import type { AlignedPlanes, PlaneSet } from './planePair.ts'
import { posePairs } from './poseJob.ts'
import type { PosedProblem } from './poseJob.ts'
import type { Workshop } from './workshop.ts'

/** What is learned, beside the pictures. */
export interface LearnWish {
  readonly size: readonly [R: number, S: number]
  readonly options: ConvolutionOptions
  readonly channels: ChannelChoice
  readonly bias: boolean
  readonly constraint?: Constraint | null
  readonly ridge?: number
  readonly shift?: ShiftChoice
  readonly color?: ColorMode
  readonly clipped?: Clipping
  readonly sums?: SumChoice
}

/** The result of a kernel on the photo itself, or a second photo. */
export type PhotoTarget =
  | { readonly kind: 'kernel'; readonly convolution: ConvolutionSettings }
  | { readonly kind: 'image'; readonly image: Image }

/** The problems that two pictures give, laid on each other. */
export interface LaidPairs {
  readonly pairs: readonly LearnPair[]
  readonly findings: readonly LearnNote[]
  readonly shift?: LearnReport['shift']
  /** Gives back what was made for the pairs, when nobody reads them any more. */
  release(): void
}

/**
 * Lays, gathers and solves the problem of a photo and its target. The pair is the caller's to release. Throws `shape-mismatch` where
 * they do not fit together.
 */
export async function poseProblem(
  image: Image,
  target: PhotoTarget,
  wish: LearnWish,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<{ readonly laid: LaidPairs; readonly posed: PosedProblem }> {
  const laid = await photoPairs(image, target, wish, workshop, options)
  try {
    return { laid, posed: await posePairs(laid, wish, workshop.bands, options) }
  } catch (thrown) {
    laid.release()
    throw thrown
  }
}

/**
 * The numbers of a photo's problem. A kernel's target keeps its sign and its full range, so it is learned from as it is. A second
 * photo may lie a little off the first or be smaller by a border, and was cut off at black and white.
 */
export async function photoPairs(
  image: Image,
  target: PhotoTarget,
  wish: LearnWish,
  workshop: Workshop,
  options: JobOptions = {},
  most = mostFloats,
): Promise<LaidPairs> {
  const made = createTaken(workshop.buffers)
  try {
    const laid =
      target.kind === 'kernel'
        ? await kernelPairs(image, target.convolution, wish, made, workshop, options)
        : await secondPairs(image, target.image, wish, made, workshop, options, most)
    return { ...laid, release: made.release }
  } catch (thrown) {
    made.release()
    throw thrown
  }
}

async function secondPairs(
  image: Image,
  second: Image,
  wish: LearnWish,
  made: Taken,
  workshop: Workshop,
  options: JobOptions,
  most: number,
): Promise<LaidPairs> {
  const numbers = image.data.length + second.data.length
  const prepared = async (picture: Image): Promise<PlaneSet> => {
    const isGray = wish.channels === 'gray' && picture.channels === 3
    if (numbers <= most || !readsEveryNumber(wish)) {
      return inChannels(await inFloat32(picture, 'same', made, workshop, options), wish.channels, made)
    }
    return isGray ? grayOfSamples(picture, made) : picture
  }
  const [x, target] = [await prepared(image), await prepared(second)]
  const laid = await layPlanes(x, target, wish, workshop, options)
  if (second.depth === 32) return laid
  return { ...laid, pairs: laid.pairs.map((pair) => ({ ...pair, isCutOff: true as const })) }
}

/** Of both pictures together, 512 MiB: larger ones stay the samples that they are, which threads convert some rows at a time. */
const mostFloats = 1 << 27

/** Without strides and dilations sums are made row by row, of samples as of numbers. */
function readsEveryNumber({ options: { stride = 1, dilation = 1 } }: Pick<LearnWish, 'options'>): boolean {
  return [...perAxis('stride', stride), ...perAxis('dilation', dilation)].every((step) => step === 1)
}

async function kernelPairs(
  image: Image,
  convolution: ConvolutionSettings,
  wish: LearnWish,
  made: Taken,
  workshop: Workshop,
  options: JobOptions,
): Promise<LaidPairs> {
  const source = await inFloat32(image, convolution.linearLight ? 'linear' : 'same', made, workshop, options)
  const x = inChannels(source, wish.channels, made)
  const once = { ...workshop, spectra: null } // nobody convolves these planes again
  const result = await convolveImage(source, { ...convolution, linearLight: false }, once, options)
  made.add(result.data)
  const planes = inChannels(result, wish.channels, made)
  const g = convolutionGeometry([1, 1, x.height, x.width], [1, 1, ...wish.size], { ...wish.options, groups: 1 })
  const { data } = resultTarget(planes, resultPlacement(result.geometry), { ...g, N: planes.channels })
  const target = { width: g.Q, height: g.P, channels: planes.channels, data }
  const aligned = { x, target, options: wish.options } as const
  return {
    pairs: pairsOf(aligned, wish.size, wish.color ?? 'shared'),
    findings: [],
    release: made.release,
  }
}

/** Lays a second picture, or an array, on the first: what border it lacks, and how far it is shifted. */
export async function layPlanes(
  x: PlaneSet,
  target: PlaneSet,
  wish: Pick<LearnWish, 'size' | 'options' | 'shift' | 'color'>,
  workshop: Pick<Workshop, 'bands'>,
  options: JobOptions = {},
  N = 1,
): Promise<LaidPairs> {
  const { size, options: moves, shift: choice = 'none', color = 'shared' } = wish
  const border = hasOwnBorder(x, target, size, moves)
  const offset = [Math.floor((x.height - target.height) / 2), Math.floor((x.width - target.width) / 2)] as const
  const asked = typeof choice === 'string' ? null : checkShift(choice)
  const found = asked ? null : await lookForShift(x, target, offset, wish, workshop, options)
  const applied = asked ?? (choice === 'auto' && found ? found.shift : ([0, 0] as const))
  const moved = applied[0] !== 0 || applied[1] !== 0
  const aligned: AlignedPlanes =
    border || moved
      ? overlay(x, target, [offset[0] - applied[0], offset[1] - applied[1]], size, moves)
      : { x, target, options: moves }
  const findings: LearnNote[] = border ? [borderNote(x, target)] : []
  if (found) findings.push({ id: 'shifted', ...found, applied: moved })
  return {
    pairs: pairsOf(aligned, size, color, N),
    findings,
    shift: { found: found?.shift ?? [0, 0], applied },
    release: () => undefined,
  }
}

/** The shift with which the target is explained so much better that the pictures are surely not laid one on the other. */
async function lookForShift(
  x: PlaneSet,
  target: PlaneSet,
  offset: Shift,
  wish: Pick<LearnWish, 'size' | 'options'>,
  workshop: Pick<Workshop, 'bands'>,
  options: JobOptions,
): Promise<FoundShift | null> {
  const { size } = wish
  const apart = [x.height - target.height, x.width - target.width]
  if (apart.some((rest) => rest < 0) && apart.every((rest) => rest <= 0 && rest >= -widestBorder)) {
    // What a full convolution adds lies around the photo: looked for is where both are.
    const middle = cropPlanes(target, -offset[0], -offset[1], x.height, x.width)
    return lookForShift(x, middle, [0, 0], wish, workshop, options)
  }
  if (apart.some((rest) => rest < 0 || rest > widestBorder) || !readsEveryNumber(wish)) return null
  const task = { kind: 'pairShift', x: middlePlane(x), y: middlePlane(target), offset, size } as const
  const [found] = await workshop.bands.run(task, 1, { signal: options.signal })
  return found && isShifted(found) ? found : null
}

/** Of three planes the green one, which holds most of what is seen. */
function middlePlane({ width, height, channels, data }: PlaneSet): PlaneSet {
  const c = channels === 3 ? 1 : 0
  return { width, height, channels: 1, data: data.subarray(c * width * height, (c + 1) * width * height) }
}
