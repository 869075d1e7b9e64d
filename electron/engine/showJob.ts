import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import type { Planes } from '../../shared/image/resample.ts'
import { emptySummary, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { chooseFor, photoPlanes } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawCovers, drawWith, takeDrawing } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import { summarizePlanes } from './measureJob.ts'
import { stepsOfOutput } from './showCost.ts'
import type { ShowTask, Unkept } from './showRows.ts'
import { seenPart, slabsOf, wholeCovers } from './slabs.ts'
import type { Workshop } from './workshop.ts'

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
  const { backend, reason, steps } = chooseFor(photo, g, { w, b, speeds }, wanted)
  const together = backend.together?.(g) ?? null
  return { photo, alpha: image.alpha, w, b, g, backend: backend.name, together, reason, steps }
}

/** What showing rows × columns of a result costs, in multiply-adds of the reference. */
export function stepsToShow(result: Unkept, rows: Cover, columns: Cover): number {
  const part = seenPart(result, rows, columns)
  return (part.rows[1] - part.rows[0]) * (part.columns[1] - part.columns[0]) * stepsOfOutput(result)
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
  const covers = wholeCovers(result)
  if (!result.together) {
    const { replies, ...drawing } = await show(result, ...covers, mapping, white, true, workshop, options)
    return { ...drawing, summary: replies.reduce(mergeSummaries, emptySummary) }
  }
  let summary = emptySummary
  const drawing = await showSlabs(result, ...covers, mapping, white, workshop, options, async (planes) => {
    summary = mergeSummaries(summary, await summarizePlanes(planes, workshop.bands, options))
  })
  return { ...drawing, summary }
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
  if (result.together) return showSlabs(result, rows, columns, mapping, white, workshop, options)
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

/** Where outputs are computed together, bands of device rows would compute their rims twice: a slab of them first, then it is drawn. */
async function showSlabs(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  mapping: PlainMapping,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions,
  see: (planes: Planes) => Promise<void> = async () => undefined,
): Promise<Drawing> {
  const drawing = takeDrawing(rows.from.length, columns.from.length, white, workshop)
  const { samples, release } = drawing
  const row = 4 * columns.from.length
  const drawn = { signal: options.signal } // whose progress is the computing's
  try {
    for await (const { shown, planes, ...seen } of slabsOf(result, rows, columns, workshop, options)) {
      await see(planes)
      const own = { samples: samples.subarray(shown[0] * row, shown[1] * row), release: () => undefined }
      await drawCovers(planes, seen.rows, seen.columns, mapping, blackToWhite, white, workshop, drawn, own)
    }
    return drawing
  } catch (thrown) {
    release()
    throw thrown
  }
}
