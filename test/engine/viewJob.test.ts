import { afterAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { createResults } from '../../electron/engine/results.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { displayMappings } from '../../shared/image/image.ts'
import { applyTone, toneOf } from '../../shared/image/mapping.ts'
import { wholeFrame } from '../../shared/image/view.ts'
import type { ImageId } from '../../shared/rpc/engineContract.ts'
import { settings, testBands, testImage } from '../support/engineParts.ts'
import { byte, pixelAt, render, renderKept, smallPhoto } from '../support/views.ts'

const bands = testBands()
afterAll(() => bands.close())

describe('renderView', () => {
  const image = testImage(24, 18)

  it('shows the photo pixel by pixel at 100 %', async () => {
    const { rgba, pixelWidth, pixelHeight, quality } = await render(bands, image, {})
    expect([pixelWidth, pixelHeight, quality]).toEqual([24, 18, 'exact'])
    const [red, green, blue] = [0, 1, 2].map((c) => byte(image.data[c * 432 + 5 * 24 + 7]))
    expect(pixelAt(rgba, 24, 5, 7)).toEqual([red, green, blue, 255])
    expect(rgba.buffer).toBeInstanceOf(ArrayBuffer) // shared memory could not be posted to another process
  })

  it.each(displayMappings.filter((mapping) => mapping !== 'diverging'))(
    'shows the exact result through %s',
    async (mapping) => {
      const convolution = settings()
      const { data } = await convolveImage(image, convolution, createWorkshop(bands))
      const tone = toneOf(mapping, { minimum: Math.min(...data), maximum: Math.max(...data) })
      const { rgba } = await render(bands, image, { convolution, mapping })
      const expected = Array.from({ length: 432 * 4 }, (_, i) =>
        i % 4 === 3 ? 255 : byte(applyTone(data[(i % 4) * 432 + Math.floor(i / 4)], tone)),
      )
      expect([...rgba]).toEqual(expected)
    },
  )

  it.each(['minmax', 'diverging'] as const)(
    'counts a result that is too large to keep before it shows it through %s, and keeps nothing but its range',
    async (mapping) => {
      const workshop = createWorkshop(bands)
      const results = createResults(workshop, 0)
      const id = 'image-1' as ImageId
      for (const convolution of [settings(), settings({ channels: 'gray' })]) {
        const part = { left: 3, top: 2, width: 12, height: 10, pixelWidth: 24, pixelHeight: 20 }
        const request = { image: id, frame: part, convolution, mapping } as const
        const unknown = await renderView(image, { ...request, quality: 'draft' }, workshop, results)
        expect(unknown.quality).toBe('draft')
        const exact = await renderView(image, { ...request, quality: 'exact' }, workshop, results)
        expect([...exact.rgba]).toEqual([...(await renderKept(bands, image, request))])
        expect(results.find(id, convolution)).toBeNull()
        const known = await renderView(image, { ...request, quality: 'draft' }, workshop, results)
        expect([known.quality, ...known.rgba]).toEqual(['exact', ...exact.rgba]) // what a frame affords is no draft
      }
    },
  )

  it('shows the sign in color under diverging', async () => {
    const gray = testImage(16, 16, { channels: 1 })
    const convolution = settings()
    const { data } = await convolveImage(gray, convolution, createWorkshop(bands))
    const { rgba } = await render(bands, gray, { convolution, mapping: 'diverging' })
    const wrong = [...data].filter((value, i) => {
      const [red, , blue] = pixelAt(rgba, 16, Math.floor(i / 16), i % 16)
      return value > 0 ? red < blue : value < 0 ? blue < red : false
    })
    expect(wrong).toEqual([])
  })

  it('takes the mean of the shown values of all pixels that fall into one', async () => {
    const frame = { ...wholeFrame(24, 18), pixelWidth: 8, pixelHeight: 6 }
    const convolution = settings()
    const { data } = await convolveImage(image, convolution, createWorkshop(bands))
    const { rgba } = await render(bands, image, { convolution, frame })
    let sum = 0
    for (let row = 3; row < 6; row++) {
      for (let column = 6; column < 9; column++) sum += Math.min(1, Math.max(0, data[row * 24 + column]))
    }
    expect(rgba[(1 * 8 + 2) * 4]).toBe(byte(sum / 9))
  })

  it('repeats pixels above 100 % and is transparent outside the picture', async () => {
    const frame = { left: -1, top: 0, width: 4, height: 2, pixelWidth: 16, pixelHeight: 8 }
    const { rgba } = await render(bands, image, { frame })
    expect(pixelAt(rgba, 16, 0, 3)).toEqual([0, 0, 0, 0])
    expect(pixelAt(rgba, 16, 0, 4)).toEqual(pixelAt(rgba, 16, 3, 7))
    expect(pixelAt(rgba, 16, 4, 8)[0]).toBe(byte(image.data[24 + 1]))
  })

  it('lays a smaller result over the pixels that its windows stand on', async () => {
    const convolution = settings({ options: { padding: 'valid' } })
    const valid = await render(bands, image, { convolution })
    const same = await render(bands, image, { convolution: settings() })
    expect(pixelAt(valid.rgba, 24, 0, 5)).toEqual([0, 0, 0, 0])
    expect(pixelAt(valid.rgba, 24, 1, 1)).toEqual(pixelAt(same.rgba, 24, 1, 1))
    expect(pixelAt(valid.rgba, 24, 16, 22)).toEqual(pixelAt(same.rgba, 24, 16, 22))
    expect(pixelAt(valid.rgba, 24, 17, 22)).toEqual([0, 0, 0, 0])
  })

  it('carries alpha', async () => {
    const veiled = testImage(6, 5, { alpha: true })
    const { rgba } = await render(bands, veiled, { convolution: settings() })
    expect(pixelAt(rgba, 6, 2, 3)[3]).toBe(byte(veiled.alpha![2 * 6 + 3]))
  })

  it('says who computed it and why, kept or not; a photo was computed by nobody', async () => {
    const eight = smallPhoto({})
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
    expect((await render(bands, eight, {})).by).toBeUndefined()
  })

  it.each([
    { pixelWidth: 0 },
    { pixelWidth: 2.5 },
    { pixelWidth: 1e5, pixelHeight: 1e5 },
    { width: 0 },
    { left: Number.NaN },
    { height: Infinity },
  ])('refuses a frame of $pixelWidth $width $left $height', async (parts) => {
    const refused = render(bands, image, { frame: { ...wholeFrame(24, 18), ...parts } })
    await expect(refused).rejects.toMatchObject({ code: 'bad-argument' })
  })
})
