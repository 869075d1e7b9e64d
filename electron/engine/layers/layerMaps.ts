import type { Planes } from '../../../shared/image/resample.ts'
import { sizeOf } from '../../../shared/maths/tensor.ts'
import type { Shape } from '../../../shared/network/layer.ts'
import type { SharedBuffers } from '../sharedBuffers.ts'

/** The maps of one layer, or the planes of a network's input, in one piece of shared memory. */
export interface LayerMaps {
  /** K×P×Q; a row of numbers is K maps of one value. */
  readonly shape: readonly [K: number, P: number, Q: number]
  readonly data: Float32Array
  /** A map as a picture: always the same object, by which its summary is known. */
  picture(k: number): Planes
  /** 1 for every map that is computed. */
  readonly ready: Uint8Array
}

export function takeMaps(output: Shape, buffers: SharedBuffers): LayerMaps {
  return mapsOf(output, buffers.take(sizeOf(output)))
}

export function mapsOf(output: Shape, data: Float32Array): LayerMaps {
  const [K, P = 1, Q = 1] = output
  const pictures = new Map<number, Planes>() // made when asked for: a row of numbers may have a million of them
  function picture(k: number): Planes {
    const known = pictures.get(k)
    if (known) return known
    const map = data.subarray(k * P * Q, (k + 1) * P * Q)
    const made: Planes = { width: Q, height: P, channels: 1, data: map, alpha: null }
    pictures.set(k, made)
    return made
  }
  return { shape: [K, P, Q], data, picture, ready: new Uint8Array(K) }
}

export function areReady({ ready }: LayerMaps, first: number, end: number): boolean {
  return ready.subarray(first, end).every((done) => done === 1)
}
