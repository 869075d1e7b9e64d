import type { Image } from '../../shared/image/image.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings, ImageId } from '../../shared/rpc/engineContract.ts'
import { convolveImage } from './convolveJob.ts'
import type { JobOptions, Result } from './convolveJob.ts'
import type { Workshop } from './workshop.ts'
import { createLeasedCache } from './leasedCache.ts'
import type { Lease } from './leasedCache.ts'

/** Whole results by picture and settings, so that pan, zoom, mapping, counting and export never compute one twice. */
export interface Results {
  /** The cached result, the one that is being computed, or a new one. Several may wait for the same computation. */
  get(id: ImageId, image: Image, settings: ConvolutionSettings, options?: JobOptions): Promise<Lease<Result>>
  /** The result if it is there; never computes. */
  find(id: ImageId, settings: ConvolutionSettings): Lease<Result> | null
  /** Whether a result would be more than all that is kept: what can do without it then should. */
  isTooLarge(g: Geometry): boolean
  /** Forgets every result of a picture. */
  forget(id: ImageId): void
}

interface Computation {
  readonly promise: Promise<unknown>
  readonly controller: AbortController
  readonly progress: Set<NonNullable<JobOptions['onProgress']>>
  waiting: number
}

/** Two results of a 24-megapixel photo: what is shown, and what was shown before it. */
const usualBudget = 600e6

export function createResults(workshop: Workshop, budget = usualBudget): Results {
  const cache = createLeasedCache<Result>(
    budget,
    ({ data, alpha }) => data.byteLength + (alpha?.byteLength ?? 0),
    ({ data }) => workshop.buffers.give(data),
  )
  const computing = new Map<string, Computation>()

  function compute(key: string, image: Image, settings: ConvolutionSettings, options: JobOptions): Computation {
    const controller = new AbortController()
    const progress: Computation['progress'] = new Set()
    const promise = convolveImage(image, settings, workshop, {
      ...options,
      signal: controller.signal,
      onProgress: (state) => progress.forEach((listener) => listener(state)),
    })
      .then((result) => cache.add(key, result))
      .finally(() => {
        if (computing.get(key) === computation) computing.delete(key)
      })
    const computation = { promise, controller, progress, waiting: 0 }
    computing.set(key, computation)
    return computation
  }

  /** The computation ends early only when the last of those who wait for it has gone. */
  async function join(computation: Computation, { signal, onProgress }: JobOptions): Promise<void> {
    computation.waiting++
    if (onProgress) computation.progress.add(onProgress)
    const leave = (): void => {
      computation.waiting--
      if (onProgress) computation.progress.delete(onProgress)
      if (computation.waiting === 0) computation.controller.abort(signal?.reason)
    }
    signal?.addEventListener('abort', leave)
    try {
      await computation.promise
    } finally {
      signal?.removeEventListener('abort', leave)
    }
    signal?.throwIfAborted()
  }

  return {
    async get(id, image, settings, options = {}) {
      const key = resultKey(id, settings)
      for (;;) {
        options.signal?.throwIfAborted()
        const kept = cache.use(key)
        if (kept) return kept
        const running = computing.get(key)
        const usable = running && !running.controller.signal.aborted ? running : null
        await join(usable ?? compute(key, image, settings, options), options)
      }
    },
    isTooLarge: (g) => isTooLarge(g, budget),
    find: (id, settings) => cache.use(resultKey(id, settings)),
    forget(id) {
      for (const key of cache.keys()) if (key.startsWith(`${id} `)) cache.remove(key)
    },
  }
}

export function isTooLarge({ N, K, P, Q }: Geometry, budget = usualBudget): boolean {
  return 4 * N * K * P * Q > budget
}

function resultKey(id: ImageId, { kernel, options, channels, linearLight }: ConvolutionSettings): string {
  const { shape, weight, bias, divisor } = kernel
  return `${id} ${JSON.stringify([shape, weight, bias, divisor, options, channels, linearLight])}`
}
