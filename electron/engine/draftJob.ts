import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import { drawRows, spreadSamples } from '../../shared/image/resample.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { valuesOf } from '../../shared/image/samples.ts'
import { summarize } from '../../shared/image/statistics.ts'
import { coverAxis, frameOnResult, resultPlacement, sampleAxis } from '../../shared/image/view.ts'
import type { Placement, ViewFrame } from '../../shared/image/view.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { convolveAt, stepsAt } from './convolveAt.ts'
import { channelsOf, settingsGeometry } from './convolutionSetup.ts'

/** Work of one draft, in multiply-adds of the reference: about 20 ms on one core of a laptop, so that a drag stays fluent. */
export const draftSteps = 8e6

/**
 * Exact values at as many positions as the budget affords, spread evenly; each stands for the device pixels around it. All on this
 * thread: to tell another one would take as long.
 */
export function drawDraft(
  image: Image,
  photoFrame: ViewFrame,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
): Uint8ClampedArray<ArrayBuffer> {
  const g = settingsGeometry(image, settings)
  const place = resultPlacement(g)
  const frame = frameOnResult(photoFrame, place)
  const { rows, columns } = affordableSamples(frame, g.P, g.Q, (p, q) => stepsAt(g, p, q))
  const rgba = new Uint8ClampedArray(frame.pixelWidth * frame.pixelHeight * 4)
  const [height, width] = [rows.positions.length, columns.positions.length]
  if (height === 0 || width === 0) return rgba // nothing of the result is in sight
  const data = convolveAt(image, settings, rows.positions, columns.positions)
  const alpha = alphaAt(image, place, rows.positions, columns.positions)
  const planes: Planes = { width, height, channels: channelsOf(g), data, alpha }
  const tone = toneOf(mapping, summarize(data, 0, data.length))
  const drawn = new Uint8Array(width * height * 4)
  const each = (extent: number) => coverAxis(0, extent, extent, extent)
  drawRows(planes, each(height), each(width), tone, 255, drawn, 0, height)
  spreadSamples(new Uint32Array(drawn.buffer), rows.cover, columns.cover, width, new Uint32Array(rgba.buffer))
  return rgba
}

type Samples = ReturnType<typeof sampleAxis>

/** The finest grid of samples that costs no more than the budget. */
export function affordableSamples(
  { left, top, width, height, pixelWidth, pixelHeight }: ViewFrame,
  P: number,
  Q: number,
  stepsOf: (rows: Int32Array, columns: Int32Array) => number,
  budget = draftSteps,
): { readonly rows: Samples; readonly columns: Samples } {
  for (let step = 1; ; step++) {
    const rows = sampleAxis(top, height, pixelHeight, P, step)
    const columns = sampleAxis(left, width, pixelWidth, Q, step)
    const coarsest = step >= Math.max(pixelWidth, pixelHeight)
    if (coarsest || stepsOf(rows.positions, columns.positions) <= budget) return { rows, columns }
  }
}

function alphaAt(
  { alpha, width, height }: Image,
  { rowOffset, rowStep, columnOffset, columnStep }: Placement,
  rows: Int32Array,
  columns: Int32Array,
): Float32Array | null {
  if (!alpha) return null
  const inside = (position: number, extent: number): number => Math.min(extent - 1, Math.max(0, position))
  const photoRows = rows.map((p) => inside(p * rowStep + rowOffset, height))
  const photoColumns = columns.map((q) => inside(q * columnStep + columnOffset, width))
  const values = valuesOf(alpha)
  return Float32Array.from({ length: rows.length * columns.length }, (_, i) => {
    const sample = alpha[photoRows[Math.floor(i / columns.length)] * width + photoColumns[i % columns.length]]
    return values ? values[sample] : sample
  })
}
