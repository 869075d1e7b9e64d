import type { Bands } from '../../electron/engine/bands.ts'
import { createStack } from '../../electron/engine/layers/stack.ts'
import type { Stack } from '../../electron/engine/layers/stack.ts'
import { createMapCache } from '../../electron/engine/layers/stacks.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import type { Image } from '../../shared/image/image.ts'
import { floatsOf } from '../../shared/image/samples.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { Network } from '../../shared/network/network.ts'
import { initialParameters, parameterShapes } from '../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { integerTensor } from './builders.ts'

export interface StackOptions {
  readonly parameters?: NetworkParameters
  /** Bytes of maps that are kept. */
  readonly budget?: number
  readonly seed?: number
}

/** The engine's stack on a picture, with caches of its own. */
export async function testStack(image: Image, network: Network, bands: Bands, options: StackOptions = {}) {
  const { seed = 1, parameters = initialParameters(network, mulberry32(seed)), budget } = options
  const workshop = createWorkshop(bands)
  const cache = createMapCache(workshop, budget)
  const stack = await createStack(image, { network, parameters, workshop, cache, name: 'stack' })
  return { stack, parameters, workshop, cache }
}

/** Weights of small whole numbers: on a picture of small whole numbers all sums are exact, whoever computes them. */
export function wholeParameters(network: Network, seed: number): NetworkParameters {
  return new Map(parameterShapes(network).map(({ name, shape }, i) => [name, integerTensor(shape, seed + i, -2, 2)]))
}

/** The picture of pixels 0 to 7, in shared memory as the engine holds it. */
export function wholeImage(width: number, height: number, channels: 1 | 3, seed = 1): Image {
  const { data } = integerTensor([channels, height, width], seed, 0, 7)
  const shared = new Float32Array(new SharedArrayBuffer(data.byteLength))
  shared.set(data)
  return { width, height, channels, data: shared, alpha: null, depth: 8 }
}

export function imageTensor({ channels, height, width, data }: Image): Tensor {
  return tensor([1, channels, height, width], floatsOf(data))
}

/** A layer's maps, copied before they are given back. */
export async function mapsOfLayer(stack: Stack, layer: number): Promise<Float32Array> {
  const { value, release } = await stack.layer(layer)
  const copy = Float32Array.from(value.data)
  release()
  return copy
}
