import { addShiftSums, axisShift, noShiftSums } from '../../../shared/maths/shift.ts'
import type { ShiftedPlanes } from '../../../shared/maths/shift.ts'
import type { Network } from '../../../shared/network/network.ts'
import { layerAt } from '../../../shared/network/network.ts'
import { receptiveFields } from '../../../shared/network/receptiveField.ts'
import type { Shift, ShiftComparison } from '../../../shared/rpc/stackContract.ts'
import { bandRows } from '../bands.ts'
import type { Bands } from '../bands.ts'
import type { JobOptions } from '../convolveJob.ts'
import { unshifted } from './stack.ts'
import type { Stack } from './stack.ts'

/** Which rows and columns of a layer's maps a shift of the photo moves, and by how many. */
export function layerShift(network: Network, layer: number, [down, right]: Shift): ShiftedPlanes {
  const [, H, W] = network.input
  if (layer < 0) {
    const pixel = { size: 1, stride: 1, offset: 0 }
    return { P: H, Q: W, rows: axisShift(pixel, H, H, down), columns: axisShift(pixel, W, W, right) }
  }
  const [, P = 1, Q = 1] = layerAt(network, layer).output
  const { size, stride, offset } = receptiveFields(network)[layer]
  const axis = (i: 0 | 1, inputs: number, outputs: number, shift: number) =>
    axisShift({ size: size[i], stride: stride[i], offset: offset[i] }, inputs, outputs, shift)
  return { P, Q, rows: axis(0, H, P, down), columns: axis(1, W, Q, right) }
}

/** Translates the photo and counts how many values of a layer moved along, exactly: all of them after convolutions alone. */
export async function compareShift(
  stack: Stack,
  layer: number,
  shift: Shift,
  bands: Bands,
  options: JobOptions = {},
): Promise<ShiftComparison> {
  const before = await stack.layer(layer, unshifted, options)
  try {
    const after = await stack.layer(layer, shift, options)
    try {
      const axes = layerShift(stack.network, layer, shift)
      const [K] = before.value.shape
      const task = { kind: 'shift', y: before.value.data, shifted: after.value.data, axes } as const
      const rows = bandRows(K, axes.P * axes.Q, bands.threads)
      const parts = await bands.run(task, K, { signal: options.signal, rows })
      const { difference, magnitude, ...counts } = parts.reduce(addShiftSums, noShiftSums)
      return {
        moved: [axes.rows.moved, axes.columns.moved],
        divides: strideDivides(stack.network, layer, shift),
        ...counts,
        relative: magnitude > 0 ? difference / magnitude : difference,
      }
    } finally {
      after.release()
    }
  } finally {
    before.release()
  }
}

function strideDivides(network: Network, layer: number, shift: Shift): boolean {
  const stride = layer < 0 ? [1, 1] : receptiveFields(network)[layer].stride
  return shift.every((pixels, axis) => pixels % stride[axis] === 0)
}
