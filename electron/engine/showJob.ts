import type { Together } from '../../shared/backend/backend.ts'
import { grownPart } from '../../shared/backend/samples/convolvePhoto.ts'
import type { Part } from '../../shared/backend/samples/convolvePhoto.ts'
import { choosePhotoBackend, integer } from '../../shared/backend/samples/photoBackend.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import { emptySummary, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import { coverAxis, coveredRun, movedCover } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import { channelsOf, kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { photoPlanes } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawCovers, drawWith } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import { alphaUnder } from './showRows.ts'
import type { ShowTask, Unkept } from './showRows.ts'
import { withSpectra } from './tileSpectra.ts'
import type { Workshop } from './workshop.ts'

/** A result that can be computed a few rows at a time; null where they cost as much as many. */
export function unkept(...of: Parameters<typeof lookedAt>): Unkept | null {
  const result = lookedAt(...of)
  return result.together ? null : result
}

/** A result of which any part can be computed and drawn, without being kept. */
export function lookedAt(
  image: Image,
  settings: ConvolutionSettings,
  { speeds }: Partial<Pick<Bands, 'speeds'>> = {},
  wanted?: string,
): Unkept {
  const g = settingsGeometry(image, settings)
  const photo = photoPlanes(image, settings)
  const { w, b } = kernelNumbers(settings.kernel)
  const { backend, reason, steps } = choosePhotoBackend(photo, g, { w, b, speeds }, wanted)
  const together = backend.together?.(g) ?? null
  return { photo, alpha: image.alpha, w, b, g, backend: backend.name, together, reason, steps }
}

/** Steps (multiply-adds of the reference) that reading one number and drawing one cost beside the sums: as bytes, as floats. */
const stepsToRead = { bytes: 0.65, floats: 1 }
const stepsToDraw = { bytes: 0.4, floats: 1 }

/** What showing rows × columns of a result costs, in multiply-adds of the reference. */
export function stepsToShow(result: Unkept, rows: Cover, columns: Cover): number {
  const part = seenPart(result, rows, columns)
  return (part.rows[1] - part.rows[0]) * (part.columns[1] - part.columns[0]) * stepsOfOutput(result)
}

/** What has to be computed for what the covers show. */
function seenPart({ g, together }: Unkept, rows: Cover, columns: Cover): Part {
  const [down, across] = [coveredRun(rows, 0, rows.from.length), coveredRun(columns, 0, columns.from.length)]
  return grownPart({ rows: down, columns: across }, g, together)
}

/** Of one output of all planes. */
function stepsOfOutput({ g, steps, backend }: Unkept): number {
  const as = backend === integer.name ? 'bytes' : 'floats'
  return steps / (g.P * g.Q) + g.N * g.K * stepsToDraw[as] + g.N * g.C * g.u * g.v * stepsToRead[as]
}

/**
 * Only every n-th row of a result, which is the convolution with n times the stride down: exact values for a picture that is shown n
 * times smaller. Row p' is row n·p' of the whole. Of outputs that are each its own: tiles would be others, and cost no less.
 */
export function thinned(result: Unkept, n: number): Unkept {
  const { g, steps } = result
  return { ...result, g: { ...g, u: g.u * n, P: Math.ceil(g.P / n) }, steps: steps / n }
}

/** Mappings of one value by itself; the others want to know all values first. */
export type PlainMapping = Exclude<DisplayMapping, 'minmax' | 'diverging'>

export function isPlainMapping(mapping: DisplayMapping): mapping is PlainMapping {
  return mapping !== 'minmax' && mapping !== 'diverging'
}

/** All of a result as device pixels, one for one, and what was counted on the way; its numbers are never all there at once. */
export async function showWhole(
  result: Unkept,
  mapping: PlainMapping,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<Drawing & { readonly summary: Summary }> {
  const [rows, columns] = [result.g.P, result.g.Q].map((extent) => coverAxis(0, extent, extent, extent))
  const { replies, ...drawing } = await show(result, rows, columns, mapping, white, true, workshop, options)
  return { ...drawing, summary: replies.reduce(mergeSummaries, emptySummary) }
}

/** The part of a result that the covers show, as `drawCovers` draws it, computed on the way. */
export function showCovers(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  mapping: PlainMapping,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<Drawing> {
  if (result.together) return showTogether(result, result.together, rows, columns, mapping, white, workshop, options)
  return show(result, rows, columns, mapping, white, false, workshop, options)
}

function show(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  mapping: PlainMapping,
  white: 255 | 65535,
  counted: boolean,
  workshop: Workshop,
  options: JobOptions,
) {
  const tone = toneOf(mapping, blackToWhite)
  const steps = stepsToShow(result, rows, columns) / Math.max(1, rows.from.length)
  return drawWith(
    (out): ShowTask => ({ kind: 'show', ...result, rows, columns, tone, white, out, counted }),
    rows,
    columns,
    steps,
    white,
    workshop,
    options,
  )
}

const blackToWhite = { minimum: 0, maximum: 1 }

/** Where outputs are computed together, bands of device rows would compute their rims twice: all that is seen first, then it is drawn. */
async function showTogether(
  result: Unkept,
  together: Together,
  rows: Cover,
  columns: Cover,
  mapping: PlainMapping,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions,
): Promise<Drawing> {
  const { g, alpha, ...task } = result
  const part = seenPart(result, rows, columns)
  const [height, width] = [part.rows[1] - part.rows[0], part.columns[1] - part.columns[0]]
  const { bands, buffers, spectra } = workshop
  const y = buffers.take(g.N * g.K * height * width)
  try {
    await withSpectra(spectra, { ...task, g, part }, (kept) =>
      bands.run({ ...task, kind: 'convolvePhoto', g, y, part, kept }, height, {
        signal: options.signal,
        rows: bandRows(height, width * stepsOfOutput(result), bands.threads, together.rows),
      }),
    )
    const under = alphaUnder({ alpha, g }, part.rows, part.columns)
    const planes = { width, height, channels: channelsOf(g), data: y, alpha: under }
    const seen = [movedCover(rows, part.rows[0]), movedCover(columns, part.columns[0])] as const
    return await drawCovers(planes, ...seen, mapping, blackToWhite, white, workshop, options)
  } finally {
    buffers.give(y)
  }
}
