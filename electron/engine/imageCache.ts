import { LabError } from '../../shared/errors.ts'
import type { ImageId, ImageInfo } from '../../shared/rpc/engineContract.ts'
import type { Image } from '../../shared/image/image.ts'
import { createLeasedCache } from './leasedCache.ts'
import type { Lease } from './leasedCache.ts'
import type { OpenedPicture } from './openPicture.ts'
import type { SharedBuffers } from './sharedBuffers.ts'
import type { TileSpectra } from './tileSpectra.ts'

/** Decoded pictures by id, within a byte budget; their memory is used again once nobody reads it. */
export interface ImageCache {
  add(picture: OpenedPicture): ImageInfo
  /** Throws `unknown-image` for an id that was closed, gave way to newer pictures, or is of another engine's life. */
  use(id: ImageId): Lease<Image>
  close(id: ImageId): void
  readonly bytes: number
}

/** Twenty-seven 24-megapixel photos of 8 bits; the newest always stays. */
const defaultBudget = 2e9

export function createImageCache(
  buffers: SharedBuffers,
  spectra: TileSpectra | null = null,
  budget = defaultBudget,
): ImageCache {
  let lastId = 0
  const cache = createLeasedCache<Image>(
    budget,
    ({ data, alpha }) => data.byteLength + (alpha?.byteLength ?? 0),
    ({ data, alpha }) => {
      spectra?.forget(data)
      buffers.give(data)
      if (alpha) buffers.give(alpha)
    },
  )
  return {
    add({ image, name, format, bytes, pages }) {
      const id = `image-${++lastId}` as ImageId
      cache.add(id, image)
      const { width, height, channels, alpha, depth } = image
      const info = { id, name, width, height, channels, hasAlpha: alpha !== null, depth, format, bytes }
      return pages === undefined ? info : { ...info, pages }
    },
    use(id) {
      const lease = cache.use(id)
      if (!lease) throw new LabError('unknown-image', `the engine holds no picture '${id}'; open it again`)
      return lease
    },
    close: (id) => cache.remove(id),
    get bytes() {
      return cache.bytes
    },
  }
}
