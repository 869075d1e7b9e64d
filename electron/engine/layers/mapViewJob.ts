import { LabError } from '../../../shared/errors.ts'
import type { DisplayMapping } from '../../../shared/image/image.ts'
import type { Planes } from '../../../shared/image/resample.ts'
import { floatsOf } from '../../../shared/image/samples.ts'
import { coverAxis } from '../../../shared/image/view.ts'
import type { ViewFrame } from '../../../shared/image/view.ts'
import { shiftDifference } from '../../../shared/maths/shift.ts'
import type { MapPicture, MapThumbsRequest, MapViewRequest } from '../../../shared/rpc/stackContract.ts'
import type { JobOptions } from '../convolveJob.ts'
import { drawFrame, takeDrawing } from '../drawJob.ts'
import { summarizePlanes } from '../measureJob.ts'
import { checkFrame, copied } from '../viewJob.ts'
import type { Workshop } from '../workshop.ts'
import type { LayerMaps } from './layerMaps.ts'
import { layerShift } from './shiftJob.ts'
import { unshifted } from './stack.ts'
import type { Stack } from './stack.ts'

/** Small pictures of some maps of a layer, each as large as its box allows and never larger than the map. */
export async function renderThumbs(
  stack: Stack,
  { layer, first, end, boxWidth, boxHeight, mapping }: Omit<MapThumbsRequest, 'stack'>,
  { bands, buffers }: Workshop,
  options: JobOptions = {},
): Promise<readonly MapPicture[]> {
  const lease = await stack.maps(layer, first, end, unshifted, options)
  try {
    const [K, height, width] = lease.value.shape
    const maps = Array.from({ length: Math.min(end, K) - first }, (_, i) => lease.value.picture(first + i))
    const scale = Math.min(1, boxWidth / width, boxHeight / height)
    const [pixelWidth, pixelHeight] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
    const [rows, columns] = [coverAxis(0, height, pixelHeight, height), coverAxis(0, width, pixelWidth, width)]
    const drawing = takeDrawing(maps.length * pixelHeight, pixelWidth, 255, { buffers })
    try {
      const out = drawing.samples as Uint8Array
      const task = { kind: 'thumbs', maps, rows, columns, mapping, out } as const
      const parts = await bands.run(task, maps.length, { signal: options.signal, rows: 1, urgent: true })
      const bytes = 4 * pixelWidth * pixelHeight
      return parts.flat().map(({ minimum, maximum }, i) => {
        const rgba = Uint8ClampedArray.from(out.subarray(i * bytes, (i + 1) * bytes))
        return { pixelWidth, pixelHeight, rgba, minimum, maximum }
      })
    } finally {
      drawing.release()
    }
  } finally {
    lease.release()
  }
}

/** A part of one map, as it is, with the photo shifted, or the difference between that and the map shifted. */
export async function renderMapView(
  stack: Stack,
  { layer, map, frame, mapping, sight, shift }: Omit<MapViewRequest, 'stack'>,
  workshop: Workshop,
  options: JobOptions = {},
): Promise<MapPicture> {
  checkFrame(frame)
  if (map !== null) checkMap(stack, layer, map)
  const seen = sight === 'map' ? unshifted : shift
  const [first, end] = map === null ? [0, Infinity] : [map, map + 1]
  const lease = await stack.maps(layer, first, end, seen, options)
  try {
    if (map === null) return await draw(stack.picture(lease.value), frame, mapping, workshop, options)
    if (sight !== 'difference') return await draw(lease.value.picture(map), frame, mapping, workshop, options)
    return await drawDifference(stack, layer, map, lease.value, { frame, mapping, shift }, workshop, options)
  } finally {
    lease.release()
  }
}

async function drawDifference(
  stack: Stack,
  layer: number,
  map: number,
  shifted: LayerMaps,
  { frame, mapping, shift }: Pick<MapViewRequest, 'frame' | 'mapping' | 'shift'>,
  workshop: Workshop,
  options: JobOptions,
): Promise<MapPicture> {
  const before = await stack.maps(layer, map, map + 1, unshifted, options)
  const [, height, width] = shifted.shape
  const data = workshop.buffers.take(height * width)
  try {
    const axes = layerShift(stack.network, layer, shift)
    shiftDifference(floatsOf(before.value.picture(map).data), floatsOf(shifted.picture(map).data), axes, data)
    return await draw({ width, height, channels: 1, data, alpha: null }, frame, mapping, workshop, options)
  } finally {
    workshop.buffers.give(data)
    before.release()
  }
}

async function draw(
  planes: Planes,
  frame: ViewFrame,
  mapping: DisplayMapping,
  workshop: Workshop,
  options: JobOptions,
): Promise<MapPicture> {
  const range = await summarizePlanes(planes, workshop.bands, options)
  const rgba = copied(await drawFrame(planes, frame, mapping, range, 255, workshop, options), workshop)
  const { minimum, maximum } = range
  return { pixelWidth: frame.pixelWidth, pixelHeight: frame.pixelHeight, rgba, minimum, maximum }
}

function checkMap({ network }: Stack, layer: number, map: number): void {
  const K = layer < 0 ? network.input[0] : network.layers[layer]?.output[0]
  if (!(Number.isInteger(map) && map >= 0 && map < K)) {
    throw new LabError('bad-argument', `layer ${layer} has maps 0 to ${K - 1}, got ${map}`)
  }
}
