import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readNpy } from '../../shared/formats/npy.ts'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import { laplacian, settings, testBands } from '../support/engineParts.ts'
import { noise, openNoise, openWindow } from '../support/engineWindow.ts'
import type { EngineWindow } from '../support/engineWindow.ts'
import { temporaryFolder } from '../support/photoFiles.ts'

const meanOf = (samples: ArrayLike<number>): number =>
  Array.from(samples).reduce((sum, sample) => sum + sample, 0) / samples.length

describe('exporting behind a port', () => {
  const bands = testBands()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let window: EngineWindow

  beforeAll(async () => void (folder = await temporaryFolder()))
  afterEach(() => window.close())
  afterAll(async () => {
    await bands.close()
    await folder.remove()
  })

  /** The picture through the kernel −¼ 0 1 with ½ added, cut off, in 8 bits. */
  function shiftedPicture(): number[] {
    const sample = (row: number, column: number, c: number): number =>
      column < 0 || column >= 40 ? 0 : noise.samples[(row * 40 + column) * 3 + c]
    return Array.from(noise.samples, (_, i) => {
      const [row, column] = [Math.floor(i / 120), Math.floor(i / 3) % 40]
      const value = sample(row, column + 1, i % 3) - sample(row, column - 1, i % 3) / 4 + 127.5
      return Math.min(255, Math.max(0, value))
    })
  }

  it.each(['png8', 'png16', 'tiff', 'jpeg', 'webp', 'npy'] as const)(
    'exports %s that other readers understand',
    async (format) => {
      window = openWindow(bands)
      const image = await openNoise(window)
      const path = join(folder.path, `result.${format}`)
      const convolution = settings({ kernel: kernelFromRows([[-0.25, 0, 1]]) })
      const request = { image, convolution, mapping: 'offset', format, token: window.token(path, 'write') } as const
      const written = await window.client.call('exportResult', request)
      const bytes = await readFile(path)
      expect(written).toMatchObject({ name: `result.${format}`, bytes: bytes.length })
      expect((await readdir(folder.path)).filter((name) => name.endsWith('.part'))).toEqual([])
      // Row 0, column 5, red: 1·x[6] − 0.25·x[4].
      const value = noise.samples[6 * 3] / 255 - (0.25 * noise.samples[4 * 3]) / 255
      if (format === 'npy') {
        const { shape, data } = readNpy(bytes)
        expect(shape).toEqual([3, 30, 40])
        expect(data[5]).toBeCloseTo(value, 6) // one float32 rounding
      } else if (format === 'tiff') {
        const raw = await sharp(bytes).toColourspace('scrgb').raw({ depth: 'float' }).toBuffer()
        expect(new Float32Array(raw.buffer, raw.byteOffset)[15]).toBeCloseTo(value, 6)
      } else if (format === 'png16') {
        const raw = await sharp(bytes).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer()
        const shown = Math.min(1, Math.max(0, value + 0.5))
        expect(Math.abs(new Uint16Array(raw.buffer, raw.byteOffset)[15] / 65535 - shown)).toBeLessThan(1 / 65535)
      } else {
        const { width, height, channels } = await sharp(bytes).metadata()
        expect([width, height, channels]).toEqual([40, 30, 3])
        const raw = await sharp(bytes).raw().toBuffer()
        const shown = Math.min(1, Math.max(0, value + 0.5)) * 255
        if (format === 'png8') expect(Math.abs(raw[15] - shown)).toBeLessThanOrEqual(0.5)
        // The lossy formats move single pixels of noise far, but not the mean of all: 2 of 255.
        expect(Math.abs(meanOf(raw) - meanOf(shiftedPicture()))).toBeLessThan(2)
      }
    },
  )

  it('exports a kernel and imports it again', async () => {
    window = openWindow(bands)
    const path = join(folder.path, 'kernel.json')
    await window.client.call('exportKernel', { kernel: laplacian, format: 'json', token: window.token(path, 'write') })
    const read = await window.client.call('importKernel', { token: window.token(path, 'read') })
    expect(read.kernel.weight).toEqual(laplacian.weight)
  })
})
