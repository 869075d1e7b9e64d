import { drawPlanes } from '../../../shared/backend/draw/drawPlanes.ts'
import { scalePlanes } from '../../../shared/backend/reduce/scalePlanes.ts'
import { summarizeSamples } from '../../../shared/backend/reduce/summarizeSamples.ts'
import { threadArena } from '../../../shared/backend/threadArena.ts'
import type { DisplayMapping } from '../../../shared/image/image.ts'
import { toneOf } from '../../../shared/image/mapping.ts'
import type { Planes } from '../../../shared/image/resample.ts'
import type { Samples } from '../../../shared/image/samples.ts'
import type { Summary } from '../../../shared/image/statistics.ts'
import type { Cover } from '../../../shared/image/view.ts'
import { definedLayerSums } from '../../../shared/maths/layerSums.ts'
import { influence } from '../../../shared/maths/influence.ts'
import { sumShift } from '../../../shared/maths/shift.ts'
import type { ShiftedPlanes, ShiftSums } from '../../../shared/maths/shift.ts'
import { sizeOf, tensor } from '../../../shared/maths/tensor.ts'
import type { Tensor } from '../../../shared/maths/tensor.ts'
import type { NetworkDescription } from '../../../shared/network/description.ts'
import { inputGradient } from '../../../shared/network/inputGradient.ts'
import type { OwnParameters, Shape } from '../../../shared/network/layer.ts'
import { kindOf } from '../../../shared/network/layerKinds.ts'
import type { LayerDescription } from '../../../shared/network/layerKinds.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import type { Place, Region } from '../../../shared/network/receptiveField.ts'

/** Work on layers that can be cut into bands; see bandTasks.ts. */
export type LayersTask = ScaleTask | LayerTask | ThumbsTask | InfluenceTask | ShiftTask

/** Rows of all planes of `to`, one below the other; writes `to`. */
export interface ScaleTask {
  readonly kind: 'scale'
  readonly from: Samples
  readonly width: number
  readonly height: number
  readonly rows: Cover
  readonly columns: Cover
  readonly to: Float32Array
}

/** Samples of `input` numbers each, one behind the other in x; writes their outputs into y. */
export interface LayerTask {
  readonly kind: 'layer'
  readonly description: LayerDescription
  readonly own: OwnParameters<Tensor>
  readonly input: Shape
  readonly x: Float32Array
  readonly y: Float32Array
}

/** Maps one by one, each drawn over the range of its own values: R G B A of thumbnails of one size into `out`, one behind the other. */
export interface ThumbsTask {
  readonly kind: 'thumbs'
  readonly maps: readonly Planes[]
  readonly rows: Cover
  readonly columns: Cover
  readonly mapping: DisplayMapping
  readonly out: Uint8Array
}

/** One band by itself: how one value depends on the input x. */
export interface InfluenceTask {
  readonly kind: 'influence'
  readonly description: NetworkDescription
  readonly parameters: NetworkParameters
  readonly x: Float32Array
  readonly layer: number
  readonly place: Place
}

/** Planes; answers what a shift did to them. */
export interface ShiftTask {
  readonly kind: 'shift'
  readonly y: Float32Array
  readonly shifted: Float32Array
  readonly axes: ShiftedPlanes
}

export interface RegionInfluence extends Region {
  readonly value: number
  readonly influence: Float32Array
}

export interface LayersReplies {
  readonly scale: null
  readonly layer: null
  readonly thumbs: readonly Summary[]
  readonly influence: RegionInfluence
  readonly shift: ShiftSums
}

export function runLayersTask(task: LayersTask, first: number, last: number): LayersReplies[keyof LayersReplies] {
  switch (task.kind) {
    case 'scale':
      scalePlanes(threadArena(), task.from, task, task.rows, task.columns, task.to, first, last)
      return null
    case 'layer':
      runSamples(task, first, last)
      return null
    case 'thumbs':
      return task.maps.slice(first, last).map((map, i) => drawThumb(task, map, first + i))
    case 'influence':
      return influenceOf(task)
    case 'shift':
      return sumShift(task.y, task.shifted, task.axes, first, last)
  }
}

function runSamples({ description, own, input, x, y }: LayerTask, first: number, last: number): void {
  const layer = kindOf(description.type).build(description, input)
  const [taken, given] = [sizeOf(layer.input), sizeOf(layer.output)]
  for (let n = first; n < last; n++) {
    const sample = tensor([1, ...input], x.subarray(n * taken, (n + 1) * taken))
    y.set(layer.forward(sample, own, { sums: definedLayerSums, dropout: null }).y.data, n * given)
  }
}

/** While a map is in the cache of its processor: what is in it, then its picture. */
function drawThumb({ rows, columns, mapping, out }: ThumbsTask, map: Planes, at: number): Summary {
  const arena = threadArena()
  const summary = summarizeSamples(arena, map.data, 0, map.data.length)
  const [height, bytes] = [rows.from.length, 4 * rows.from.length * columns.from.length]
  const thumb = out.subarray(at * bytes, (at + 1) * bytes)
  drawPlanes(arena, map, rows, columns, toneOf(mapping, summary), 255, thumb, 0, height)
  return summary
}

function influenceOf({ description, parameters, x, layer, place }: InfluenceTask): RegionInfluence {
  const network = createNetwork(description)
  const found = inputGradient(network, parameters, tensor([1, ...network.input], x), layer, place)
  const { rows, columns, gradient, value } = found
  return { rows, columns, value, influence: influence(gradient) }
}
