import { chooseBackend } from '../../../shared/backend/choose.ts'
import { convolutionGeometry } from '../../../shared/maths/geometry.ts'
import { sizeOf } from '../../../shared/maths/tensor.ts'
import type { OwnParameters } from '../../../shared/network/layer.ts'
import type { LayerDescription } from '../../../shared/network/layerKinds.ts'
import type { Network } from '../../../shared/network/network.ts'
import type { Tensor } from '../../../shared/maths/tensor.ts'
import { bandRows } from '../bands.ts'
import type { Bands } from '../bands.ts'
import type { JobOptions } from '../convolveJob.ts'
import { stepsPerRow } from '../convolutionSetup.ts'
import type { LayerMaps } from './layerMaps.ts'

type Conv = Extract<LayerDescription, { type: 'conv2d' }>

/** Computed together: a look at one map does not wait for 64, and the fast sums still have several to share a window. */
const mapsAtOnce = 8

/** Layers that make each map of the one map before it. */
const planewise: ReadonlySet<LayerDescription['type']> = new Set([
  ...['relu', 'leakyRelu', 'sigmoid', 'tanh', 'dropout'],
  ...['maxPool2d', 'avgPool2d', 'globalAvgPool2d'],
] as LayerDescription['type'][])

export interface LayerWork {
  readonly network: Network
  readonly layer: number
  readonly own: OwnParameters<Tensor>
  /** All maps of the layer before. */
  readonly x: LayerMaps
  readonly y: LayerMaps
}

/** y[k] = layer(x)[k] for the maps first ≤ k < end that are not there yet; others may come with them. */
export async function computeMaps(
  work: LayerWork,
  first: number,
  end: number,
  bands: Bands,
  options: JobOptions = {},
): Promise<void> {
  const { network, layer, y } = work
  const description = network.description.layers[layer]
  const isApart = makesMapsApart(network, layer)
  const most = isApart ? mapsAtOnce : y.shape[0]
  for (const [from, to] of missing(y, isApart ? first : 0, isApart ? end : y.shape[0], most)) {
    if (description.type === 'conv2d') await convolveMaps(work, description, from, to, bands, options)
    else await runLayer(work, isApart, from, to, bands, options)
    y.ready.fill(1, from, to)
  }
}

function makesMapsApart(network: Network, layer: number): boolean {
  const description = network.description.layers[layer]
  if (description.type === 'conv2d') return description.groups === 1
  return planewise.has(description.type) && network.layers[layer].input.length === 3
}

/** Runs of maps that are not there; those that are may be looked at now and are not written again. */
function missing({ ready }: LayerMaps, first: number, end: number, most: number): readonly [number, number][] {
  const runs: [number, number][] = []
  for (let k = first; k < end; k++) {
    const last = runs.at(-1)
    if (ready[k] === 1) continue
    if (last && last[1] === k && k - last[0] < most) last[1] = k + 1
    else runs.push([k, k + 1])
  }
  return runs
}

/** Kernels first ≤ k < end over all of x, by the fastest backend that can. */
async function convolveMaps(
  { network, layer, own, x, y }: LayerWork,
  description: Conv,
  first: number,
  end: number,
  bands: Bands,
  { signal, backend: wanted }: JobOptions,
): Promise<void> {
  const { shape, data } = own.weight!
  const [, P, Q] = y.shape
  const input = [1, ...network.layers[layer].input]
  const g = convolutionGeometry(input, [end - first, ...shape.slice(1)], description)
  const perKernel = sizeOf(shape.slice(1))
  const task = {
    kind: 'convolve',
    x: x.data,
    w: data.subarray(first * perKernel, end * perKernel),
    b: own.bias ? own.bias.data.subarray(first, end) : null,
    g,
    y: y.data.subarray(first * P * Q, end * P * Q),
    backend: chooseBackend(g, wanted, x.data).backend.name,
  } as const
  await bands.run(task, g.P, { signal, rows: bandRows(g.P, stepsPerRow(g), bands.threads) })
}

/** Every other layer by its own definition: map by map on all threads, or as a whole on one. */
async function runLayer(
  { network, layer, own, x, y }: LayerWork,
  isApart: boolean,
  first: number,
  end: number,
  bands: Bands,
  { signal }: JobOptions,
): Promise<void> {
  const { input } = network.layers[layer]
  const description = network.description.layers[layer]
  const apart = { input: [1, ...input.slice(1)], x: x.data.subarray(first * x.shape[1] * x.shape[2]) }
  const task = {
    kind: 'layer',
    description,
    own,
    y: y.data.subarray(first * y.shape[1] * y.shape[2], end * y.shape[1] * y.shape[2]),
    ...(isApart ? apart : { input, x: x.data }),
  } as const
  await bands.run(task, isApart ? end - first : 1, { signal, rows: 1 })
}
