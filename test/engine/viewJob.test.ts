import { afterAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { drawCovers } from '../../electron/engine/drawJob.ts'
import { createResults } from '../../electron/engine/results.ts'
import { affordableSamples, draftSteps, drawDraft } from '../../electron/engine/draftJob.ts'
import { lookedAt, showCovers, thinned } from '../../electron/engine/showJob.ts'
import { showRows } from '../../electron/engine/showRows.ts'
import type { Unkept } from '../../electron/engine/showRows.ts'
import { takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { displayMappings } from '../../shared/image/image.ts'
import type { Image } from '../../shared/image/image.ts'
import { applyTone, toneOf } from '../../shared/image/mapping.ts'
import { coverAxis, fitFrame, wholeFrame } from '../../shared/image/view.ts'
import type { ConvolutionSettings, ImageId, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { integerTensor } from '../support/builders.ts'
import { randomSamples } from '../support/photoSamples.ts'
import { settings, testBands, testImage } from '../support/engineParts.ts'

const bands = testBands()
afterAll(() => bands.close())

/** A view over a fresh cache. */
function render(image: Image, parts: Partial<ViewRequest>) {
  const workshop = createWorkshop(bands)
  const request: ViewRequest = {
    image: 'image-1' as ImageId,
    frame: wholeFrame(image.width, image.height),
    convolution: null,
    mapping: 'clamp',
    quality: 'exact',
    ...parts,
  }
  return renderView(image, request, workshop, createResults(workshop))
}

/** A picture of random samples as its file had them. */
function photo({
  depth = 8,
  channels = 3,
  alpha = false,
}: {
  depth?: 8 | 16 | 32
  channels?: 1 | 3
  alpha?: boolean
}): Image {
  const { samples: data } = randomSamples(depth, channels * 24 * 18, depth)
  const veil = alpha ? randomSamples(depth, 24 * 18, 9).samples : null
  return { width: 24, height: 18, channels, data, alpha: veil, depth }
}

const byte = (value: number): number => Math.floor(value * 255 + 0.5)

describe('renderView', () => {
  const image = testImage(24, 18)
  const at = (rgba: ArrayLike<number>, width: number, row: number, column: number): number[] =>
    Array.from({ length: 4 }, (_, c) => rgba[(row * width + column) * 4 + c])

  it('shows the photo pixel by pixel at 100 %', async () => {
    const { rgba, pixelWidth, pixelHeight, quality } = await render(image, {})
    expect([pixelWidth, pixelHeight, quality]).toEqual([24, 18, 'exact'])
    const [red, green, blue] = [0, 1, 2].map((c) => byte(image.data[c * 432 + 5 * 24 + 7]))
    expect(at(rgba, 24, 5, 7)).toEqual([red, green, blue, 255])
    expect(rgba.buffer).toBeInstanceOf(ArrayBuffer) // shared memory could not be posted to another process
  })

  it.each(displayMappings.filter((mapping) => mapping !== 'diverging'))(
    'shows the exact result through %s',
    async (mapping) => {
      const convolution = settings()
      const { data } = await convolveImage(image, convolution, createWorkshop(bands))
      const tone = toneOf(mapping, { minimum: Math.min(...data), maximum: Math.max(...data) })
      const { rgba } = await render(image, { convolution, mapping })
      const expected = Array.from({ length: 432 * 4 }, (_, i) =>
        i % 4 === 3 ? 255 : byte(applyTone(data[(i % 4) * 432 + Math.floor(i / 4)], tone)),
      )
      expect([...rgba]).toEqual(expected)
    },
  )

  it('shows the sign in color under diverging', async () => {
    const gray = testImage(16, 16, { channels: 1 })
    const convolution = settings()
    const { data } = await convolveImage(gray, convolution, createWorkshop(bands))
    const { rgba } = await render(gray, { convolution, mapping: 'diverging' })
    const wrong = [...data].filter((value, i) => {
      const [red, , blue] = at(rgba, 16, Math.floor(i / 16), i % 16)
      return value > 0 ? red < blue : value < 0 ? blue < red : false
    })
    expect(wrong).toEqual([])
  })

  it('takes the mean of the shown values of all pixels that fall into one', async () => {
    const frame = { ...wholeFrame(24, 18), pixelWidth: 8, pixelHeight: 6 }
    const convolution = settings()
    const { data } = await convolveImage(image, convolution, createWorkshop(bands))
    const { rgba } = await render(image, { convolution, frame })
    let sum = 0
    for (let row = 3; row < 6; row++) {
      for (let column = 6; column < 9; column++) sum += Math.min(1, Math.max(0, data[row * 24 + column]))
    }
    expect(rgba[(1 * 8 + 2) * 4]).toBe(byte(sum / 9))
  })

  it('repeats pixels above 100 % and is transparent outside the picture', async () => {
    const frame = { left: -1, top: 0, width: 4, height: 2, pixelWidth: 16, pixelHeight: 8 }
    const { rgba } = await render(image, { frame })
    expect(at(rgba, 16, 0, 3)).toEqual([0, 0, 0, 0])
    expect(at(rgba, 16, 0, 4)).toEqual(at(rgba, 16, 3, 7))
    expect(at(rgba, 16, 4, 8)[0]).toBe(byte(image.data[24 + 1]))
  })

  it('lays a smaller result over the pixels that its windows stand on', async () => {
    const convolution = settings({ options: { padding: 'valid' } })
    const valid = await render(image, { convolution })
    const same = await render(image, { convolution: settings() })
    expect(at(valid.rgba, 24, 0, 5)).toEqual([0, 0, 0, 0])
    expect(at(valid.rgba, 24, 1, 1)).toEqual(at(same.rgba, 24, 1, 1))
    expect(at(valid.rgba, 24, 16, 22)).toEqual(at(same.rgba, 24, 16, 22))
    expect(at(valid.rgba, 24, 17, 22)).toEqual([0, 0, 0, 0])
  })

  it('carries alpha', async () => {
    const veiled = testImage(6, 5, { alpha: true })
    const { rgba } = await render(veiled, { convolution: settings() })
    expect(at(rgba, 6, 2, 3)[3]).toBe(byte(veiled.alpha![2 * 6 + 3]))
  })

  /** From the whole result, computed before. */
  async function drawKept(of: Image, convolution: ConvolutionSettings, parts: Partial<ViewRequest>) {
    const workshop = createWorkshop(bands)
    const results = createResults(workshop)
    const id = 'image-1' as ImageId
    const { release } = await results.get(id, of, convolution)
    release()
    const frame = wholeFrame(of.width, of.height)
    const request = { image: id, frame, convolution, mapping: 'clamp', quality: 'exact', ...parts } as const
    return (await renderView(of, request, workshop, results)).rgba
  }

  const zooms: [string, Partial<ConvolutionSettings>, ViewRequest['frame']][] = [
    ['100 %', {}, wholeFrame(24, 18)],
    ['300 %, panned', {}, { left: 3.3, top: 2.7, width: 10, height: 8, pixelWidth: 30, pixelHeight: 24 }],
    ['reaching over the rim', {}, { left: -5, top: -3, width: 40, height: 30, pixelWidth: 40, pixelHeight: 30 }],
    ['a strided result', { options: { padding: 'valid', stride: 2 } }, wholeFrame(24, 18)],
  ]
  it.each(zooms)('has the exact values in samples that affords every pixel: %s', async (_, parts, frame) => {
    const convolution = settings(parts)
    expect([...drawDraft(image, frame, convolution, 'clamp')]).toEqual([
      ...(await drawKept(image, convolution, { frame })),
    ])
  })

  const byThree = {
    kernel: createKernel({ shape: [3, 3, 3, 3], weight: integerTensor([81], 4, -2, 2).data, bias: [0, 0.1, 0] }),
  }
  const ways: [string, Partial<ConvolutionSettings>, Parameters<typeof photo>[0]][] = [
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
    const of = photo(kind)
    const small = ['made smaller', {}, fitFrame(24, 18, 7, 7)] as const
    it.each([...zooms, small])('is what the whole result shows at %s', async (_, zoom, frame) => {
      for (const mapping of ['clamp', 'absolute', 'offset'] as const) {
        const convolution = settings({ ...parts, ...zoom })
        const { rgba, quality } = await render(of, { convolution, frame, mapping, quality: 'draft' })
        expect(quality).toBe('exact') // what a frame affords is no draft
        expect([...rgba]).toEqual([...(await drawKept(of, convolution, { frame, mapping }))])
      }
    })

    it('thinned is every third row of it', async () => {
      const result = lookedAt(of, settings(parts))
      const shown = async (part: Unkept) => {
        const [rows, columns] = [part.g.P, part.g.Q].map((extent) => coverAxis(0, extent, extent, extent))
        const { samples, release } = await showCovers(part, rows, columns, 'clamp', 255, createWorkshop(bands))
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
          const tone = toneOf('clamp', { minimum: 0, maximum: 1 })
          showRows(
            threadArena(),
            { kind: 'show', ...result, rows, columns, tone, white: 255, out, counted: false },
            from,
            to,
          )
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
    const shown = await showCovers(lookedAt(wide, convolution), rows, columns, 'absolute', 255, workshop)
    const whole = await convolveImage(wide, convolution, workshop)
    const expected = await drawCovers(whole, rows, columns, 'absolute', { minimum: 0, maximum: 1 }, 255, workshop)
    expect(Buffer.compare(Buffer.from(shown.samples), Buffer.from(expected.samples))).toBe(0)
    free()
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
    const drafts = await render(large, { convolution, frame, quality: 'draft' })
    const exact = await render(large, { convolution, frame })
    expect([drafts.quality, exact.quality]).toEqual(['draft', 'exact'])
    const column = (rgba: Uint8ClampedArray) => Array.from({ length: 320 }, (_, y) => rgba[4 * (400 * y + 200)])
    expect(column(drafts.rgba).indexOf(255)).toBe(column(exact.rgba).findIndex((value) => value > 127))
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
      const range = { minimum: 0, maximum: 1 }
      const shown = await showCovers(lookedAt(of, convolution, bands, 'fft'), rows, columns, 'offset', 255, workshop)
      const expected = await drawCovers(whole, rows, columns, 'offset', range, 255, workshop)
      expect(Buffer.compare(Buffer.from(shown.samples), Buffer.from(expected.samples))).toBe(0)
    },
  )

  it('shows exact values of single pixels in a draft of a picture made smaller', async () => {
    const frame = fitFrame(24, 18, 7, 7)
    const convolution = settings()
    const { data } = await convolveImage(image, convolution, createWorkshop(bands))
    const rgba = drawDraft(image, frame, convolution, 'clamp')
    const scale = 24 / 7
    const [row, column] = [Math.floor(frame.top + 3.5 * scale), Math.floor(2.5 * scale)]
    expect(at(rgba, 7, 3, 2)[0]).toBe(byte(Math.min(1, Math.max(0, data[row * 24 + column]))))
  })

  it.each(displayMappings)('drafts bytes where they lie as it drafts others, by %s', (mapping) => {
    const { samples, free } = randomSamples(8, 3 * 24 * 18, 5)
    const lying: Image = { width: 24, height: 18, channels: 3, data: samples, alpha: null, depth: 8 }
    const elsewhere: Image = { ...lying, data: samples.slice() }
    for (const frame of [wholeFrame(24, 18), fitFrame(24, 18, 7, 7)]) {
      const taken = threadArena().bytes.taken
      const [one, other] = [lying, elsewhere].map((picture) => drawDraft(picture, frame, settings(), mapping))
      expect([...one]).toEqual([...other])
      expect(threadArena().bytes.taken).toBe(taken)
    }
    free()
  })

  it('says who computed it and why, kept or not; a photo was computed by nobody', async () => {
    const eight = photo({})
    const results = createResults(createWorkshop(bands))
    for (const mapping of ['clamp', 'minmax'] as const) {
      const request = {
        image: 'image-1' as ImageId,
        frame: wholeFrame(24, 18),
        convolution: settings(),
        mapping,
      } as const
      const { by } = await renderView(eight, { ...request, quality: 'exact' }, createWorkshop(bands), results)
      expect(by?.backend).toBe('integer')
      expect(by?.reason).toEqual({ id: 'whole' })
    }
    expect((await render(eight, {})).by).toBeUndefined()
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
  })

  it.each([
    { pixelWidth: 0 },
    { pixelWidth: 2.5 },
    { pixelWidth: 1e5, pixelHeight: 1e5 },
    { width: 0 },
    { left: Number.NaN },
    { height: Infinity },
  ])('refuses a frame of $pixelWidth $width $left $height', async (parts) => {
    const refused = render(image, { frame: { ...wholeFrame(24, 18), ...parts } })
    await expect(refused).rejects.toMatchObject({ code: 'bad-argument' })
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
