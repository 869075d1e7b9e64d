import { sampleSeed, sampleSize } from '../../shared/image/samplePhoto.ts'
import { bandRows } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import type { OpenedPicture } from './openPicture.ts'
import { keepOnly } from './sharedBuffers.ts'
import type { TakeSamples } from './sharedBuffers.ts'
import type { Workshop } from './workshop.ts'

/** The photo that comes with the lab, painted in bands straight into shared memory. */
export async function openSample({ bands, buffers }: Workshop, { signal }: JobOptions = {}): Promise<OpenedPicture> {
  const { width, height } = sampleSize
  const costOfPixel = 500 // multiply-adds' time that one pixel of the scene takes
  const rows = bandRows(height, width * costOfPixel, bands.threads)
  const paint = async (_: unknown, take: TakeSamples): Promise<Uint8Array> => {
    const data = take(3 * width * height, 8) as Uint8Array
    await bands.run({ kind: 'sample', data, width, height, seed: sampleSeed }, height, { signal, rows })
    return data
  }
  const data = await keepOnly(buffers, paint, (painted) => [painted])
  const image = { width, height, channels: 3, data, alpha: null, depth: 8 } as const
  return { image, name: 'Sample photo', format: null, bytes: 3 * width * height }
}
