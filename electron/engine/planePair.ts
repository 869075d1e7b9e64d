import { refusal } from '../../shared/refusal.ts'
import { convolutionGeometry, perAxis } from '../../shared/maths/geometry.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import type { Samples } from '../../shared/image/samples.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'
import type { ColorMode, LearnNote, Shift } from '../../shared/learning/learnTypes.ts'
import type { LearnPair } from './gatherJob.ts'
import { photoTarget } from './learnTarget.ts'

/** Planes of numbers, of a photo or an array; or of samples. */
export interface PlaneSet {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Numbers | Samples
}

/** A photo and its target, laid on each other so that a convolution of `options` fits them. */
export interface AlignedPlanes {
  readonly x: PlaneSet
  readonly target: PlaneSet
  readonly options: ConvolutionOptions
}

type Size = readonly [R: number, S: number]

/** A border that a valid convolution leaves out is no wider than the largest kernels are. */
export const widestBorder = 62

/**
 * Whether the target has neither the photo's size nor the result's, but lacks a border as a valid convolution leaves one out, or has
 * one more as a full convolution adds it.
 */
export function hasOwnBorder(x: PlaneSet, target: PlaneSet, size: Size, options: ConvolutionOptions): boolean {
  const lacks = [x.height - target.height, x.width - target.width]
  if (lacks.every((border) => border === 0)) return false
  const g = convolutionGeometry([1, 1, x.height, x.width], [1, 1, ...size], { ...options, groups: 1 })
  if (g.P === target.height && g.Q === target.width) return false
  return [1, -1].some((sign) => lacks.every((border) => sign * border >= 0 && sign * border <= widestBorder))
}

export function borderNote(x: PlaneSet, target: PlaneSet): LearnNote {
  return { id: 'target-border', rows: x.height - target.height, columns: x.width - target.width }
}

/**
 * The target's first pixel lies on pixel `offset` of the photo, outside it where that is negative: both are cut to where there is a
 * target under the middle of a window that lies inside the photo. Throws `bad-argument` for strides and dilations, `shape-mismatch`
 * where nothing is left.
 */
export function overlay(
  x: PlaneSet,
  target: PlaneSet,
  [rowOffset, columnOffset]: Shift,
  [R, S]: Size,
  { stride = 1, dilation = 1 }: ConvolutionOptions,
): AlignedPlanes {
  if ([...perAxis('stride', stride), ...perAxis('dilation', dilation)].some((step) => step !== 1)) {
    throw refusal('bad-argument', 'shiftedTarget')
  }
  const rows = common(x.height, target.height, rowOffset, R)
  const columns = common(x.width, target.width, columnOffset, S)
  return {
    x: cropPlanes(x, rows.x, columns.x, rows.count + R - 1, columns.count + S - 1),
    target: cropPlanes(target, rows.target, columns.target, rows.count, columns.count),
    options: { padding: 'valid' },
  }
}

/** Along one axis: where the photo and the target begin, and how many windows there are. */
function common(extent: number, targetExtent: number, offset: number, reach: number) {
  const middle = Math.floor((reach - 1) / 2)
  const first = Math.max(middle, offset)
  const count = Math.min(extent - reach + middle, offset + targetExtent - 1) - first + 1
  if (count >= 1) return { x: first - middle, target: first - offset, count }
  throw refusal('shape-mismatch', 'pairTooSmall', { reach, extent, targetExtent, offset })
}

/** A part of every plane; the planes themselves when it is all of them. */
export function cropPlanes(planes: PlaneSet, top: number, left: number, height: number, width: number): PlaneSet {
  const { channels, data } = planes
  if (planes.height === height && planes.width === width) return planes
  const create = data.constructor as new (memory: ArrayBufferLike) => Numbers | Samples
  const part = new create(new SharedArrayBuffer(data.BYTES_PER_ELEMENT * channels * height * width))
  for (let row = 0; row < channels * height; row++) {
    const at = (Math.floor(row / height) * planes.height + top + (row % height)) * planes.width + left
    part.set(data.subarray(at, at + width), row * width)
  }
  return { width, height, channels, data: part }
}

/** The problems of aligned planes: one, or with `each` one for every plane. Throws `shape-mismatch` where the planes do not fit the mode. */
export function pairsOf(
  { x, target, options }: AlignedPlanes,
  [R, S]: Size,
  color: ColorMode,
  N = 1,
): readonly LearnPair[] {
  const { width, height, channels } = x
  const pose = (
    xShape: readonly number[],
    w: readonly number[],
    data: PlaneSet['data'],
    planes: PlaneSet,
  ): LearnPair => {
    const g = convolutionGeometry(xShape, w, { ...options, groups: 1 })
    return { x: { shape: xShape, data }, target: photoTarget(planes, g), g, keep: null }
  }
  const alike = channels === target.channels
  if (color === 'each' && !alike) {
    throw refusal('shape-mismatch', 'planePerKernel', { channels, came: target.channels })
  }
  if (color === 'mix' || !alike) {
    const [C, K] = [channels / N, target.channels / N]
    return [pose([N, C, height, width], [K, C, R, S], x.data, target)]
  }
  if (color === 'shared' || channels === 1) return [pose([channels, 1, height, width], [1, 1, R, S], x.data, target)]
  return Array.from({ length: channels }, (_, c) => {
    const plane = ({ data, ...extents }: PlaneSet) => {
      const pixels = extents.width * extents.height
      return { ...extents, channels: 1, data: data.subarray(c * pixels, (c + 1) * pixels) }
    }
    return pose([1, 1, height, width], [1, 1, R, S], plane(x).data, plane(target))
  })
}
