import { refusal } from '../../shared/refusal.ts'
import { resultPlacement } from '../../shared/image/view.ts'
import type { Placement } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { SampledTensor, Samples } from '../../shared/image/samples.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'

export interface TargetPlanes {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Numbers | Samples
}

/** A second photo lies on the first pixel by pixel, if it has its size. */
export const onPhoto: Placement = { rowOffset: 0, rowStep: 1, columnOffset: 0, columnStep: 1 }

/**
 * The target of a photo: y[n,k,p,q] = the target's pixel under the middle of the window. A target of the output's own size is taken
 * as it is; one of the photo's size is cut to where the windows are. Throws `shape-mismatch` for any other.
 */
export function photoTarget(planes: TargetPlanes, g: Geometry): SampledTensor {
  if (planes.width === g.Q && planes.height === g.P) return asTensor(planes, g)
  if (planes.width === g.W && planes.height === g.H) return resultTarget(planes, onPhoto, g)
  throw refusal('shape-mismatch', 'targetSize', {
    W: g.W,
    H: g.H,
    Q: g.Q,
    P: g.P,
    width: planes.width,
    height: planes.height,
  })
}

/** The target that another convolution of the same photo made, which lies on the photo as `place` says. */
export function resultTarget(planes: TargetPlanes, place: Placement, g: Geometry): SampledTensor {
  const own = resultPlacement(g)
  const rows = targetAxis(g.P, own.rowOffset, own.rowStep, place.rowOffset, place.rowStep, planes.height)
  const columns = targetAxis(g.Q, own.columnOffset, own.columnStep, place.columnOffset, place.columnStep, planes.width)
  const identical = planes.width === g.Q && planes.height === g.P && rows[0] === 0 && columns[0] === 0
  if (identical) return asTensor(planes, g)
  const create = planes.data.constructor as new (memory: ArrayBufferLike) => Numbers | Samples
  const data = new create(new SharedArrayBuffer(planes.data.BYTES_PER_ELEMENT * planes.channels * g.P * g.Q))
  let at = 0
  for (let c = 0; c < planes.channels; c++) {
    for (const row of rows) {
      const start = (c * planes.height + row) * planes.width
      for (const column of columns) data[at++] = planes.data[start + column]
    }
  }
  return asTensor({ width: g.Q, height: g.P, channels: planes.channels, data }, g)
}

/** The target's row for every row p of the learner: the photo's row under its window, counted in the target. */
export function targetAxis(
  count: number,
  offset: number,
  step: number,
  targetOffset: number,
  targetStep: number,
  extent: number,
): Int32Array {
  return Int32Array.from({ length: count }, (_, p) => {
    const at = (p * step + offset - targetOffset) / targetStep
    if (Number.isInteger(at) && at >= 0 && at < extent) return at
    throw refusal('shape-mismatch', 'targetWindow', { p, count })
  })
}

function asTensor({ channels, data }: TargetPlanes, g: Geometry): SampledTensor {
  if (channels !== g.N * g.K) {
    throw refusal('shape-mismatch', 'targetPlanes', { planes: g.N * g.K, channels })
  }
  return { shape: [g.N, g.K, g.P, g.Q], data }
}
