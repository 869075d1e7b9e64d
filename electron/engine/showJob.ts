import { choosePhotoBackend, integer, takesPieces } from '../../shared/backend/samples/photoBackend.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import { emptySummary, mergeSummaries } from '../../shared/image/statistics.ts'
import type { Summary } from '../../shared/image/statistics.ts'
import { coverAxis, coveredRun } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { photoPlanes } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawWith } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import type { ShowTask, Unkept } from './showRows.ts'
import type { Workshop } from './workshop.ts'

/** A result that can be drawn without being kept; null where a backend wants all of the photo at once. */
export function unkept(
  image: Image,
  settings: ConvolutionSettings,
  { speeds }: Partial<Pick<Bands, 'speeds'>> = {},
  wanted?: string,
): Unkept | null {
  const g = settingsGeometry(image, settings)
  const photo = photoPlanes(image, settings)
  const { w, b } = kernelNumbers(settings.kernel)
  const { backend, reason, steps } = choosePhotoBackend(photo, g, { w, b, speeds }, wanted)
  return takesPieces(backend) ? { photo, alpha: image.alpha, w, b, g, backend: backend.name, reason, steps } : null
}

/** Steps (multiply-adds of the reference) that reading one number and drawing one cost beside the sums: as bytes, as floats. */
const stepsToRead = { bytes: 0.2, floats: 0.5 }
const stepsToDraw = { bytes: 0.4, floats: 1 }

/** What showing rows × columns of a result costs, in multiply-adds of the reference. */
export function stepsToShow(result: Unkept, rows: Cover, columns: Cover): number {
  const [down, across] = [rows, columns].map((cover) => coveredRun(cover, 0, cover.from.length))
  return (down[1] - down[0]) * (across[1] - across[0]) * stepsOfOutput(result)
}

/** Of one output of all planes. */
function stepsOfOutput({ g, steps, backend }: Unkept): number {
  const as = backend === integer.name ? 'bytes' : 'floats'
  return steps / (g.P * g.Q) + g.N * g.K * stepsToDraw[as] + g.N * g.C * g.u * g.v * stepsToRead[as]
}

/**
 * Only every n-th row of a result, which is the convolution with n times the stride down: exact values for a picture that is shown n
 * times smaller. Row p' is row n·p' of the whole.
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
  const tone = toneOf(mapping, { minimum: 0, maximum: 1 })
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
