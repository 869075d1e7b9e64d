import { createBandPool } from '../../electron/engine/bandPool.ts'
import type { Bands } from '../../electron/engine/bands.ts'
import type { Image } from '../../shared/image/image.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { pixelTensor } from './builders.ts'

const entry = new URL('../../electron/engine/bandThread.ts', import.meta.url)

/** Real threads; close them at the end. */
export function testBands(threads = 2): Bands {
  return createBandPool({ threads, entry })
}

/** The lecture's: 8 in the middle, −1 around. */
export const laplacian = kernelFromRows([
  [-1, -1, -1],
  [-1, 8, -1],
  [-1, -1, -1],
])

export function settings(parts: Partial<ConvolutionSettings> = {}): ConvolutionSettings {
  return { kernel: laplacian, options: { padding: 'same' }, channels: 'rgb', linearLight: false, ...parts }
}

/** A picture of random pixels in shared memory, as the engine holds them. */
export function testImage(
  width: number,
  height: number,
  { channels = 3, alpha = false, seed = 1 }: { channels?: 1 | 3; alpha?: boolean; seed?: number } = {},
): Image & { readonly data: Float32Array } {
  const shared = (numbers: Float32Array): Float32Array => {
    const memory = new Float32Array(new SharedArrayBuffer(numbers.byteLength))
    memory.set(numbers)
    return memory
  }
  const data = shared(pixelTensor([channels, height, width], seed).data)
  const transparency = alpha ? shared(pixelTensor([height, width], seed + 1).data) : null
  return { width, height, channels, data, alpha: transparency, depth: 8 }
}
