import type { Glance } from '../../shared/rpc/engineContract.ts'
import { loadSharp, mostPixels } from './decode.ts'
import { pictureKind } from './pictureKind.ts'

/** Formats whose decoders make a picture small on the way: the others would be decoded in full twice. */
const shrinkOnLoad = ['JPEG', 'WebP']
/** Smaller pictures are there as fast themselves. */
const leastPixels = 4e6
/** Device pixels of the longer side: enough for a first look, little to send. */
const longestSide = 1024

/** A large picture made small, while its pixels are still being decoded; null where that would take as long. */
export async function glanceAt(bytes: Uint8Array, signal?: AbortSignal): Promise<Glance | null> {
  const kind = pictureKind(bytes)
  if (typeof kind !== 'string' || !shrinkOnLoad.includes(kind)) return null
  const load = await loadSharp()
  const picture = load(bytes, { failOn: 'none', limitInputPixels: mostPixels })
  const { autoOrient } = await picture.metadata()
  if (autoOrient.width * autoOrient.height < leastPixels) return null
  signal?.throwIfAborted()
  const small = picture.autoOrient().resize(longestSide, longestSide, { fit: 'inside', kernel: 'linear' })
  const samples = small.toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' })
  const { data, info } = await samples.toBuffer({ resolveWithObject: true })
  const rgba = new Uint8ClampedArray(data)
  return { width: autoOrient.width, height: autoOrient.height, pixelWidth: info.width, pixelHeight: info.height, rgba }
}
