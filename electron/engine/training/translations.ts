import type { Image } from '../../../shared/image/image.ts'
import type { Planes } from '../../../shared/image/resample.ts'
import { coverAxis } from '../../../shared/image/view.ts'
import type { ViewFrame } from '../../../shared/image/view.ts'
import type { ImageId, View } from '../../../shared/rpc/engineContract.ts'
import type { TranslationRequest } from '../../../shared/rpc/modelContract.ts'
import { bandRows } from '../bands.ts'
import type { JobOptions } from '../convolveJob.ts'
import { drawFrame, rangeFor } from '../drawJob.ts'
import { createLeasedCache } from '../leasedCache.ts'
import type { Lease } from '../leasedCache.ts'
import { oneAtATime } from '../layers/oneAtATime.ts'
import { checkFrame, copied } from '../viewJob.ts'
import type { Workshop } from '../workshop.ts'
import type { Model } from './model.ts'
import { translateImage } from './translateJob.ts'

/** A model and a name that changes whenever its weights do. */
export interface NamedModel extends Model {
  readonly key: string
}

/** What networks made of photos, kept while there is room, so that pan and zoom compute nothing twice. */
export interface Translations {
  /** The whole picture at full size. */
  get(id: ImageId, image: Image, model: NamedModel, options?: JobOptions): Promise<Lease<Planes>>
  render(
    image: Image,
    model: NamedModel,
    request: Omit<TranslationRequest, 'model'>,
    options?: JobOptions,
  ): Promise<View>
  forget(image: ImageId): void
}

/** One result of a 24-megapixel photo, and a little more. */
const budget = 300e6

export function createTranslations(workshop: Workshop): Translations {
  const cache = createLeasedCache<Planes>(
    budget,
    ({ data }) => data.byteLength,
    ({ data }) => workshop.buffers.give(data),
  )
  const queue = oneAtATime()

  async function get(id: ImageId, image: Image, model: NamedModel, options: JobOptions = {}): Promise<Lease<Planes>> {
    const key = `${id} ${model.key}`
    return (
      cache.use(key) ??
      queue(async () => {
        const kept = cache.use(key)
        if (kept) return kept
        cache.add(key, await translateImage(image, model, workshop, options))
        return cache.use(key)!
      }, options.signal)
    )
  }

  return {
    get,
    async render(image, model, { image: id, frame, mapping, quality }, options = {}) {
      const started = performance.now()
      checkFrame(frame)
      const lease = quality === 'exact' ? await get(id, image, model, options) : null
      const shown = lease ? { planes: lease.value, frame } : await draft(image, model, frame, workshop, options)
      try {
        const range = await rangeFor(shown.planes, mapping, workshop.bands, options)
        const rgba = copied(
          await drawFrame(shown.planes, shown.frame, mapping, range, 255, workshop, options),
          workshop,
        )
        const { pixelWidth, pixelHeight } = frame
        return { pixelWidth, pixelHeight, rgba, quality, milliseconds: performance.now() - started }
      } finally {
        if (lease) lease.release()
        else workshop.buffers.give(shown.planes.data)
      }
    },
    forget(image) {
      for (const key of cache.keys()) if (key.startsWith(`${image} `)) cache.remove(key)
    },
  }
}

/** The network on the photo made as small as the view shows it: what a frame affords, and honest only about what it resembles. */
async function draft(
  image: Image,
  model: Model,
  frame: ViewFrame,
  workshop: Workshop,
  options: JobOptions,
): Promise<{ readonly planes: Planes; readonly frame: ViewFrame }> {
  const { buffers } = workshop
  const scale = Math.min(1, frame.pixelWidth / frame.width)
  const size = (extent: number): number => Math.max(1, Math.round(extent * scale))
  const [width, height] = [size(image.width), size(image.height)]
  const data = buffers.take(image.channels * width * height)
  try {
    await scaled(image, width, height, data, workshop, options)
    const planes = await translateImage({ ...image, width, height, data, alpha: null }, model, workshop, options)
    const [across, down] = [width / image.width, height / image.height]
    return {
      planes,
      frame: {
        ...frame,
        left: frame.left * across,
        width: frame.width * across,
        top: frame.top * down,
        height: frame.height * down,
      },
    }
  } finally {
    buffers.give(data)
  }
}

async function scaled(
  image: Image,
  width: number,
  height: number,
  to: Float32Array,
  { bands }: Workshop,
  { signal }: JobOptions,
): Promise<void> {
  const rows = coverAxis(0, image.height, height, image.height)
  const columns = coverAxis(0, image.width, width, image.width)
  const count = image.channels * height
  const task = { kind: 'scale', from: image.data, width: image.width, height: image.height, rows, columns, to } as const
  const steps = Math.ceil((image.width * image.height) / height)
  await bands.run(task, count, { signal, rows: bandRows(count, steps, bands.threads) })
}
