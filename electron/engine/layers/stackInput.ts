import { refusal } from '../../../shared/refusal.ts'
import type { Image } from '../../../shared/image/image.ts'
import { coverAxis } from '../../../shared/image/view.ts'
import { grayPlane } from '../../../shared/maths/gray.ts'
import type { InputShape } from '../../../shared/network/description.ts'
import type { Shift } from '../../../shared/rpc/stackContract.ts'
import { bandRows } from '../bands.ts'
import type { JobOptions } from '../convolveJob.ts'
import { keepOnly } from '../sharedBuffers.ts'
import type { Workshop } from '../workshop.ts'

/** All of the photo, out of proportion if need be; or as much of its middle as has the input's proportions. */
export type Fit = 'stretch' | 'crop'

/**
 * x of a network: the photo at the size of its input, each pixel the mean of those it covers; its gray for one channel, a
 * gray photo three times for three. Throws `shape-mismatch` for any other number of channels.
 */
export function stackInput(
  image: Image,
  [C, H, W]: InputShape,
  { bands, buffers }: Workshop,
  { signal }: JobOptions = {},
  fit: Fit = 'stretch',
): Promise<Float32Array> {
  const { channels, data, width, height } = image
  if (C !== 1 && C !== 3) {
    throw refusal('shape-mismatch', 'inputChannels', { wanted: C, channels })
  }
  const scale = Math.min(height / H, width / W)
  const [across, down] = fit === 'crop' ? [scale * W, scale * H] : [width, height]
  const rows = coverAxis((height - down) / 2, down, H, height)
  const columns = coverAxis((width - across) / 2, across, W, width)
  const steps = Math.ceil((height * width) / H)
  const scaled = async (take: typeof buffers.take): Promise<Float32Array> => {
    const planes = take(channels * H * W)
    const task = { kind: 'scale', from: data, width, height, rows, columns, to: planes } as const
    await bands.run(task, channels * H, { signal, rows: bandRows(channels * H, steps, bands.threads) })
    if (C === channels) return planes
    if (C === 1) return grayPlane(planes, H * W, take(H * W))
    const color = take(3 * H * W)
    for (let c = 0; c < 3; c++) color.set(planes, c * H * W)
    return color
  }
  return keepOnly(buffers, scaled, (x) => [x])
}

/** x′[c,h,w] = x[c, h − rows, w − columns], the nearest pixel of the rim where that is outside. */
export function shiftPlanes(
  x: Float32Array,
  [C, H, W]: InputShape,
  [rows, columns]: Shift,
  to: Float32Array,
): Float32Array {
  const inside = (position: number, extent: number): number => Math.min(extent - 1, Math.max(0, position))
  const [first, end] = [inside(columns, W + 1), inside(W + columns, W + 1)]
  for (let r = 0; r < C * H; r++) {
    const [plane, h] = [Math.floor(r / H) * H, r % H]
    const source = x.subarray((plane + inside(h - rows, H)) * W, (plane + inside(h - rows, H) + 1) * W)
    const row = to.subarray(r * W, (r + 1) * W)
    row.fill(source[0], 0, first)
    row.set(source.subarray(first - columns, end - columns), first)
    row.fill(source[W - 1], end)
  }
  return to
}
