import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inlineBands } from '../../electron/engine/bands.ts'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { exportPlanes, unkeptPicture } from '../../electron/engine/exportJob.ts'
import { measurePlanes, measureUnkept } from '../../electron/engine/measureJob.ts'
import { writeUnkeptPicture } from '../../electron/engine/pictureFile.ts'
import { lookedAt } from '../../electron/engine/showJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { Image } from '../../shared/image/image.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { laplacian, settings, testBands } from '../support/engineParts.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import { randomSamples } from '../support/photoSamples.ts'

const fractions = kernelFromRows([
  [0.1, 0.3],
  [0.2, -0.7],
])

describe('a result that is not kept', () => {
  const bands = testBands()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => void (folder = await temporaryFolder()))
  afterAll(async () => {
    await bands.close()
    await folder.remove()
  })

  function photo(width: number, height: number, depth: 8 | 16 = 8): Image & { free(): void } {
    const { samples: data, free } = randomSamples(depth, 3 * width * height, 1)
    return { width, height, channels: 3, data, alpha: null, depth, free }
  }

  it.each([
    ['png8', laplacian, 8, 'clamp'],
    ['png8', laplacian, 8, 'diverging'],
    ['png16', laplacian, 8, 'clamp'],
    ['png16', fractions, 16, 'minmax'],
    ['jpeg', fractions, 8, 'clamp'],
    ['webp', laplacian, 16, 'offset'],
  ] as const)('is the same file as of one that is, and the same counts: %s', async (format, kernel, depth, mapping) => {
    const image = photo(67, 41, depth)
    const wanted = settings({ kernel })
    const workshop = createWorkshop(bands, null, 2000)
    const whole = await convolveImage(image, wanted, workshop)
    const kept = { path: join(folder.path, `kept.${format}`), format, replace: true }
    await exportPlanes(whole, mapping, kept, bands)
    const file = { path: join(folder.path, `unkept.${format}`), replace: true }
    const picture = { result: lookedAt(image, wanted), mapping, format }
    const { summary, written } = await writeUnkeptPicture(picture, file, workshop)
    const expected = await readFile(kept.path)
    expect(Buffer.compare(await readFile(file.path), expected)).toBe(0)
    expect(written.bytes).toBe(expected.length)
    const counted = await measurePlanes(whole, bands)
    const { belowZero, aboveOne, minimum, maximum, count } = counted
    expect(summary).toMatchObject({ belowZero, aboveOne, minimum, maximum, count })
    const again = await measureUnkept(lookedAt(image, wanted), workshop)
    // The mean is a sum of parts, which are others.
    expect({ ...again, mean: 0 }).toEqual({ ...counted, mean: 0 })
    expect(again.mean).toBeCloseTo(counted.mean, 12)
    workshop.buffers.give(whole.data)
    image.free()
  })

  it('is kept where the file holds its numbers, or the mapping wants all of them first and there is room', () => {
    const image = photo(8, 8)
    for (const [mapping, format] of [
      ['clamp', 'npy'],
      ['clamp', 'tiff'],
      ['minmax', 'png8'],
    ] as const)
      // prettier-ignore
      expect(unkeptPicture(image, settings(), mapping, format, bands)).toBeNull()
    const huge = { ...image, width: 12_000, height: 8400 }
    expect(unkeptPicture(huge, settings(), 'minmax', 'png8', bands)).not.toBeNull()
    image.free()
  })

  it.each(['png8', 'jpeg'] as const)('takes the memory of a few rows, and gives it back: %s', async (format) => {
    const image = photo(2000, 1500)
    const taken = (): number => threadArena().bytes.taken
    const before = taken()
    const slab = 1 << 18
    let most = 0
    const picture = unkeptPicture(image, settings({ kernel: fractions }), 'clamp', format, bands)!
    const watch = { onProgress: () => (most = Math.max(most, taken() - before)) }
    const file = { path: join(folder.path, 'large'), replace: true }
    // On this thread, whose arena is counted; a band's scratch is given back when it ends.
    await writeUnkeptPicture(picture, file, createWorkshop(inlineBands(), null, slab), watch)
    const memory = threadArena().memory.buffer.byteLength
    expect(most).toBeLessThanOrEqual(4 * slab)
    expect(taken()).toBe(before)
    // Again: what waits is enough for all of the work, scratch included.
    await writeUnkeptPicture(picture, file, createWorkshop(inlineBands(), null, slab))
    expect(threadArena().memory.buffer.byteLength).toBe(memory)
    image.free()
  })

  it('gives the memory back when it is cancelled, and leaves no file', async () => {
    const image = photo(2000, 1500)
    const before = threadArena().bytes.taken
    const controller = new AbortController()
    const picture = unkeptPicture(image, settings(), 'clamp', 'png8', bands)!
    const cancelled = writeUnkeptPicture(
      picture,
      { path: join(folder.path, 'cancelled.png'), replace: true },
      createWorkshop(inlineBands()),
      { signal: controller.signal, onProgress: () => controller.abort() },
    )
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(threadArena().bytes.taken).toBe(before)
    expect((await readdir(folder.path)).filter((name) => name.includes('cancelled'))).toEqual([])
    image.free()
  })

  it.each([
    ['jpeg', 65_536],
    ['webp', 16_384],
  ] as const)('refuses %s of more pixels a side than it can hold', async (format, width) => {
    const image = photo(width, 1)
    const picture = unkeptPicture(image, settings(), 'clamp', format, bands)!
    const file = { path: join(folder.path, 'wide'), replace: true }
    await expect(writeUnkeptPicture(picture, file, createWorkshop(bands))).rejects.toMatchObject({
      code: 'cannot-hold',
    })
    image.free()
  })
})
