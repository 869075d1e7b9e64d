import { afterAll, describe, expect, it } from 'vitest'
import type { Bands } from '../../electron/engine/bands.ts'
import type { BandReply, BandTask } from '../../electron/engine/bandTasks.ts'
import { createResults } from '../../electron/engine/results.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import type { Image } from '../../shared/image/image.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { ImageId } from '../../shared/rpc/engineContract.ts'
import { settings, testBands, testImage } from '../support/engineParts.ts'
import { fitFrame } from '../support/views.ts'

const threads = testBands()
afterAll(() => threads.close())

/** The same threads, with a look at how many bands of convolutions were computed and how many there are. */
function watched(): Bands & { readonly seen: { done: number; total: number; runs: number } } {
  const seen = { done: 0, total: 0, runs: 0 }
  return {
    ...threads,
    seen,
    run<T extends BandTask>(task: T, rows: number, options: Parameters<Bands['run']>[2] = {}): Promise<BandReply<T>[]> {
      if (task.kind !== 'convolve') return threads.run(task, rows, options)
      seen.runs++
      const onBand = (done: number, total: number): void => {
        Object.assign(seen, { done, total })
        options.onBand?.(done, total)
      }
      return threads.run(task, rows, { ...options, onBand })
    },
  }
}

const id = 'image-1' as ImageId

describe('results', () => {
  it('can be cancelled in the middle of 24 megapixels, and later requests work', async () => {
    const width = 6000
    const height = 4000
    const data = new Float32Array(new SharedArrayBuffer(4 * width * height))
    const photo: Image = { width, height, channels: 1, data, alpha: null, depth: 8 }
    const bands = watched()
    const results = createResults(createWorkshop(bands))
    const controller = new AbortController()
    const wanted = settings({ kernel: kernelFromRows(Array.from({ length: 9 }, () => new Array<number>(9).fill(1))) })
    const get = results.get(id, photo, wanted, {
      signal: controller.signal,
      onProgress: ({ done }) => void (done === 3 && controller.abort()),
    })
    await expect(get).rejects.toMatchObject({ name: 'AbortError' })
    expect(bands.seen.total).toBeGreaterThan(3) // how many there are depends on the backend and on the measured speeds
    expect(bands.seen.done).toBe(3)
    const small = await results.get('image-2' as ImageId, testImage(20, 10), wanted)
    expect(small.value.width).toBe(20)
    small.release()
  })

  it('computes once for several who ask for the same, and ends only when all have gone', async () => {
    const image = testImage(200, 150)
    const bands = watched()
    const results = createResults(createWorkshop(bands))
    const impatient = new AbortController()
    const [left, stayed] = await Promise.allSettled([
      results.get(id, image, settings(), { signal: impatient.signal, onProgress: () => impatient.abort() }),
      results.get(id, image, settings()),
    ])
    expect(left.status).toBe('rejected')
    expect(stayed.status).toBe('fulfilled')
    expect(bands.seen.runs).toBe(1)
    expect(bands.seen.done).toBe(bands.seen.total)
    const again = await results.get(id, image, settings({ kernel: { ...settings().kernel, name: 'other name' } }))
    expect(bands.seen.runs).toBe(1) // a kernel's name changes no pixel
    again.release()
  })

  it('starts anew for a request that comes after the last one was cancelled', async () => {
    const image = testImage(200, 150)
    const bands = watched()
    const results = createResults(createWorkshop(bands))
    const old = new AbortController()
    const first = results.get(id, image, settings(), { signal: old.signal })
    old.abort()
    const second = results.get(id, image, settings())
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    const { value, release } = await second
    expect(value.data.some((number) => number !== 0)).toBe(true)
    release()
  })

  it('shows the newest view of many and leaves the older ones undone', async () => {
    const image = testImage(600, 400)
    const bands = watched()
    const workshop = createWorkshop(bands)
    const results = createResults(workshop)
    const frame = fitFrame(600, 400, 60, 40)
    let older: AbortController | null = null
    const views = Array.from({ length: 6 }, (_, i) => {
      older?.abort()
      const newest = (older = new AbortController())
      const convolution = settings({ kernel: { ...settings().kernel, divisor: i + 1 } })
      const request = { image: id, frame, convolution, mapping: 'clamp', quality: 'exact' } as const
      return renderView(image, request, workshop, results, { signal: newest.signal })
    })
    const outcomes = await Promise.allSettled(views)
    expect(outcomes.map(({ status }) => status)).toEqual([...new Array(5).fill('rejected'), 'fulfilled'])
    for (let i = 0; i < 5; i++) {
      expect(results.find(id, settings({ kernel: { ...settings().kernel, divisor: i + 1 } }))).toBeNull()
    }
  })

  it('forgets the results of a picture', async () => {
    const image = testImage(20, 15)
    const results = createResults(createWorkshop(threads))
    const lease = await results.get(id, image, settings())
    lease.release()
    expect(results.find('image-10' as ImageId, settings())).toBeNull()
    results.find(id, settings())!.release()
    results.forget(id)
    expect(results.find(id, settings())).toBeNull()
  })
})
