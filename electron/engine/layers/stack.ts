import { refusal } from '../../../shared/refusal.ts'
import type { Image } from '../../../shared/image/image.ts'
import type { Planes } from '../../../shared/image/resample.ts'
import type { Tensor } from '../../../shared/maths/tensor.ts'
import type { Network } from '../../../shared/network/network.ts'
import { layerAt } from '../../../shared/network/network.ts'
import { ownParameters, parameterShapes } from '../../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../../shared/network/parameters.ts'
import type { Shift } from '../../../shared/rpc/stackContract.ts'
import type { JobOptions } from '../convolveJob.ts'
import { createLeasedCache } from '../leasedCache.ts'
import type { Lease, LeasedCache } from '../leasedCache.ts'
import type { Workshop } from '../workshop.ts'
import { computeMaps } from './layerJob.ts'
import { areReady, mapsOf, takeMaps } from './layerMaps.ts'
import type { LayerMaps } from './layerMaps.ts'
import { oneAtATime } from './oneAtATime.ts'
import { shiftPlanes, stackInput } from './stackInput.ts'

export const unshifted: Shift = [0, 0]

/** A network on one photo: every map of every layer, computed when it is looked at and kept while there is room. */
export interface Stack {
  readonly network: Network
  /** In shared memory. */
  readonly parameters: NetworkParameters
  /** All channels of the input as one picture. */
  picture(input: LayerMaps): Planes
  /** Maps first ≤ k < end of a layer (−1 is the input), for a photo that was shifted. */
  maps(layer: number, first: number, end: number, shift?: Shift, options?: JobOptions): Promise<Lease<LayerMaps>>
  /** All maps of a layer. */
  layer(layer: number, shift?: Shift, options?: JobOptions): Promise<Lease<LayerMaps>>
  /** Frees all of it as soon as nobody reads it. */
  close(): void
}

export interface StackParts {
  readonly network: Network
  readonly parameters: NetworkParameters
  readonly workshop: Workshop
  readonly cache: LeasedCache<LayerMaps>
  /** Tells this stack's maps from others' in the cache. */
  readonly name: string
}

/** Scales the photo and checks the parameters; computes no layer yet. */
export async function createStack(image: Image, parts: StackParts, options: JobOptions = {}): Promise<Stack> {
  const { network, workshop } = parts
  const shared = new Map(
    parameterShapes(network).map(({ name, layer }) => {
      const own = ownParameters(network, parts.parameters, layer)
      return [name, inSharedMemory(own[name.endsWith('bias') ? 'bias' : 'weight']!)]
    }),
  )
  const x = mapsOf(network.input, await stackInput(image, network.input, workshop, options))
  return stackOn(x, { ...parts, parameters: shared })
}

/** A stack over numbers that are there already; it owns them from now on. */
export function stackOn(x: LayerMaps, { network, parameters, workshop, cache, name }: StackParts): Stack {
  const { bands, buffers } = workshop
  const queue = oneAtATime()
  const pictures = new WeakMap<LayerMaps, Planes>()
  const inputs = createLeasedCache<LayerMaps>(
    Infinity, // the input stays for as long as its stack
    ({ data }) => data.byteLength,
    ({ data }) => buffers.give(data),
  )
  let shifted = keyOf(unshifted)
  x.ready.fill(1)
  inputs.add('x', x)

  function keyOf(shift: Shift): string {
    return `${name} ${shift.join()} `
  }

  function forget(prefix: string): void {
    for (const key of cache.keys()) if (key.startsWith(prefix)) cache.remove(key)
  }

  function input(): Lease<LayerMaps> {
    const lease = inputs.use('x')
    if (!lease) throw refusal('not-found', 'layersGone')
    return lease
  }

  /** Space for a layer's maps, with those in it that were computed before. */
  function open(layer: number, shift: Shift): Lease<LayerMaps> {
    const key = `${keyOf(shift)}${layer}`
    const kept = cache.use(key)
    if (kept) return kept
    cache.add(key, takeMaps(layer < 0 ? network.input : layerAt(network, layer).output, buffers))
    return cache.use(key)!
  }

  async function compute(
    layer: number,
    first: number,
    end: number,
    shift: Shift,
    options: JobOptions,
  ): Promise<Lease<LayerMaps>> {
    options.signal?.throwIfAborted()
    if (layer < 0) return isUnshifted(shift) ? input() : moved(shift)
    const kept = cache.use(`${keyOf(shift)}${layer}`)
    if (kept && areReady(kept.value, first, end)) return kept
    kept?.release()
    // The layer before comes first: one that is not needed any more can then give way to this one.
    const before = await compute(layer - 1, 0, Infinity, shift, options)
    const y = open(layer, shift)
    try {
      const work = { network, layer, own: ownParameters(network, parameters, layer), x: before.value, y: y.value }
      await computeMaps(work, first, Math.min(end, y.value.shape[0]), bands, options)
      return y
    } catch (thrown) {
      y.release()
      throw thrown
    } finally {
      before.release()
    }
  }

  function moved(shift: Shift): Lease<LayerMaps> {
    const to = open(-1, shift)
    if (areReady(to.value, 0, Infinity)) return to
    shiftPlanes(x.data, network.input, shift, to.value.data)
    to.value.ready.fill(1)
    return to
  }

  async function maps(
    layer: number,
    first: number,
    end: number,
    shift = unshifted,
    options: JobOptions = {},
  ): Promise<Lease<LayerMaps>> {
    if (layer < 0 && isUnshifted(shift)) return input()
    const there = cache.use(`${keyOf(shift)}${layer}`)
    if (there && areReady(there.value, first, end)) return there // what is computed waits for nobody
    there?.release()
    return queue(async () => {
      if (!isUnshifted(shift) && keyOf(shift) !== shifted) {
        if (shifted !== keyOf(unshifted)) forget(shifted) // one shift at a time is looked at
        shifted = keyOf(shift)
      }
      const held = input() // nothing of a closed stack is computed or kept
      return compute(layer, first, end, shift, options).finally(held.release)
    }, options.signal)
  }

  return {
    network,
    parameters,
    picture(input) {
      const [C, height, width] = network.input
      const known = pictures.get(input)
      const picture = known ?? { width, height, channels: C === 1 ? 1 : 3, data: input.data, alpha: null }
      pictures.set(input, picture)
      return picture
    },
    maps,
    layer: (layer, shift, options) => maps(layer, 0, Infinity, shift, options),
    close() {
      inputs.remove('x')
      forget(`${name} `)
      void queue(async () => forget(`${name} `)) // and what was being computed
    },
  }
}

function isUnshifted([rows, columns]: Shift): boolean {
  return rows === 0 && columns === 0
}

/** A thread then gets the weights for nothing, however many there are. */
function inSharedMemory({ shape, data }: Tensor): Tensor {
  const shared = new Float32Array(new SharedArrayBuffer(data.length * Float32Array.BYTES_PER_ELEMENT))
  shared.set(data)
  return { shape, data: shared }
}
