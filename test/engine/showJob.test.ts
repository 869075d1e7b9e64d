import { afterAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { drawCovers } from '../../electron/engine/drawJob.ts'
import { takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { lookedAt, showCovers, thinned } from '../../electron/engine/showJob.ts'
import { showRows } from '../../electron/engine/showRows.ts'
import type { Unkept } from '../../electron/engine/showRows.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { Image } from '../../shared/image/image.ts'
import { blackToWhite, toneOf } from '../../shared/image/mapping.ts'
import { coverAxis } from '../../shared/image/view.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { integerTensor } from '../support/builders.ts'
import { settings, testBands } from '../support/engineParts.ts'
import { randomSamples } from '../support/photoSamples.ts'
import { fitFrame, render, renderKept, smallPhoto, zooms } from '../support/views.ts'

const bands = testBands()
afterAll(() => bands.close())

describe('a result that is looked at', () => {
  const byThree = {
    kernel: createKernel({ shape: [3, 3, 3, 3], weight: integerTensor([81], 4, -2, 2).data, bias: [0, 0.1, 0] }),
  }
  const ways: [string, Partial<ConvolutionSettings>, Parameters<typeof smallPhoto>[0]][] = [
    ['whole sums', {}, {}],
    ['whole sums of a veiled photo', {}, { alpha: true }],
    ['whole sums of a gray photo', {}, { channels: 1 }],
    ['whole sums over all planes', byThree, {}],
    ['whole sums over all planes without a bias', { kernel: { ...byThree.kernel, bias: [0, 0, 0] } }, {}],
    ['gray', { channels: 'gray' }, {}],
    ['linear light', { linearLight: true }, { depth: 16 }],
    [
      'fractions',
      {
        kernel: kernelFromRows([
          [0.1, 0.3],
          [0.2, -0.7],
        ]),
      },
      { depth: 16, alpha: true },
    ],
    ['floats', {}, { depth: 32 }],
  ]
  describe.each(ways)('unkept, %s', (_, parts, kind) => {
    const of = smallPhoto(kind)
    const small = ['made smaller', {}, fitFrame(24, 18, 7, 7)] as const
    it.each([...zooms, small])('is what the whole result shows at %s', async (_, zoom, frame) => {
      for (const mapping of ['clamp', 'absolute', 'offset'] as const) {
        const convolution = settings({ ...parts, ...zoom })
        const { rgba, quality } = await render(bands, of, { convolution, frame, mapping, quality: 'draft' })
        expect(quality).toBe('exact') // what a frame affords is no draft
        expect([...rgba]).toEqual([...(await renderKept(bands, of, { convolution, frame, mapping }))])
      }
    })

    it('thinned is every third row of it', async () => {
      const result = lookedAt(of, settings(parts))
      const shown = async (part: Unkept) => {
        const [rows, columns] = [part.g.P, part.g.Q].map((extent) => coverAxis(0, extent, extent, extent))
        const { samples, release } = await showCovers(
          part,
          rows,
          columns,
          'clamp',
          blackToWhite,
          255,
          createWorkshop(bands),
        )
        const lines = Array.from({ length: part.g.P }, (_, p) => [
          ...samples.subarray(4 * p * part.g.Q, 4 * (p + 1) * part.g.Q),
        ])
        release()
        return lines
      }
      expect(await shown(thinned(result, 3))).toEqual((await shown(result)).filter((_, p) => p % 3 === 0))
    })

    it('is the same in 1, 2 and 7 bands', async () => {
      const result = lookedAt(of, settings(parts))
      const cover = (extent: number) => coverAxis(0, extent, extent, extent)
      const [rows, columns] = [cover(result.g.P), cover(result.g.Q)]
      const drawn = [1, 2, 7].map((count) => {
        const out = takeSamples(4 * rows.from.length * columns.from.length, 8) as Uint8Array
        for (let band = 0; band < count; band++) {
          const [from, to] = [band, band + 1].map((n) => Math.round((n * rows.from.length) / count))
          const tone = toneOf('clamp', blackToWhite)
          showRows(threadArena(), { kind: 'show', ...result, rows, columns, tone, white: 255, out }, from, to)
        }
        return [...out]
      })
      expect(drawn[1]).toEqual(drawn[0])
      expect(drawn[2]).toEqual(drawn[0])
    })
  })

  it.each([1, 3])('shows whole sums that take several pieces for one device row, %i filters at once', async (K) => {
    const [width, height] = [6000, 60]
    const { samples: data, free } = randomSamples(8, 3 * width * height, 6)
    const weight = integerTensor([K * K * 9], 4, -2, 2).data
    const wide: Image = { width, height, channels: 3, data, alpha: null, depth: 8 }
    const convolution = settings({ kernel: createKernel({ shape: [K, K, 3, 3], weight }) })
    const workshop = createWorkshop(bands)
    const [rows, columns] = [coverAxis(0, height, 2, height), coverAxis(0, width, 150, width)]
    const shown = await showCovers(lookedAt(wide, convolution), rows, columns, 'absolute', blackToWhite, 255, workshop)
    const whole = await convolveImage(wide, convolution, workshop)
    const expected = await drawCovers(whole, rows, columns, 'absolute', blackToWhite, 255, workshop)
    expect(Buffer.compare(Buffer.from(shown.samples), Buffer.from(expected.samples))).toBe(0)
    free()
  })

  it.each(['100 %', 'beside the picture', 'made smaller'])(
    'is the whole result where tiles are computed together, %s',
    async (zoom) => {
      const { samples: data } = randomSamples(8, 3 * 600 * 400, 4)
      const of: Image = {
        width: 600,
        height: 400,
        channels: 3,
        data,
        alpha: randomSamples(8, 600 * 400, 9).samples,
        depth: 8,
      }
      const weight = Float64Array.from({ length: 225 }, (_, t) => Math.sin(t) / 50)
      const convolution = settings({ kernel: createKernel({ shape: [1, 1, 15, 15], weight }) })
      const workshop = createWorkshop(bands)
      const whole = await convolveImage(of, convolution, workshop, { backend: 'fft' })
      const [rows, columns] = {
        '100 %': [coverAxis(130, 200, 200, 400), coverAxis(220, 300, 300, 600)],
        'beside the picture': [coverAxis(-20, 40, 40, 400), coverAxis(650, 30, 30, 600)],
        'made smaller': [coverAxis(-10, 420, 37, 400), coverAxis(0, 600, 50, 600)],
      }[zoom]!
      const shown = await showCovers(
        lookedAt(of, convolution, bands, 'fft'),
        rows,
        columns,
        'offset',
        blackToWhite,
        255,
        workshop,
      )
      const expected = await drawCovers(whole, rows, columns, 'offset', blackToWhite, 255, workshop)
      expect(Buffer.compare(Buffer.from(shown.samples), Buffer.from(expected.samples))).toBe(0)
    },
  )
})
