import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bands } from '../../electron/engine/bands.ts'
import type { BandReply, BandTask } from '../../electron/engine/bandTasks.ts'
import type { JobOptions } from '../../electron/engine/convolveJob.ts'
import { exportPlanes, unkeptPicture } from '../../electron/engine/exportJob.ts'
import { writeUnkeptPicture } from '../../electron/engine/pictureFile.ts'
import { createResults } from '../../electron/engine/results.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { isAbort } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import type { ImageId, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { laplacian, settings, testBands } from '../support/engineParts.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import { randomSamples } from '../support/photoSamples.ts'
import { fitFrame } from '../support/views.ts'

const points = 100
const id = 'image-1' as ImageId
const [width, height] = [310, 240]
const fractions = kernelFromRows([
  [0.1, 0.3],
  [0.2, -0.7],
])

const threads = testBands()
let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(async () => {
  await threads.close()
  await folder.remove()
})

/** The same threads, on bands of a few rows; told when each is done. */
function narrow(told: () => void): Bands {
  return {
    ...threads,
    run<T extends BandTask>(task: T, rows: number, options: Parameters<Bands['run']>[2] = {}): Promise<BandReply<T>[]> {
      const onBand = (done: number, total: number): void => {
        options.onBand?.(done, total)
        told()
      }
      return threads.run(task, rows, { ...options, rows: 12, onBand })
    },
  }
}

describe('photo tasks that are cancelled anywhere', () => {
  it(`leave no memory taken, no file and no wrong picture, ${points} times`, async () => {
    const random = mulberry32(7)
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]
    const { samples: data, free } = randomSamples(8, 3 * width * height, 1)
    const photo: Image = { width, height, channels: 3, data, alpha: null, depth: 8 }
    const before = threadArena().bytes.taken
    const fit = fitFrame(width, height, 100, 80)
    const part = { left: 20, top: 10, width: 90, height: 120, pixelWidth: 90, pixelHeight: 120 }
    const shown = new Map<string, Uint8ClampedArray>()
    let cancelled = 0

    for (let point = 0; point < points; point++) {
      const controller = new AbortController()
      let left = Math.floor(random() * 30) // none at all: before anything begins
      const bands = narrow(() => --left === 0 && controller.abort())
      if (left === 0) controller.abort()
      const workshop = createWorkshop(bands)
      const results = createResults(workshop, pick([undefined, 0])) // of no room at all nothing is kept
      const convolution = settings({ kernel: pick([laplacian, fractions]), linearLight: random() < 0.2 })
      const mapping = pick(['clamp', 'offset', 'minmax', 'diverging'] as const)
      const request: ViewRequest = { image: id, frame: pick([fit, part]), convolution, mapping, quality: 'exact' }
      const options: JobOptions = { signal: controller.signal }
      const file = { path: join(folder.path, `${point}.png`), format: 'png8', replace: true } as const
      const kept = async (use: (lease: Awaited<ReturnType<typeof results.get>>) => Promise<unknown>) => {
        const lease = await results.get(id, photo, convolution, options)
        await use(lease).finally(lease.release)
      }
      const task = pick([
        () => renderView(photo, request, workshop, results, options),
        () => kept(() => renderView(photo, request, workshop, results, options)),
        () => kept(({ value }) => exportPlanes(value, mapping, file, bands, options)),
        async () => {
          const picture = unkeptPicture(photo, convolution, 'clamp', 'png8', bands)!
          await writeUnkeptPicture({ ...picture, mapping }, file, workshop, options)
        },
      ])
      await task().catch((thrown: unknown) => {
        if (!isAbort(thrown)) throw thrown
        cancelled++
      })

      // Whatever was kept of it is whole: the same view as ever.
      left = Infinity
      const { rgba } = await renderView(photo, request, workshop, results)
      const key = JSON.stringify(request)
      const first = shown.get(key) ?? rgba
      shown.set(key, first)
      expect(Buffer.compare(Buffer.from(rgba), Buffer.from(first)), `point ${point}`).toBe(0)
      results.forget(id)
      expect(threadArena().bytes.taken, `point ${point}`).toBe(before)
    }

    expect(cancelled).toBeGreaterThan(points / 4)
    expect(cancelled).toBeLessThan(points)
    expect((await readdir(folder.path)).filter((name) => !/^\d+\.png$/.test(name))).toEqual([])
    free()
  })
})
