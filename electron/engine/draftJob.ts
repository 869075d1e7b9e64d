import { drawPlanes } from '../../shared/backend/draw/drawPlanes.ts'
import { convolvePoints, sumsPoints } from '../../shared/backend/points/convolvePoints.ts'
import { summarizeSamples } from '../../shared/backend/reduce/summarizeSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import { spreadSamples } from '../../shared/image/resample.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { valuesOf } from '../../shared/image/samples.ts'
import { coverAxis, frameOnResult, resultPlacement, sampleAxis } from '../../shared/image/view.ts'
import type { Placement, ViewFrame } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings, View } from '../../shared/rpc/engineContract.ts'
import { convolveAt, stepsAt } from './convolveAt.ts'
import { photoPlanes } from './convolveJob.ts'
import { channelsOf, kernelNumbers, settingsGeometry } from './convolutionSetup.ts'

/** Work of one draft, in multiply-adds of the reference: about 20 ms on one core of a laptop, so that a drag stays fluent. */
export const draftSteps = 8e6

/**
 * Exact values at as many positions as the budget affords, spread evenly; each stands for the device pixels around it. Of a picture
 * made smaller they are the pixels of a coarser view of the same frame: whoever shows it enlarges it, and three quarters or more
 * need not travel. All on this thread: to tell another one would take as long.
 */
export function drawDraft(
  image: Image,
  photoFrame: ViewFrame,
  settings: ConvolutionSettings,
  mapping: DisplayMapping,
): Pick<View, 'rgba' | 'pixelWidth' | 'pixelHeight'> {
  const g = settingsGeometry(image, settings)
  const place = resultPlacement(g)
  const frame = frameOnResult(photoFrame, place)
  const { rows, columns, values } = draftOf(image, settings, g, frame)
  const [pixelHeight, pixelWidth] = [rows.cover.from.length, columns.cover.from.length]
  const rgba = new Uint8ClampedArray(pixelWidth * pixelHeight * 4)
  const [height, width] = [rows.positions.length, columns.positions.length]
  if (height === 0 || width === 0) return { rgba, pixelWidth, pixelHeight } // nothing of the result is in sight
  const alpha = alphaAt(image, place, rows.positions, columns.positions)
  const arena = threadArena()
  const drawn = arena.allocate(height * width)
  let data: Float32Array | null = null
  try {
    data = values()
    const planes: Planes = { width, height, channels: channelsOf(g), data, alpha }
    const tone = toneOf(mapping, summarizeSamples(arena, data, 0, data.length))
    const each = (extent: number) => coverAxis(0, extent, extent, extent)
    const bytes = new Uint8Array(drawn.buffer, drawn.byteOffset, drawn.byteLength)
    drawPlanes(arena, planes, each(height), each(width), tone, 255, bytes, 0, height)
    const pixels = new Uint32Array(drawn.buffer, drawn.byteOffset, drawn.length)
    if (height === pixelHeight && width === pixelWidth) rgba.set(bytes)
    else spreadSamples(pixels, rows.cover, columns.cover, width, new Uint32Array(rgba.buffer))
    return { rgba, pixelWidth, pixelHeight }
  } finally {
    arena.free(drawn)
    if (data && arena.addressOf(data) !== null) arena.free(data)
  }
}

interface Draft {
  readonly rows: Samples
  readonly columns: Samples
  /** In the arena, or not. */
  values(): Float32Array
}

/** An output of linear light is encoded again, which takes the time of so many steps. */
const stepsToEncode = 20

/** Samples are read where they lie, window by window; of large kernels fewer steps are taken where windows share what they read. */
function draftOf(image: Image, settings: ConvolutionSettings, g: Geometry, frame: ViewFrame): Draft {
  const photo = photoPlanes(image, settings)
  const encode = photo.linear ? stepsToEncode : 0
  const shared = affordableSamples(
    frame,
    g.P,
    g.Q,
    (p, q) => stepsAt(g, p, q) + g.N * g.K * encode * p.length * q.length,
  )
  const tap = photo.gray ? 3 : 1
  const apart = affordableSamples(
    frame,
    g.P,
    g.Q,
    (p, q) => g.N * g.K * (g.R * g.S * tap + encode) * p.length * q.length,
  )
  if (!sumsPoints(threadArena(), photo, g) || apart.rows.positions.length < shared.rows.positions.length) {
    return { ...shared, values: () => convolveAt(image, settings, shared.rows.positions, shared.columns.positions) }
  }
  const { w, b } = kernelNumbers(settings.kernel)
  const { rows, columns } = apart
  return { ...apart, values: () => convolvePoints(threadArena(), photo, w, b, g, rows.positions, columns.positions) }
}

type Samples = ReturnType<typeof sampleAxis>

/**
 * The finest grid of samples that costs no more than the budget. Where the picture is made smaller every sample has its device pixel,
 * of which there may be fewer than the frame has; where it is enlarged they share them.
 */
export function affordableSamples(
  { left, top, width, height, pixelWidth, pixelHeight }: ViewFrame,
  P: number,
  Q: number,
  stepsOf: (rows: Int32Array, columns: Int32Array) => number,
  budget = draftSteps,
): { readonly rows: Samples; readonly columns: Samples } {
  const isSmaller = width >= pixelWidth && height >= pixelHeight
  for (let step = 1; ; step++) {
    const [coarser, shared] = isSmaller ? [step, 1] : [1, step]
    const rows = sampleAxis(top, height, Math.ceil(pixelHeight / coarser), P, shared)
    const columns = sampleAxis(left, width, Math.ceil(pixelWidth / coarser), Q, shared)
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
