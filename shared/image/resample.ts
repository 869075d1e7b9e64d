import { grayWeights } from '../maths/gray.ts'
import { applyTone, divergingColors } from './mapping.ts'
import type { Tone } from './mapping.ts'
import { tableOf, valuesOf } from './samples.ts'
import type { Samples } from './samples.ts'
import { clearGaps } from './view.ts'
import type { Cover } from './view.ts'

/** What a view is drawn from: one or three planes of width·height samples, and how much of each pixel is there. */
export interface Planes {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Samples
  readonly alpha: Samples | null
}

type Drawn = Uint8Array | Uint8ClampedArray | Uint16Array

/**
 * Draws device rows [firstRow, lastRow) as R G B A, whole numbers from 0 to `white` (255 or 65535):
 * out = mean over the covered pixels of the tone of each value; all 0 where no pixel is. The tone comes before the mean, so
 * that a view looks like the exported picture made smaller; the mean of signed edges would be black.
 */
export function drawRows(
  planes: Planes,
  rows: Cover,
  columns: Cover,
  tone: Tone,
  white: 255 | 65535,
  out: Drawn,
  firstRow: number,
  lastRow: number,
): void {
  clearGaps(out, rows, columns, firstRow, lastRow)
  paintRows(planes, rows, columns, tone, white, out, firstRow, lastRow)
}

/** The same where what shows nothing was cleared before. */
export function paintRows(
  planes: Planes,
  rows: Cover,
  columns: Cover,
  tone: Tone,
  white: 255 | 65535,
  out: Drawn,
  firstRow: number,
  lastRow: number,
): void {
  const { width, height, channels, data, alpha } = planes
  const opaque: Tone = { scale: 1, shift: 0, folded: false, diverging: false }
  const [color, veil] = [toned(data, tone), alpha && toned(alpha, opaque)]
  const pixels = columns.from.length
  const at = (y: number): number => y * pixels * 4
  for (let y = firstRow; y < lastRow; y++) {
    const [top, bottom] = [rows.from[y], rows.to[y]]
    if (top === bottom) continue
    if (tone.diverging) {
      drawDiverging(planes, top, bottom, columns, tone, white, out, at(y))
    } else {
      for (let c = 0; c < channels; c++) {
        drawChannel(color, width, c * height + top, c * height + bottom, columns, tone, white, out, at(y) + c)
      }
      if (channels === 1) copyGray(out, at(y), at(y + 1))
    }
    if (veil) drawChannel(veil, width, top, bottom, columns, opaque, white, out, at(y) + 3)
    else fillAlpha(columns, white, out, at(y) + 3)
  }
}

/** One channel of one device row: out = white · (1/n) Σ clamp01(t(v)) over source rows [top, bottom) of all planes. */
function drawChannel(
  { samples, tones }: Toned,
  width: number,
  top: number,
  bottom: number,
  columns: Cover,
  tone: Tone,
  white: number,
  out: Drawn,
  at: number,
): void {
  if (tones) drawToned(samples, tones, width, top, bottom, columns, white, out, at)
  else drawValues(samples as Float32Array, width, top, bottom, columns, tone, white, out, at)
}

function drawValues(
  values: Float32Array,
  width: number,
  top: number,
  bottom: number,
  columns: Cover,
  { scale, shift, folded }: Tone,
  white: number,
  out: Drawn,
  at: number,
): void {
  const { from, to } = columns
  for (let x = 0; x < from.length; x++, at += 4) {
    const left = from[x]
    const right = to[x]
    if (left === right) continue
    let sum = 0
    // Column by column, as the loops do that take several of them at a time.
    for (let column = left; column < right; column++) {
      let down = 0
      for (let row = top; row < bottom; row++) {
        let t = values[row * width + column] * scale + shift
        if (folded && t < 0) t = -t
        if (t > 0) down += t < 1 ? t : 1
      }
      sum += down
    }
    out[at] = Math.floor((sum / ((bottom - top) * (right - left))) * white + 0.5)
  }
}

/** The same where a table holds the tone of every sample. */
function drawToned(
  samples: Samples,
  tones: Float64Array,
  width: number,
  top: number,
  bottom: number,
  { from, to }: Cover,
  white: number,
  out: Drawn,
  at: number,
): void {
  for (let x = 0; x < from.length; x++, at += 4) {
    const left = from[x]
    const right = to[x]
    if (left === right) continue
    let sum = 0
    for (let row = top; row < bottom; row++) {
      const end = row * width + right
      for (let i = row * width + left; i < end; i++) sum += tones[samples[i]]
    }
    out[at] = Math.floor((sum / ((bottom - top) * (right - left))) * white + 0.5)
  }
}

/** Samples, and the tone of every one that there can be; null for floats, whose tones are computed. */
interface Toned {
  readonly samples: Samples
  readonly tones: Float64Array | null
}

function toned(samples: Samples, tone: Tone): Toned {
  return { samples, tones: tone.diverging ? null : tableOf(samples, (value) => applyTone(value, tone)) }
}

function copyGray(out: Drawn, from: number, to: number): void {
  for (let at = from; at < to; at += 4) out[at + 1] = out[at + 2] = out[at]
}

function fillAlpha({ from, to }: Cover, white: number, out: Drawn, at: number): void {
  for (let x = 0; x < from.length; x++, at += 4) if (to[x] > from[x]) out[at] = white
}

/**
 * Colors are straight lines from zero's to each end's, so their mean needs only the means of the positive and negative
 * parts: out = zero + mean(t⁺)(positive − zero) + mean(t⁻)(negative − zero). Three planes show their gray.
 */
function drawDiverging(
  { width, height, channels, data }: Planes,
  top: number,
  bottom: number,
  columns: Cover,
  { scale }: Tone,
  white: number,
  out: Drawn,
  at: number,
): void {
  const plane = width * height
  const [red, green, blue] = grayWeights
  const { negative, zero, positive } = divergingColors
  const values = valuesOf(data)
  const valueAt = (i: number): number => (values ? values[data[i]] : data[i])
  for (let x = 0; x < columns.from.length; x++, at += 4) {
    const left = columns.from[x]
    const right = columns.to[x]
    if (left === right) continue
    let above = 0
    let below = 0
    for (let row = top; row < bottom; row++) {
      for (let i = row * width + left; i < row * width + right; i++) {
        const value =
          channels === 1 ? valueAt(i) : red * valueAt(i) + green * valueAt(plane + i) + blue * valueAt(2 * plane + i)
        const t = value * scale
        if (t > 0) above += t < 1 ? t : 1
        else if (t < 0) below += t > -1 ? -t : 1
      }
    }
    const n = (bottom - top) * (right - left)
    for (let c = 0; c < 3; c++) {
      const color = zero[c] + (above / n) * (positive[c] - zero[c]) + (below / n) * (negative[c] - zero[c])
      out[at + c] = Math.floor(color * white + 0.5)
    }
  }
}

/** Gives every device pixel the sample that the covers point it at, and none (0) outside: R G B A as one number each. */
export function spreadSamples(
  samples: Uint32Array,
  rows: Cover,
  columns: Cover,
  width: number,
  out: Uint32Array,
): void {
  const pixels = columns.from.length
  for (let y = 0; y < rows.from.length; y++) {
    if (rows.from[y] === rows.to[y]) continue
    const start = y * pixels
    if (y > 0 && rows.from[y] === rows.from[y - 1] && rows.to[y - 1] > rows.from[y - 1]) {
      out.copyWithin(start, start - pixels, start)
      continue
    }
    const row = rows.from[y] * width
    for (let x = 0; x < pixels; x++) {
      if (columns.to[x] > columns.from[x]) out[start + x] = samples[row + columns.from[x]]
    }
  }
}
