import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { drawCovers } from '../../electron/engine/drawJob.ts'
import { exportPlanes } from '../../electron/engine/exportJob.ts'
import { measurePlanes, measureUnkept } from '../../electron/engine/measureJob.ts'
import { writeNumbers } from '../../electron/engine/numbersFile.ts'
import { writeUnkeptPicture } from '../../electron/engine/pictureFile.ts'
import { lookedAt, showCovers } from '../../electron/engine/showJob.ts'
import { wholeSlabs } from '../../electron/engine/slabs.ts'
import { createTileSpectra } from '../../electron/engine/tileSpectra.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { Image } from '../../shared/image/image.ts'
import { blackToWhite } from '../../shared/image/mapping.ts'
import { coverAxis } from '../../shared/image/view.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { normalTensor } from '../support/builders.ts'
import { laplacian, settings, testBands } from '../support/engineParts.ts'
import { temporaryFolder } from '../support/photoFiles.ts'
import { randomSamples } from '../support/photoSamples.ts'

const [width, height] = [200, 330]
const dense = createKernel({ shape: [1, 1, 31, 31], weight: normalTensor([961], 6).data.map((value) => value / 50) })
const fractions = kernelFromRows([[0.1, 0.3, -0.7]])

/** Windows of 151 × 151 pixels: four runs of rows that the FFT computes together, and slabs of one; of others of fifty rows. */
const wide = { padding: 'same', dilation: 5 } as const
const ways: [string, ConvolutionSettings, 8 | 16 | 32, string][] = [
  ['fft', settings({ kernel: dense, options: wide }), 8, 'fft'],
  [
    'fft of a strided full result',
    settings({ kernel: dense, options: { ...wide, padding: 'full', stride: [2, 1] } }),
    16,
    'fft',
  ],
  [
    'fft of gray in linear light',
    settings({ kernel: dense, options: wide, channels: 'gray', linearLight: true }),
    8,
    'fft',
  ],
  ['fractions', settings({ kernel: fractions }), 16, 'auto'],
  ['whole sums', settings({ kernel: laplacian }), 8, 'auto'],
  ['floats', settings({ kernel: fractions }), 32, 'auto'],
]

describe.each(ways)('slabs of a result: %s', (_, convolution, depth, backend) => {
  const bands = testBands()
  const spectra = createTileSpectra()
  const workshop = createWorkshop(bands, spectra, 20_000)
  const { samples: data, free } = randomSamples(depth, 3 * width * height, 2)
  const alpha = randomSamples(depth, width * height, 3)
  const image: Image = { width, height, channels: 3, data, alpha: alpha.samples, depth }
  const result = lookedAt(image, convolution, bands, backend)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let whole: Awaited<ReturnType<typeof convolveImage>>

  beforeAll(async () => {
    folder = await temporaryFolder()
    whole = await convolveImage(image, convolution, createWorkshop(bands), { backend })
  })
  afterAll(async () => {
    workshop.buffers.give(whole.data)
    spectra.forget(data)
    free()
    alpha.free()
    await bands.close()
    await folder.remove()
  })

  it('are several, and together the whole', async () => {
    const put = new Float32Array(whole.data.length)
    const { width: across, height: down } = whole
    let count = 0
    for await (const { part, planes } of wholeSlabs(result, workshop)) {
      for (let k = 0; k < planes.channels; k++) {
        const rows = planes.data.subarray(k * planes.height * across, (k + 1) * planes.height * across)
        put.set(rows, (k * down + part.rows[0]) * across)
      }
      count++
    }
    expect(count).toBeGreaterThan(1)
    expect(Buffer.compare(Buffer.from(put.buffer), Buffer.from(Float32Array.from(whole.data).buffer))).toBe(0)
  })

  it.each([
    ['as it is', coverAxis(0, 330, 330, result.g.P), coverAxis(-20, 240, 240, result.g.Q)],
    ['made smaller', coverAxis(-30, 390, 40, result.g.P), coverAxis(0, 200, 21, result.g.Q)],
    ['beside it', coverAxis(900, 60, 60, result.g.P), coverAxis(0, 50, 50, result.g.Q)],
  ])('show what the whole shows, %s', async (_, rows, columns) => {
    const shown = await showCovers(result, rows, columns, 'offset', blackToWhite, 255, workshop)
    const expected = await drawCovers(whole, rows, columns, 'offset', blackToWhite, 255, workshop)
    expect(Buffer.compare(Buffer.from(shown.samples), Buffer.from(expected.samples))).toBe(0)
    shown.release()
    expected.release()
  })

  it.each(['png8', 'png16', 'npy', 'tiff'] as const)('make the file that the whole makes: %s', async (format) => {
    const kept = { path: join(folder.path, 'kept'), format, replace: true }
    await exportPlanes(whole, 'clamp', kept, bands)
    const file = { path: join(folder.path, 'slabs'), replace: true }
    const steps: number[] = []
    const watch = {
      backend,
      onProgress: ({ done, total }: { done: number; total: number }) => void steps.push(done / total),
    }
    const { written, summary } =
      format === 'npy' || format === 'tiff'
        ? await writeNumbers(result, { ...file, format }, workshop, watch)
        : await writeUnkeptPicture({ result, mapping: 'clamp', format }, file, workshop, watch)
    const expected = await readFile(kept.path)
    expect(written).toMatchObject({ bytes: expected.length })
    expect(Buffer.compare(await readFile(file.path), expected)).toBe(0)
    const { belowZero, aboveOne, minimum, maximum, count } = await measurePlanes(whole, bands)
    expect(summary).toMatchObject({ belowZero, aboveOne, minimum, maximum, count })
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(steps.at(-1)).toBe(1)
  })

  it('are counted as the whole is', async () => {
    const expected = await measurePlanes(whole, bands)
    const counted = await measureUnkept(result, workshop)
    // The mean is a sum of parts, which are others.
    expect({ ...counted, mean: 0 }).toEqual({ ...expected, mean: 0 })
    expect(counted.mean).toBeCloseTo(expected.mean, 12)
  })

  it('leave nothing behind when they are cancelled: no memory, no file', async () => {
    const { taken } = threadArena().bytes
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort() }
    const file = { path: join(folder.path, 'cancelled'), format: 'npy', replace: true } as const
    await expect(writeNumbers(result, file, workshop, options)).rejects.toMatchObject({ name: 'AbortError' })
    const picture = { result, mapping: 'minmax', format: 'png8' } as const
    await expect(writeUnkeptPicture(picture, file, workshop, options)).rejects.toMatchObject({ name: 'AbortError' })
    expect(threadArena().bytes.taken).toBe(taken)
    expect((await readdir(folder.path)).filter((name) => name.includes('cancelled'))).toEqual([])
  })
})
