import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import type { Tone } from '../../shared/image/mapping.ts'
import { drawRows, spreadSamples } from '../../shared/image/resample.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { summarize } from '../../shared/image/statistics.ts'
import { coverAxis, frameOnResult, resultPlacement } from '../../shared/image/view.ts'
import type { Comparison, ComparisonRequest } from '../../shared/rpc/learnContract.ts'
import { convolveAt, stepsAt } from './convolveAt.ts'
import { channelsOf, settingsGeometry } from './convolutionSetup.ts'
import { affordableSamples, draftSteps } from './draftJob.ts'
import type { PhotoTarget } from './learnJob.ts'
import { targetAt } from './targetAt.ts'
import { checkFrame } from './viewJob.ts'

/** At rest a view may take about a quarter of a second; a frame of a run that moves, a draft's 20 ms. */
const exactSteps = 10 * draftSteps

type Request = Omit<ComparisonRequest, 'image' | 'target'>

/**
 * Target, learned output and difference of one run at the positions that a frame shows: exact values at as many of them as
 * the budget affords. All three are drawn from the same positions, so that they can be compared pixel by pixel, and the first
 * two in the target's own tone, so that what is as dark is as small.
 */
export function renderComparison(image: Image, target: PhotoTarget, request: Request): Comparison {
  const started = performance.now()
  checkFrame(request.frame)
  const { convolution, quality } = request
  const g = settingsGeometry(image, convolution)
  const frame = frameOnResult(request.frame, resultPlacement(g))
  const budget = quality === 'draft' ? draftSteps : exactSteps
  // The target costs about as much again.
  const { rows, columns } = affordableSamples(frame, g.P, g.Q, (p, q) => 2 * stepsAt(g, p, q), budget)
  const [pixelHeight, pixelWidth] = [rows.cover.from.length, columns.cover.from.length]
  const blank = () => new Uint8ClampedArray(4 * pixelWidth * pixelHeight)
  const size = { width: columns.positions.length, height: rows.positions.length }
  if (size.width === 0 || size.height === 0) {
    const nothing = { target: blank(), learned: blank(), difference: blank(), largest: 0, rms: 0 }
    return { pixelWidth, pixelHeight, ...nothing, quality, milliseconds: performance.now() - started }
  }
  const learned = convolveAt(image, convolution, rows.positions, columns.positions)
  const at = { rows: rows.positions, columns: columns.positions, shift: request.shift ?? ([0, 0] as const) }
  const wanted = targetAt(image, target, convolution, g, at)
  const difference = learned.map((value, i) => value - wanted[i])
  const tones = tonesOf(wanted, difference, request.mapping, request.amplified)
  const draw = (data: Float32Array, tone: Tone): Uint8ClampedArray<ArrayBuffer> => {
    const drawn = drawSamples({ ...size, channels: channelsOf(g), data, alpha: null }, tone)
    const rgba = blank()
    spreadSamples(drawn, rows.cover, columns.cover, size.width, new Uint32Array(rgba.buffer))
    return rgba
  }
  return {
    pixelWidth,
    pixelHeight,
    target: draw(wanted, tones.picture),
    learned: draw(learned, tones.picture),
    difference: draw(difference, tones.difference),
    ...errorsOf(difference),
    quality,
    milliseconds: performance.now() - started,
  }
}

function tonesOf(wanted: Float32Array, difference: Float32Array, mapping: DisplayMapping, amplified: boolean) {
  const range = summarize(wanted, 0, wanted.length)
  const scale = amplified ? summarize(difference, 0, difference.length) : range
  return { picture: toneOf(mapping, range), difference: toneOf('diverging', scale) }
}

/** One device pixel for every sample. */
function drawSamples(planes: Planes, tone: Tone): Uint32Array {
  const { width, height } = planes
  const drawn = new Uint8Array(4 * width * height)
  const each = (extent: number) => coverAxis(0, extent, extent, extent)
  drawRows(planes, each(height), each(width), tone, 255, drawn, 0, height)
  return new Uint32Array(drawn.buffer)
}

function errorsOf(difference: Float32Array): Pick<Comparison, 'largest' | 'rms'> {
  let [largest, squares] = [0, 0]
  for (const value of difference) {
    largest = Math.max(largest, Math.abs(value))
    squares += value * value
  }
  return { largest, rms: Math.sqrt(squares / difference.length) }
}
