// What the window should paint, from the readable sums of shared/maths alone.
import type { ChannelChoice, DisplayMapping } from '../../../shared/image/image.ts'
import { divergingColors, toneOf, applyTone } from '../../../shared/image/mapping.ts'
import type { Tone } from '../../../shared/image/mapping.ts'
import { appliedWeight } from '../../../shared/kernel/kernel.ts'
import type { Kernel } from '../../../shared/kernel/kernel.ts'
import { convolve } from '../../../shared/maths/convolve.ts'
import type { ConvolutionOptions } from '../../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../../shared/maths/geometry.ts'
import { grayWeights } from '../../../shared/maths/gray.ts'
import { tensor } from '../../../shared/maths/tensor.ts'
import type { TestPicture } from '../../support/photoFiles.ts'
import type { Painted } from './painted.ts'

export interface Wanted {
  readonly kernel: Kernel
  readonly options: ConvolutionOptions
  readonly mapping: DisplayMapping
  readonly channels?: ChannelChoice
}

export interface Result {
  readonly width: number
  readonly height: number
  readonly planes: readonly Float64Array[]
}

/** y of every plane of an RGB picture, in float64. */
export function referenceResult(
  picture: TestPicture,
  { kernel, options, channels = 'rgb' }: Omit<Wanted, 'mapping'>,
): Result {
  const { width, height } = picture
  const planes = channels === 'gray' ? [grayOf(picture)] : [0, 1, 2].map((c) => planeOf(picture, c))
  const g = convolutionGeometry([1, 1, height, width], kernel.shape, options)
  const weight = tensor(kernel.shape, appliedWeight(kernel))
  const bias = tensor([1], Float64Array.from(kernel.bias))
  const results = planes.map((plane) => convolve(tensor([1, 1, height, width], plane), weight, bias, g).data)
  return { width: g.Q, height: g.P, planes: results }
}

/** The same as it is shown. */
export function referencePainted(picture: TestPicture, wanted: Wanted): Painted {
  const { width, height, planes } = referenceResult(picture, wanted)
  const [minimum, maximum] = planes.flatMap((plane) => [...plane]).reduce(wider, [Infinity, -Infinity])
  const tone = toneOf(wanted.mapping, { minimum, maximum })
  const rgba = Array.from({ length: width * height }, (_, i) => {
    const colors = tone.diverging ? diverging(planes, i, tone) : [0, 1, 2].map((c) => shown(planes, c, i, tone))
    return [...colors.map((value) => Math.round(value * 255)), 255]
  })
  return { width, height, rgba: rgba.flat() }
}

function planeOf({ width, height, samples, channels }: TestPicture, c: number): Float64Array {
  return Float64Array.from({ length: width * height }, (_, i) => samples[i * channels + c] / 255)
}

function grayOf(picture: TestPicture): Float64Array {
  const planes = grayWeights.map((share, c) => planeOf(picture, c).map((value) => share * value))
  return planes[0].map((value, i) => value + planes[1][i] + planes[2][i])
}

function wider([minimum, maximum]: readonly number[], value: number): [number, number] {
  return [Math.min(minimum, value), Math.max(maximum, value)]
}

function shown(planes: Result['planes'], c: number, i: number, tone: Tone): number {
  return applyTone(planes[Math.min(c, planes.length - 1)][i], tone)
}

function diverging(planes: Result['planes'], i: number, tone: Tone): number[] {
  const t = applyTone(planes[0][i], tone)
  const end = t < 0 ? divergingColors.negative : divergingColors.positive
  return divergingColors.zero.map((white, c) => white + Math.abs(t) * (end[c] - white))
}
