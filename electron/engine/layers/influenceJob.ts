import { influenceSide } from '../../../shared/maths/influence.ts'
import { receptiveFields } from '../../../shared/network/receptiveField.ts'
import type { Influence, MapPlace } from '../../../shared/rpc/stackContract.ts'
import type { Bands } from '../bands.ts'
import type { JobOptions } from '../convolveJob.ts'
import { unshifted } from './stack.ts'
import type { Stack } from './stack.ts'

const most = 0.9

/** The real backward pass from one value to the photo: its effective receptive field. */
export async function influenceOf(
  stack: Stack,
  { layer, map: k, row: p, column: q }: Omit<MapPlace, 'stack'>,
  bands: Bands,
  { signal }: JobOptions = {},
): Promise<Influence> {
  const { network, parameters } = stack
  const input = await stack.layer(-1, unshifted, { signal })
  try {
    const { description } = network
    const x = input.value.data
    const task = { kind: 'influence', description, parameters, x, layer, place: { k, p, q } } as const
    const [found] = await bands.run(task, 1, { signal, rows: 1 })
    const { rows, columns, influence } = found
    const { center, stride } = receptiveFields(network)[layer]
    const middle = [center[0] + p * stride[0] - rows.first, center[1] + q * stride[1] - columns.first] as const
    const largest = influence.reduce((a, b) => Math.max(a, b), 0)
    return { ...found, largest, mostWithin: influenceSide(influence, columns.end - columns.first, middle, most) }
  } finally {
    input.release()
  }
}
