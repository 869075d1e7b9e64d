import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inlineBands } from '../../electron/engine/bands.ts'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { drawUnkept, exportPlanes, unkeptPicture } from '../../electron/engine/exportJob.ts'
import { measurePlanes, measureUnkept } from '../../electron/engine/measureJob.ts'
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
    ['png8', laplacian, 8],
    ['png16', laplacian, 8],
    ['png16', fractions, 16],
    ['jpeg', fractions, 8],
    ['webp', laplacian, 16],
  ] as const)('is the same file as of one that is, and the same counts: %s', async (format, kernel, depth) => {
    const image = photo(67, 41, depth)
    const wanted = settings({ kernel })
    const workshop = createWorkshop(bands)
    const whole = await convolveImage(image, wanted, workshop)
    const kept = { path: join(folder.path, `kept.${format}`), format, replace: true }
    await exportPlanes(whole, 'clamp', kept, bands)
    const drawn = await drawUnkept(unkeptPicture(image, wanted, 'clamp', format, bands)!, workshop)
    const file = { path: join(folder.path, `unkept.${format}`), replace: true }
    const { bytes } = await drawn.write(file)
    const expected = await readFile(kept.path)
    expect(Buffer.compare(await readFile(file.path), expected)).toBe(0)
    expect(bytes).toBe(expected.length)
    const counted = await measurePlanes(whole, bands)
    const { belowZero, aboveOne, minimum, maximum, count } = counted
    expect(drawn.summary).toMatchObject({ belowZero, aboveOne, minimum, maximum, count })
    const again = await measureUnkept(lookedAt(image, wanted), workshop)
    // The mean is a sum of parts, which are others.
    expect({ ...again, mean: 0 }).toEqual({ ...counted, mean: 0 })
    expect(again.mean).toBeCloseTo(counted.mean, 12)
    workshop.buffers.give(whole.data)
    image.free()
  })

  it('is kept where the file holds its numbers, or the mapping wants all of them first', () => {
    const image = photo(8, 8)
    for (const [mapping, format] of [
      ['clamp', 'npy'],
      ['clamp', 'tiff'],
      ['minmax', 'png8'],
    ] as const)
      // prettier-ignore
      expect(unkeptPicture(image, settings(), mapping, format, bands)).toBeNull()
    image.free()
  })

  it('takes the memory of its pixels and a few rows, and gives it back', async () => {
    const image = photo(2000, 1500)
    const taken = (): number => threadArena().bytes.taken
    const before = taken()
    let most = 0
    const picture = unkeptPicture(image, settings({ kernel: fractions }), 'clamp', 'jpeg', bands)!
    const watch = { onProgress: () => (most = Math.max(most, taken() - before)) }
    // On this thread, whose arena is counted; a band's scratch is given back when it ends.
    const drawn = await drawUnkept(picture, createWorkshop(inlineBands()), watch)
    const memory = threadArena().memory.buffer.byteLength
    expect(most).toBe(4 * 2000 * 1500)
    await drawn.write({ path: join(folder.path, 'large.jpg'), replace: true })
    expect(taken()).toBe(before)
    // Again: what waits is enough for all of the work, scratch included.
    const again = await drawUnkept(picture, createWorkshop(inlineBands()))
    expect(threadArena().memory.buffer.byteLength).toBe(memory)
    await again.write({ path: join(folder.path, 'large.jpg'), replace: true })
    image.free()
  })

  it('gives the memory back when it is cancelled', async () => {
    const image = photo(2000, 1500)
    const before = threadArena().bytes.taken
    const controller = new AbortController()
    const picture = unkeptPicture(image, settings(), 'clamp', 'png8', bands)!
    const cancelled = drawUnkept(picture, createWorkshop(inlineBands()), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(threadArena().bytes.taken).toBe(before)
    image.free()
  })
})
