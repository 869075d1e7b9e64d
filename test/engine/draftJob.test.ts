import { afterAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { affordableSamples, draftSteps, drawDraft } from '../../electron/engine/draftJob.ts'
import { createResults } from '../../electron/engine/results.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { displayMappings } from '../../shared/image/image.ts'
import type { Image } from '../../shared/image/image.ts'
import { wholeFrame } from '../../shared/image/view.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { ImageId } from '../../shared/rpc/engineContract.ts'
import { settings, testBands, testImage } from '../support/engineParts.ts'
import { depths, randomSamples } from '../support/photoSamples.ts'
import { fitFrame, byte, pixelAt, render, renderKept, zooms } from '../support/views.ts'

const bands = testBands()
afterAll(() => bands.close())

describe('a draft', () => {
  const image = testImage(24, 18)

  it.each(zooms)('has the exact values in samples that affords every pixel: %s', async (_, parts, frame) => {
    const convolution = settings(parts)
    expect([...drawDraft(image, frame, convolution, 'clamp').rgba]).toEqual([
      ...(await renderKept(bands, image, { convolution, frame })),
    ])
  })

  it('draws a draft of a large picture made smaller from rows of the result, where they lie', async () => {
    const [width, height] = [4000, 3200]
    const { samples, free } = randomSamples(8, width * height, 1)
    // Dark above, bright below: the row where that changes is seen.
    samples.fill(0, 0, (width * height) / 2).fill(255, (width * height) / 2)
    const large = { width, height, channels: 1, data: samples, alpha: null, depth: 8 } as const
    const weight = new Array<number>(49).fill(0).with(24, 1).with(0, 1).with(48, -1)
    const kernel = createKernel({ shape: [1, 1, 7, 7], weight, bias: [0] })
    const convolution = settings({ kernel, options: { padding: 'valid' } })
    const frame = fitFrame(width, height, 400, 320)
    const drafts = await render(bands, large, { convolution, frame, quality: 'draft' })
    const exact = await render(bands, large, { convolution, frame })
    expect([drafts.quality, exact.quality]).toEqual(['draft', 'exact'])
    const column = (rgba: Uint8ClampedArray) => Array.from({ length: 320 }, (_, y) => rgba[4 * (400 * y + 200)])
    expect(column(drafts.rgba).indexOf(255)).toBe(column(exact.rgba).findIndex((value) => value > 127))
    free()
  })

  it('has fewer device pixels than the frame where a frame affords fewer, each of them exact', () => {
    const { samples, free } = randomSamples(8, 4000 * 3200, 3)
    const large = { width: 4000, height: 3200, channels: 1, data: samples, alpha: null, depth: 8 } as const
    const same = createKernel({ shape: [1, 1, 3, 3], weight: new Array<number>(9).fill(0).with(4, 1), bias: [0] })
    const frame = fitFrame(4000, 3200, 2000, 1600)
    const { rgba, pixelWidth, pixelHeight } = drawDraft(large, frame, settings({ kernel: same }), 'clamp')
    expect([pixelWidth, pixelHeight, rgba.length]).toEqual([1000, 800, 4 * 1000 * 800])
    expect(pixelAt(rgba, 1000, 300, 500)[0]).toBe(samples[4000 * (4 * 300 + 2) + 4 * 500 + 2])
    free()
  })

  it('shows exact values of single pixels in a draft of a picture made smaller', async () => {
    const frame = fitFrame(24, 18, 7, 7)
    const convolution = settings()
    const { data } = await convolveImage(image, convolution, createWorkshop(bands))
    const { rgba } = drawDraft(image, frame, convolution, 'clamp')
    const scale = 24 / 7
    const [row, column] = [Math.floor(frame.top + 3.5 * scale), Math.floor(2.5 * scale)]
    expect(pixelAt(rgba, 7, 3, 2)[0]).toBe(byte(Math.min(1, Math.max(0, data[row * 24 + column]))))
  })

  describe.each(depths)('of samples of %i bits', (depth) => {
    it.each(displayMappings)('drafts those that lie in the arena as it drafts others, by %s', (mapping) => {
      const { samples, free } = randomSamples(depth, 3 * 24 * 18, 5)
      const lying: Image = { width: 24, height: 18, channels: 3, data: samples, alpha: null, depth }
      const elsewhere: Image = { ...lying, data: samples.slice() }
      for (const parts of [{}, { channels: 'gray' as const }, { linearLight: true }]) {
        for (const frame of [wholeFrame(24, 18), fitFrame(24, 18, 7, 7)]) {
          const taken = threadArena().bytes.taken
          const [one, other] = [lying, elsewhere].map((photo) => drawDraft(photo, frame, settings(parts), mapping).rgba)
          expect([...one]).toEqual([...other])
          expect(threadArena().bytes.taken).toBe(taken)
        }
      }
      free()
    })
  })

  it('draws a draft from the whole result once that is there', async () => {
    const workshop = createWorkshop(bands)
    const results = createResults(workshop)
    const id = 'image-1' as ImageId
    const convolution = settings()
    const request = { image: id, frame: wholeFrame(24, 18), convolution, mapping: 'minmax' } as const
    const exact = await renderView(image, { ...request, quality: 'exact' }, workshop, results)
    const draft = await renderView(image, { ...request, quality: 'draft' }, workshop, results)
    expect([...draft.rgba]).toEqual([...exact.rgba])
    expect(draft.quality).toBe('exact') // a frame affords as much
  })
})

describe('draft samples', () => {
  it('stay within the budget for a large kernel on a large screen', () => {
    const frame = fitFrame(6000, 4000, 1920, 1280)
    const steps = (p: Int32Array, q: Int32Array): number => p.length * q.length * 31 * 31 * 3
    const { rows, columns } = affordableSamples(frame, 4000, 6000, steps)
    const taken = steps(rows.positions, columns.positions)
    expect(taken).toBeLessThanOrEqual(draftSteps)
    expect(taken).toBeGreaterThan(draftSteps / 4) // the next finer step would have been too much
    expect([...rows.cover.from].every((at) => at < rows.positions.length)).toBe(true)
  })

  it('are one per visible pixel at high zoom', () => {
    const frame = { left: 10, top: 10, width: 20, height: 15, pixelWidth: 640, pixelHeight: 480 }
    const { rows, columns } = affordableSamples(frame, 4000, 6000, (p, q) => p.length * q.length * 27)
    expect([rows.positions.length, columns.positions.length]).toEqual([15, 20])
  })
})
