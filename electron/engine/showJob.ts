import { choosePhotoBackend, integer, takesPieces } from '../../shared/backend/samples/photoBackend.ts'
import type { DisplayMapping, Image } from '../../shared/image/image.ts'
import { toneOf } from '../../shared/image/mapping.ts'
import { coveredRun } from '../../shared/image/view.ts'
import type { Cover } from '../../shared/image/view.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { photoPlanes } from './convolveJob.ts'
import type { JobOptions } from './convolveJob.ts'
import { drawWith } from './drawJob.ts'
import type { Drawing } from './drawJob.ts'
import type { Unkept } from './showRows.ts'
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
  const { backend, steps } = choosePhotoBackend(photo, g, { w, b, speeds }, wanted)
  return takesPieces(backend) ? { photo, alpha: image.alpha, w, b, g, backend: backend.name, steps } : null
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

/** The part of a result that the covers show, as `drawCovers` draws it, computed on the way. */
export function showCovers(
  result: Unkept,
  rows: Cover,
  columns: Cover,
  mapping: Exclude<DisplayMapping, 'minmax' | 'diverging'>,
  white: 255 | 65535,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<Drawing> {
  const tone = toneOf(mapping, { minimum: 0, maximum: 1 })
  const steps = stepsToShow(result, rows, columns) / Math.max(1, rows.from.length)
  return drawWith(
    (out) => ({ kind: 'show', ...result, rows, columns, tone, white, out }),
    rows,
    columns,
    steps,
    white,
    workshop,
    options,
  )
}
