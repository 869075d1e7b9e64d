import { LabError } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import { borderIndex } from '../../shared/maths/border.ts'
import { convolve, groupOf } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { regionExtent } from '../../shared/maths/walk.ts'
import type { Region, Walk } from '../../shared/maths/walk.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { readInput } from './convolveAt.ts'
import { settingsGeometry } from './convolutionSetup.ts'
import { checkIndices, kernelTensors } from './explainJob.ts'

/** Steps of one walk: more than anybody follows, and as many as an explanation may cost. */
const mostSteps = 1 << 16

/**
 * The loop over a region of one plane of the result: the input that it reads, once, and every sum. The sums are those of
 * `explain` to the last bit: float64, added in the same order.
 */
export function explainRegion(image: Image, settings: ConvolutionSettings, region: Region, channel: number): Walk {
  const g = settingsGeometry(image, settings)
  const { p, q, rows, columns } = region
  checkIndices({ p, q, channel }, { p: g.P, q: g.Q, channel: g.N * g.K })
  checkExtent(region, g)
  const [height, width] = regionExtent(g, region)
  const [firstRow, firstColumn] = [p * g.u - g.top, q * g.v - g.left]
  const rowsRead = Int32Array.from({ length: height }, (_, i) => firstRow + i)
  const columnsRead = Int32Array.from({ length: width }, (_, j) => firstColumn + j)
  const planes = readInput(image, settings, g, rowsRead, columnsRead)

  const [n, k] = [Math.floor(channel / g.K), channel % g.K]
  const ownPlanes = g.C * height * width
  const x = planes.slice(n * ownPlanes, (n + 1) * ownPlanes)
  const options = { stride: [g.u, g.v], dilation: [g.d, g.e], groups: g.groups } as const
  const part = convolutionGeometry([1, g.C, height, width], settings.kernel.shape, options)
  const { w, b } = kernelTensors(settings, g)
  const sums = convolve(tensor([1, g.C, height, width], Float64Array.from(x)), w, b, part)

  const read = g.C / g.groups
  const firstChannel = groupOf(k, g.K, g.groups) * read
  return {
    ...{ region, R: g.R, S: g.S, stride: [g.u, g.v], dilation: [g.d, g.e], firstRow, firstColumn, height, width },
    channels: Array.from({ length: read }, (_, c) => (g.N > 1 ? n : firstChannel + c)),
    x: x.slice(firstChannel * height * width, (firstChannel + read) * height * width),
    w: Float32Array.from(w.data.subarray(k * read * g.R * g.S, (k + 1) * read * g.R * g.S)),
    bias: b ? b.data[k] : 0,
    fromRows: rowsRead.map((row) => borderIndex(g.border.mode, row, g.H)),
    fromColumns: columnsRead.map((column) => borderIndex(g.border.mode, column, g.W)),
    y: sums.data.slice(k * rows * columns, (k + 1) * rows * columns),
  }
}

function checkExtent({ p, q, rows, columns }: Region, { P, Q }: Geometry): void {
  const isExtent = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most
  if (!isExtent(rows, P - p) || !isExtent(columns, Q - q)) {
    throw new LabError(
      'bad-argument',
      `from ${p},${q} there are 1×1 to ${P - p}×${Q - q} outputs, got ${rows}×${columns}`,
    )
  }
  if (rows * columns > mostSteps) {
    throw new LabError('too-large', `a walk has at most ${mostSteps} steps, got ${rows}×${columns}`)
  }
}
