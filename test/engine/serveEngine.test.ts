import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inlineBands } from '../../electron/engine/bands.ts'
import { wholeFrame } from '../../shared/image/view.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { FileToken } from '../../shared/rpc/engineContract.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { settings, testBands } from '../support/engineParts.ts'
import { noise, openNoise, openWindow } from '../support/engineWindow.ts'
import type { EngineWindow } from '../support/engineWindow.ts'
import { brokenFiles, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'

describe('the engine behind a port', () => {
  const bands = testBands()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let window: EngineWindow

  beforeAll(async () => void (folder = await temporaryFolder()))
  afterEach(() => window.close())
  afterAll(async () => {
    await bands.close()
    await folder.remove()
  })

  it('opens a file by its token and tells what it is', async () => {
    window = openWindow(bands)
    const path = await writePhoto(folder.path, 'photo.jpg', await open(noise).jpeg().toBuffer())
    const opened = await window.client.call('openImage', { token: window.token(path, 'read') })
    expect(opened).toMatchObject({ name: 'photo.jpg', width: 40, height: 30, channels: 3, format: 'JPEG', depth: 8 })
    expect(opened.bytes).toBe((await readFile(path)).length)
  })

  it('opens the sample photo', async () => {
    window = openWindow(bands)
    const sample = await window.client.call('openSample', null)
    expect(sample).toMatchObject({ width: 960, height: 640, channels: 3, hasAlpha: false })
  })

  it('refuses tokens that main never named, and those named for the other access', async () => {
    window = openWindow(bands)
    const foreign = window.client.call('openImage', { token: 'made-up' as FileToken })
    await expect(foreign).rejects.toMatchObject({ code: 'unknown-token' })
    const written = window.token(join(folder.path, 'x.png'), 'write')
    await expect(window.client.call('openImage', { token: written })).rejects.toMatchObject({ code: 'unknown-token' })
  })

  it('answers a hostile file with an error and lives', async () => {
    window = openWindow(bands)
    for (const [name, bytes] of await brokenFiles()) {
      const refused = window.client.call('openImage', { name, bytes })
      await expect(refused, name).rejects.toMatchObject({ code: 'broken-file' })
    }
    expect(await openNoise(window)).toBe('image-1')
  })

  it('shows the pixels that the convolution has', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const convolution = settings({ kernel: kernelFromRows([[0.5]]) })
    const request = { image, frame: wholeFrame(40, 30), convolution, mapping: 'clamp', quality: 'exact' } as const
    const { rgba } = await window.client.call('renderView', request)
    // Half of v/255, shown as ⌊v/2 + ½⌋.
    const expected = [...noise.samples].map((v) => Math.floor(v / 2 + 0.5))
    expect([...rgba].filter((_, i) => i % 4 !== 3)).toEqual(expected)
  })

  it('counts the picture and its result', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const photo = await window.client.call('measure', { image, convolution: null })
    expect(photo).toMatchObject({ width: 40, height: 30, channels: 3, count: 3600, belowZero: 0, aboveOne: 0 })
    expect(photo.histogram.map((bins) => bins.reduce((a, b) => a + b))).toEqual([1200, 1200, 1200])
    const mean = noise.samples.reduce((sum, v) => sum + v, 0) / 3600 / 255
    expect(photo.mean).toBeCloseTo(mean, 6) // float32 rounding of each value averages out far below this
    const edges = await window.client.call('measure', { image, convolution: settings() })
    expect(edges.belowZero).toBeGreaterThan(0)
    expect(edges.minimum).toBeLessThan(-1)
  })

  it('reads a pixel before and after, and explains it by the same numbers', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const convolution = settings()
    const reading = await window.client.call('readPixel', { image, row: 0, column: 7, convolution })
    expect(reading.before).toEqual([0, 1, 2].map((c) => Math.fround(noise.samples[7 * 3 + c] / 255)))
    const told = await window.client.call('explain', { image, convolution, p: 0, q: 7, channel: 1 })
    // The explanation adds in float64, the result in the backend's float32: 9 taps whose magnitudes sum up to 16.
    expectWithin([told.sum], [reading.after![1]], float32Bound(9, 16))
    expect(told.terms.map(({ row, column, border }) => [row, column, border])).toEqual(
      [-1, 0, 1].flatMap((row) => [6, 7, 8].map((column) => [row, column, row < 0])),
    )
    expect(told.terms[4]).toMatchObject({ channel: 1, w: 8, x: reading.before![1] })
    const asked = { image, convolution, row: 0, column: 7 }
    for (const [p, q] of [
      [0, 7],
      [3, 5],
    ] as const)
      // prettier-ignore
      expect((await window.client.call('explainPixel', { ...asked, p, q })).reading).toEqual(reading)
    const outside = await window.client.call('readPixel', { image, row: -1, column: 99, convolution })
    expect(outside).toEqual({ before: null, after: null, alpha: null })
  })

  it('gives back the memory of a closed picture, and knows it no more', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    await window.client.call('measure', { image, convolution: settings() })
    expect(window.engine.memory().images).toBe(40 * 30 * 3) // bytes: the photo has 8 bits
    await window.client.call('closeImage', { image })
    expect(window.engine.memory().images).toBe(0)
    const late = window.client.call('measure', { image, convolution: null })
    await expect(late).rejects.toMatchObject({ code: 'unknown-image' })
  })

  it('draws before the first photo, gives way to it, and holds nothing of what it drew', async () => {
    window = openWindow(bands)
    const warmed = window.engine.warm()
    const image = await openNoise(window)
    await warmed
    expect(window.engine.memory()).toMatchObject({ images: 40 * 30 * 3, spectra: 0 })
    const request = { image, frame: wholeFrame(40, 30), convolution: null, mapping: 'clamp', quality: 'exact' } as const
    const { rgba } = await window.client.call('renderView', request)
    expect([...rgba].filter((_, i) => i % 4 !== 3)).toEqual([...noise.samples])
  })

  it('works without threads', async () => {
    window = openWindow(inlineBands())
    const image = await openNoise(window)
    const edges = await window.client.call('measure', { image, convolution: settings() })
    expect(edges.count).toBe(3600)
  })

  it('refuses a kernel that does not fit the picture', async () => {
    window = openWindow(bands)
    const image = await openNoise(window)
    const kernel = createKernel({ shape: [1, 2, 1, 1], weight: [1, 1] })
    const refused = window.client.call('measure', { image, convolution: settings({ kernel }) })
    await expect(refused).rejects.toMatchObject({ code: 'shape-mismatch' })
  })
})
