import type { LabErrorRecord } from '../../shared/errors.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { axisPads, paddingPerAxis } from '../../shared/maths/padding.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { geometryOr } from './roundingPolicies.ts'
import { windowReads } from './windowReads.ts'
import type { WindowReads } from './windowReads.ts'
import { mostKernelRows, mostPaddedRows } from './workshopChoices.ts'
import type { FourPads, WorkshopChoices } from './workshopChoices.ts'
import type { NumberGrid } from './workshopInputs.ts'

/** What a convolution of a few numbers does, cell by cell. */
export interface WorkshopResult {
  readonly geometry: Geometry
  readonly reads: WindowReads
  readonly values: readonly number[]
}

/** Why there is nothing to draw: the sizes do not fit, or would not fit on the screen. */
export type WorkshopRefusal =
  | { readonly kind: 'error'; readonly error: LabErrorRecord }
  | { readonly kind: 'largeKernel'; readonly rows: number; readonly columns: number }
  | { readonly kind: 'largeInput'; readonly rows: number; readonly columns: number }

export function workshopOutcome(
  input: NumberGrid,
  weights: NumberGrid,
  options: ConvolutionOptions & Pick<WorkshopChoices, 'padding'>,
): WorkshopResult | WorkshopRefusal {
  const { rows, columns } = weights
  if (rows > mostKernelRows || columns > mostKernelRows) return { kind: 'largeKernel', rows, columns }
  const [x, w] = [toTensor(input), toTensor(weights)]
  const g = geometryOr(x.shape, w.shape, options)
  if ('code' in g) return { kind: 'error', error: g }
  const padded = { rows: g.top + g.H + g.bottom, columns: g.left + g.W + g.right }
  if (padded.rows > mostPaddedRows || padded.columns > mostPaddedRows) return { kind: 'largeInput', ...padded }
  const y = convolve(x, w, null, g)
  return Object.freeze({ geometry: g, reads: windowReads(g, options.padding), values: Array.from(y.data) })
}

/** The pads that were asked for, in numbers, whatever the word. */
export function fourPads(
  { padding, stride, dilation }: Pick<WorkshopChoices, 'padding' | 'stride' | 'dilation'>,
  input: Pick<NumberGrid, 'rows' | 'columns'>,
  weights: NumberGrid,
): FourPads {
  const reach = [dilation[0] * (weights.rows - 1) + 1, dilation[1] * (weights.columns - 1) + 1]
  const [vertical, horizontal] = paddingPerAxis(padding)
  const [top, bottom] = axisPads(vertical, input.rows, reach[0], stride[0])
  const [left, right] = axisPads(horizontal, input.columns, reach[1], stride[1])
  return [top, left, bottom, right]
}

export function toTensor({ rows, columns, values }: NumberGrid): Tensor<Float64Array> {
  return { shape: [1, 1, rows, columns], data: Float64Array.from(values) }
}
