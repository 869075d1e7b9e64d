import { LabError } from '../errors.ts'
import { tensor, zeros } from '../maths/tensor.ts'
import type { Tensor } from '../maths/tensor.ts'
import { backward } from './backward.ts'
import { forward } from './forward.ts'
import type { ForwardOptions } from './forward.ts'
import type { Network } from './network.ts'
import type { NetworkParameters } from './parameters.ts'
import { checkPlace, cutFor } from './receptiveField.ts'
import type { Place, Region } from './receptiveField.ts'

/** A gradient with respect to the picture, where it can differ from 0. */
export interface InputGradient extends Region {
  /** C × rows × columns of the region; 0 outside it. */
  readonly gradient: Tensor
  /** The value itself. */
  readonly value: number
}

/**
 * ∂y_l[k,p,q] / ∂x[c,h,w]: the effective receptive field of one value of layer l, by the backward pass
 *
 * x: 1 C H W. Only the part of the picture that the value depends on is computed, so a pointer can move over a large photo.
 */
export function inputGradient(
  network: Network,
  parameters: NetworkParameters,
  x: Tensor,
  layer: number,
  place: Place,
  { sums }: Pick<ForwardOptions, 'sums'> = {},
): InputGradient {
  checkPlace(network, layer, place)
  if (x.shape[0] !== 1) throw new LabError('shape-mismatch', `one picture was wanted, got ${x.shape[0]}`)
  const { k, p, q } = place
  const wanted = { rows: { first: p, end: p + 1 }, columns: { first: q, end: q + 1 } }
  const { network: part, rows, columns, first } = cutFor(network, layer, wanted)
  const pass = forward(part, parameters, cropped(x, { rows, columns }), { sums })
  const y = pass.values[layer + 1]
  const [, , P = 1, Q = 1] = y.shape
  const at = (k * P + p - first[0]) * Q + q - first[1]
  const dy = zeros(y.shape, y.data)
  dy.data[at] = 1
  const { dx } = backward(part, parameters, pass, dy, { sums, wanted: { input: true, parameters: false } })
  return { rows, columns, gradient: tensor(dx!.shape.slice(1), dx!.data), value: y.data[at] }
}

/** The region of every plane of x (N C H W), copied. */
export function cropped(x: Tensor, { rows, columns }: Region): Tensor {
  const [N, C, H, W] = x.shape
  const [height, width] = [rows.end - rows.first, columns.end - columns.first]
  const part = zeros([N, C, height, width], x.data)
  for (let plane = 0; plane < N * C; plane++) {
    for (let row = 0; row < height; row++) {
      const start = (plane * H + rows.first + row) * W + columns.first
      part.data.set(x.data.subarray(start, start + width), (plane * height + row) * width)
    }
  }
  return part
}
