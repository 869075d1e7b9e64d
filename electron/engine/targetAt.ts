import type { Image } from '../../shared/image/image.ts'
import { valuesOf } from '../../shared/image/samples.ts'
import { resultPlacement } from '../../shared/image/view.ts'
import type { Placement } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { Shift } from '../../shared/learning/learnTypes.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { convolveAt } from './convolveAt.ts'
import { settingsGeometry } from './convolutionSetup.ts'
import type { PhotoTarget } from './learnJob.ts'
import { onPhoto, targetAxis } from './learnTarget.ts'

export interface TargetPlaces {
  /** Of the learner's output. */
  readonly rows: Int32Array
  readonly columns: Int32Array
  /** By how much the target lies off the photo; what then lies outside shows the target's rim. */
  readonly shift: Shift
}

/**
 * The target's values under the learner's output rows × columns only, one plane for each of the learner's: what resultTarget
 * and photoTarget (learnTarget.ts) give for all of them. Throws `shape-mismatch` where the target has no such values.
 */
export function targetAt(
  image: Image,
  target: PhotoTarget,
  learner: Pick<ConvolutionSettings, 'channels'>,
  g: Geometry,
  { rows, columns, shift }: TargetPlaces,
): Float32Array {
  if (target.kind === 'kernel') {
    const made = settingsGeometry(image, target.convolution)
    const place = resultPlacement(made)
    const [p, q] = placed(g, rows, columns, place, made.P, made.Q)
    const values = convolveAt(image, target.convolution, p, q)
    return grayed(values, made.N * made.K, g.N * g.K, p.length * q.length)
  }
  const { width, height, channels, data } = target.image
  const own = width === g.Q && height === g.P
  const [p, q] = own ? [rows, columns] : placed(g, rows, columns, onPhoto, height, width)
  const down = p.map((row) => Math.min(height - 1, Math.max(0, row + shift[0])))
  const across = q.map((column) => Math.min(width - 1, Math.max(0, column + shift[1])))
  const values = new Float32Array(channels * p.length * q.length)
  const table = valuesOf(data)
  let at = 0
  for (let c = 0; c < channels; c++) {
    for (const row of down) {
      const start = (c * height + row) * width
      for (const column of across) values[at++] = table ? table[data[start + column]] : data[start + column]
    }
  }
  return grayed(values, channels, learner.channels === 'gray' ? 1 : g.N * g.K, p.length * q.length)
}

function placed(g: Geometry, rows: Int32Array, columns: Int32Array, place: Placement, height: number, width: number) {
  const own = resultPlacement(g)
  const down = targetAxis(g.P, own.rowOffset, own.rowStep, place.rowOffset, place.rowStep, height)
  const across = targetAxis(g.Q, own.columnOffset, own.columnStep, place.columnOffset, place.columnStep, width)
  return [rows.map((p) => down[p]), columns.map((q) => across[q])] as const
}

/** Three planes where one is wanted become their gray, as in the pair that is learned from. */
function grayed(values: Float32Array, planes: number, wanted: number, count: number): Float32Array {
  return planes === 3 && wanted === 1 ? grayPlane(values, count) : values
}
