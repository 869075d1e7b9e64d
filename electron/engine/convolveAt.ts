import { chooseBackend } from '../../shared/backend/choose.ts'
import { addsWhole } from '../../shared/backend/samples/photoBackend.ts'
import type { Image } from '../../shared/image/image.ts'
import { toEncoded, toLinear } from '../../shared/image/linearLight.ts'
import { valuesOf } from '../../shared/image/samples.ts'
import { borderIndex, outside } from '../../shared/maths/border.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { photoPlanes } from './convolveJob.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'

/** What the chosen output positions of a convolution read, as a small picture of its own with the border filled in. */
export interface Patch {
  /** N·C planes of height·width. */
  readonly x: Float32Array
  /** A `valid` convolution of the patch: its outputs are the chosen positions, in order, with the same sums in the same order. */
  readonly g: Geometry
}

/**
 * Exact values at output rows × columns only: N·K planes of rows.length · columns.length. The same numbers that the whole
 * convolution has there, for the cost of these alone.
 */
export function convolveAt(
  image: Image,
  settings: ConvolutionSettings,
  rows: Int32Array,
  columns: Int32Array,
): Float32Array {
  const { w, b } = kernelNumbers(settings.kernel)
  const whole = addsWhole(photoPlanes(image, settings), settingsGeometry(image, settings), w)
  const { x, g } = patchAt(image, settings, rows, columns, whole)
  const y = new Float32Array(g.N * g.K * g.P * g.Q)
  // Sums of whole numbers below 2²⁴ have the same bits in float32, so that the patch may be a float one.
  chooseBackend(g, whole ? 'simd' : 'auto').backend.convolveRows(x, w, whole ? null : b, g, y, 0, g.P)
  if (whole) return y.map((sum, i) => Math.fround(sum / 255) + (b ? b[Math.floor(i / (g.P * g.Q)) % g.K] : 0))
  return settings.linearLight ? y.map(toEncoded) : y
}

/** `whole` takes the samples themselves, not their values. */
export function patchAt(
  image: Image,
  settings: ConvolutionSettings,
  rows: Int32Array,
  columns: Int32Array,
  whole = false,
): Patch {
  const g = settingsGeometry(image, settings)
  const vertical = patchAxis(rows, g.u, g.d, g.R, g.top)
  const horizontal = patchAxis(columns, g.v, g.e, g.S, g.left)
  const x = whole
    ? gather(image, g, vertical.positions, horizontal.positions, true)
    : readInput(image, settings, g, vertical.positions, horizontal.positions)
  const shape = [g.N, g.C, vertical.positions.length, horizontal.positions.length]
  const options = {
    stride: [vertical.stride, horizontal.stride],
    dilation: [vertical.dilation, horizontal.dilation],
    groups: g.groups,
  } as const
  return { x, g: convolutionGeometry(shape, settings.kernel.shape, options) }
}

/** The numbers that are convolved, N·C planes at rows × columns of the padded picture: in linear light and gray where wanted. */
export function readInput(
  image: Image,
  settings: ConvolutionSettings,
  g: Geometry,
  rows: Int32Array,
  columns: Int32Array,
): Float32Array<ArrayBuffer> {
  const read = gather(image, g, rows, columns)
  const light = settings.linearLight ? read.map(toLinear) : read
  const x =
    settings.channels === 'gray' && image.channels === 3 ? grayPlane(light, rows.length * columns.length) : light
  // After light and gray: the border's value is one of the numbers that are convolved, not a color of the photo.
  if (g.border.value !== 0) fillBorder(x, g, rows, columns)
  return x
}

/**
 * What `convolveAt` costs at so many outputs, in multiply-adds of the reference: a pixel of the patch, which comes from far
 * apart, takes the time of three to read.
 */
export function stepsAt(g: Geometry, rows: Int32Array, columns: Int32Array): number {
  const read = g.N * g.C * patchLength(rows, g.u, g.d, g.R) * patchLength(columns, g.v, g.e, g.S)
  const added = g.N * g.K * (g.C / g.groups) * g.R * g.S * rows.length * columns.length
  return 3 * read + added / chooseBackend(g).backend.speed
}

interface PatchAxis {
  /** Input rows (or columns) in the order in which they stand in the patch; outside the picture in the border. */
  readonly positions: Int32Array
  readonly stride: number
  readonly dilation: number
}

/** The step between outputs that are evenly spaced; null for others. */
function evenStep(outputs: Int32Array): number | null {
  const step = outputs.length > 1 ? outputs[1] - outputs[0] : 1
  for (let i = 0; i < outputs.length; i++) if (outputs[i] !== outputs[0] + i * step) return null
  return step
}

/** Even steps whose windows overlap share their rows; other windows stand side by side, R rows each. */
function patchLength(outputs: Int32Array, u: number, d: number, R: number): number {
  const step = evenStep(outputs)
  const apart = outputs.length * R
  return step === null ? apart : Math.min(apart, (outputs.length - 1) * step * u + d * (R - 1) + 1)
}

/** One run of rows that the windows are moved over with the step as stride, or the windows themselves with stride R. */
function patchAxis(outputs: Int32Array, u: number, d: number, R: number, top: number): PatchAxis {
  const first = outputs[0] * u - top
  const step = evenStep(outputs)
  const length = patchLength(outputs, u, d, R)
  if (step !== null && length === (outputs.length - 1) * step * u + d * (R - 1) + 1) {
    return { positions: Int32Array.from({ length }, (_, i) => first + i), stride: step * u, dilation: d }
  }
  const positions = Int32Array.from(
    { length: outputs.length * R },
    (_, i) => outputs[Math.floor(i / R)] * u - top + (i % R) * d,
  )
  return { positions, stride: R, dilation: 1 }
}

/** All planes of the picture at rows × columns, with 0 where no pixel stands. */
function gather(
  { data, channels }: Image,
  { H, W, border }: Geometry,
  rows: Int32Array,
  columns: Int32Array,
  whole = false,
): Float32Array<ArrayBuffer> {
  const inRow = rows.map((row) => borderIndex(border.mode, row, H))
  const inColumn = columns.map((column) => borderIndex(border.mode, column, W))
  const values = whole ? null : valuesOf(data)
  const read = new Float32Array(channels * rows.length * columns.length)
  let at = 0
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < inRow.length; i++) {
      const start = (c * H + inRow[i]) * W
      if (inRow[i] === outside) {
        at += inColumn.length
        continue
      }
      for (let j = 0; j < inColumn.length; j++) {
        const sample = inColumn[j] === outside ? 0 : data[start + inColumn[j]]
        read[at++] = values ? values[sample] : sample
      }
    }
  }
  return read
}

function fillBorder(x: Float32Array, { H, W, border }: Geometry, rows: Int32Array, columns: Int32Array): void {
  for (let i = 0; i < x.length; i++) {
    const row = rows[Math.floor(i / columns.length) % rows.length]
    const column = columns[i % columns.length]
    if (row < 0 || row >= H || column < 0 || column >= W) x[i] = border.value
  }
}
