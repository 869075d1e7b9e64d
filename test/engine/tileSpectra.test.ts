import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { lookedAt, showCovers } from '../../electron/engine/showJob.ts'
import { createTileSpectra } from '../../electron/engine/tileSpectra.ts'
import type { TileSpectra } from '../../electron/engine/tileSpectra.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { Image } from '../../shared/image/image.ts'
import { blackToWhite } from '../../shared/image/mapping.ts'
import { coverAxis } from '../../shared/image/view.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { KernelShape } from '../../shared/kernel/kernel.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { normalTensor } from '../support/builders.ts'
import { settings, testBands } from '../support/engineParts.ts'
import { openWindow } from '../support/engineWindow.ts'
import { noisePicture, open } from '../support/photoFiles.ts'
import { randomSamples } from '../support/photoSamples.ts'

const bands = testBands()
afterAll(() => bands.close())

/** Eight rows and two columns of pairs of tiles under 15×15, of each of three planes; their tiles are the low ones. */
const [width, height] = [600, 400]
const [pairs, bytesOfPair] = [48, 64 + 8 * 64 * 256]

function photo(depth: 8 | 16 | 32, seed = 4): Image {
  const { samples: data } = randomSamples(depth, 3 * width * height, seed)
  return { width, height, channels: 3, data, alpha: null, depth }
}

/** An edit of a 15×15 kernel is another seed. */
function edited(seed: number, parts: Partial<ConvolutionSettings> = {}, shape: KernelShape = [1, 1, 15, 15]) {
  const weight = normalTensor(shape, seed).data.map((value) => value / 50)
  return settings({ kernel: createKernel({ shape, weight }), ...parts })
}

async function bitsOf(image: Image, convolution: ConvolutionSettings, spectra: TileSpectra | null): Promise<Buffer> {
  const workshop = createWorkshop(bands, spectra)
  const { data } = await convolveImage(image, convolution, workshop, { backend: 'fft' })
  const bits = Buffer.from(Float32Array.from(data).buffer)
  workshop.buffers.give(data)
  return bits
}

describe('kept spectra of tiles', () => {
  const strange = photo(32)
  strange.data[1000] = NaN
  strange.data[300 * width + 7] = Infinity
  const kinds: [string, Image, Partial<ConvolutionSettings>, KernelShape?][] = [
    ['8 bits', photo(8), {}],
    ['16 bits, gray in linear light', photo(16), { channels: 'gray', linearLight: true }],
    ['floats with NaN and ∞', strange, {}],
    [
      'strides, a dilation and a border',
      photo(8),
      { options: { stride: [2, 3], dilation: 2, border: { mode: 'reflect', value: 0 }, padding: 'same' } },
    ],
    ['all planes together', photo(8), {}, [3, 3, 15, 15]],
  ]
  it.each(kinds)('give the bits that fresh ones give: %s', async (_, image, parts, shape) => {
    const spectra = createTileSpectra()
    for (const seed of [1, 2, 3]) {
      const convolution = edited(seed, parts, shape)
      const expected = await bitsOf(image, convolution, null)
      expect(Buffer.compare(await bitsOf(image, convolution, spectra), expected)).toBe(0)
      expect(spectra.bytes).toBeGreaterThan(0)
    }
    spectra.forget(image.data)
    expect(spectra.bytes).toBe(0)
  })

  it('are all that an edit looks at: the photo may be painted over meanwhile', async () => {
    const [image, spectra] = [photo(8), createTileSpectra()]
    const expected = await bitsOf(image, edited(2), null)
    await bitsOf(image, edited(1), spectra)
    expect(spectra.bytes).toBe(pairs * bytesOfPair)
    image.data.fill(0)
    expect(Buffer.compare(await bitsOf(image, edited(2), spectra), expected)).toBe(0)
    // Another size of kernel has other tiles, and so has another border.
    expect((await bitsOf(image, edited(2, {}, [1, 1, 17, 17]), spectra)).every((byte) => byte === 0)).toBe(true)
    spectra.forget(image.data)
  })

  it('of a part are those of the whole, the other way round as well', async () => {
    const image = photo(8)
    const [rows, columns] = [coverAxis(250, 100, 100, height), coverAxis(10, 90, 90, width)]
    const shown = async (spectra: TileSpectra | null, seed: number) => {
      const result = lookedAt(image, edited(seed), bands, 'fft')
      const { samples, release } = await showCovers(
        result,
        rows,
        columns,
        'offset',
        blackToWhite,
        255,
        createWorkshop(bands, spectra),
      )
      const pixels = Buffer.from(Uint8Array.from(samples))
      release()
      return pixels
    }
    const [whole, part, view] = [await bitsOf(image, edited(2), null), createTileSpectra(), await shown(null, 3)]
    await shown(part, 1)
    expect(part.bytes).toBe(6 * bytesOfPair)
    expect(Buffer.compare(await bitsOf(image, edited(2), part), whole)).toBe(0)
    expect(part.bytes).toBe(pairs * bytesOfPair)
    expect(Buffer.compare(await shown(part, 3), view)).toBe(0)
    expect(part.bytes).toBe(pairs * bytesOfPair)
    part.forget(image.data)
  })

  it('keep to their budget, the latest photo before the one before it', async () => {
    const [first, second] = [photo(8, 1), photo(8, 2)]
    const spectra = createTileSpectra((pairs + 3) * bytesOfPair)
    const { taken } = threadArena().bytes
    await bitsOf(first, edited(5), spectra)
    for (const image of [second, first, second, first]) {
      expect(Buffer.compare(await bitsOf(image, edited(5), spectra), await bitsOf(image, edited(5), null))).toBe(0)
      expect(spectra.bytes).toBe((pairs + 3) * bytesOfPair)
    }
    spectra.forget(second.data)
    expect(spectra.bytes).toBe(pairs * bytesOfPair)
    spectra.forget(first.data)
    expect(threadArena().bytes.taken).toBe(taken)
  })

  it('of a photo larger than the budget are kept as far as it goes, and found again', async () => {
    const [image, spectra] = [photo(8), createTileSpectra(5.5 * bytesOfPair)]
    for (const seed of [1, 2]) {
      const expected = await bitsOf(image, edited(seed), null)
      expect(Buffer.compare(await bitsOf(image, edited(seed), spectra), expected)).toBe(0)
      expect(spectra.bytes).toBe(5 * bytesOfPair)
    }
    spectra.forget(image.data)
  })

  it('may be made by several jobs at once', async () => {
    const [image, spectra] = [photo(8), createTileSpectra()]
    const edits = [1, 2, 3, 4]
    const expected = await Promise.all(edits.map((seed) => bitsOf(image, edited(seed), null)))
    const together = await Promise.all(edits.map((seed) => bitsOf(image, edited(seed), spectra)))
    expect(together.map((bits, i) => Buffer.compare(bits, expected[i]))).toEqual([0, 0, 0, 0])
    expect(spectra.bytes).toBe(pairs * bytesOfPair)
    spectra.forget(image.data)
  })

  it('of a job that was cancelled are those that it got to', async () => {
    const [image, spectra, controller] = [photo(8), createTileSpectra(), new AbortController()]
    const { taken } = threadArena().bytes
    const cancelled = convolveImage(image, edited(1), createWorkshop(bands, spectra), {
      backend: 'fft',
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    expect(spectra.bytes).toBeLessThan(pairs * bytesOfPair + 1)
    expect(threadArena().bytes.taken).toBe(taken + spectra.bytes)
    spectra.forget(image.data)
    expect(threadArena().bytes.taken).toBe(taken)
  })

  it('stay for a job that uses them when the photo is forgotten, and no longer', async () => {
    const [image, spectra] = [photo(8), createTileSpectra()]
    await bitsOf(image, edited(1), spectra)
    const planes = { samples: image.data, gray: false, linear: false }
    const { g } = lookedAt(image, edited(1), bands, 'fft')
    const lease = spectra.use(planes, g, { rows: [0, 1], columns: [0, width] })!
    spectra.forget(image.data)
    expect(spectra.bytes).toBe(6 * bytesOfPair)
    lease.release()
    expect(spectra.bytes).toBe(0)
  })
})

describe('an engine', () => {
  let png: Buffer
  beforeAll(
    async () =>
      void (png = await open(noisePicture(700, 500, 3))
        .png()
        .toBuffer()),
  )

  it('frees the spectra of a photo that is closed', async () => {
    const window = openWindow(bands)
    const { id } = await window.client.call('openImage', { name: 'noise.png', bytes: png })
    await window.client.call('measure', { image: id, convolution: edited(1, {}, [1, 1, 31, 31]) })
    expect(window.engine.memory().spectra).toBeGreaterThan(0)
    await window.client.call('closeImage', { image: id })
    expect(window.engine.memory()).toMatchObject({ images: 0, spectra: 0 })
    window.close()
  })
})
