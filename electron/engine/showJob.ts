import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { blackToWhite, needsRange, toneOf } from '../../shared/image/mapping.ts'
import type { ValueRange } from '../../shared/image/mapping.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { chooseFor, photoPlanes } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawCovers, drawWith, takeDrawing } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import { knownSummary, summarizeUnkept } from './measureJob.ts'
import { stepsOfOutput } from './showCost.ts'
import type { ShowTask, Unkept } from './showRows.ts'
import { seenPart, slabsOf } from './slabs.ts'
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

/** `rangeFor` of a result that is not kept, which is counted for it. */
export async function rangeOfUnkept(
  result: Unkept,
  mapping: DisplayMapping,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<ValueRange> {
  return needsRange(mapping) ? summarizeUnkept(result, workshop, options) : blackToWhite
}

/** The same at once; null where it would have to be counted. */
export function knownRange(result: Unkept, mapping: DisplayMapping): ValueRange | null {
  return needsRange(mapping) ? knownSummary(result) : blackToWhite
}

/** The part of a result that the covers show, as `drawCovers` draws it, computed on the way. */
export function showCovers(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  mapping: DisplayMapping,
  range: ValueRange,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<Drawing> {
  if (result.together) return showSlabs(result, rows, columns, mapping, range, white, workshop, options)
  const tone = toneOf(mapping, range)
  const steps = stepsToShow(result, rows, columns) / Math.max(1, rows.from.length)
  return drawWith(
    (out): ShowTask => ({ kind: 'show', ...result, rows, columns, tone, white, out }),
    rows,
    columns,
    steps,
    white,
    workshop,
    options,
  )
}

/** Where outputs are computed together, bands of device rows would compute their rims twice: a slab of them first, then it is drawn. */
async function showSlabs(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  mapping: DisplayMapping,
  range: ValueRange,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions,
): Promise<Drawing> {
  const drawing = takeDrawing(rows.from.length, columns.from.length, white, workshop)
  const { samples, release } = drawing
  const row = 4 * columns.from.length
  const drawn = { signal: options.signal } // whose progress is the computing's
  try {
    for await (const { shown, planes, ...seen } of slabsOf(result, rows, columns, workshop, options)) {
      const own = { samples: samples.subarray(shown[0] * row, shown[1] * row), release: () => undefined }
      await drawCovers(planes, seen.rows, seen.columns, mapping, range, white, workshop, drawn, own)
    }
    return drawing
  } catch (thrown) {
    release()
    throw thrown
  }
}
