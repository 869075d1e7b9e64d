import sharp from 'sharp'
import type { SharpInput } from 'sharp'
import { describe, expect, it } from 'vitest'
import { mostPixels, sharpDecoder } from '../../electron/engine/decode.ts'
import { takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { tiffFloat } from '../support/tiffFloat.ts'
import type { Image } from '../../shared/image/image.ts'
import { floatsOf } from '../../shared/image/samples.ts'
import { expectWithin } from '../support/closeTo.ts'
import {
  brokenFiles,
  drawing,
  jpegWithStrayBytes,
  noisePicture,
  open,
  pngThatClaims,
  smoothPicture,
} from '../support/photoFiles.ts'
import type { TestPicture } from '../support/photoFiles.ts'

const decode = (bytes: Uint8Array, name = 'test') => sharpDecoder.decode(bytes, name, takeSamples)

const values = ({ data }: Image): Float32Array => floatsOf(data)

/** Planes, 0 to 1, from samples side by side. */
function planesOf({ width, height, channels, samples }: TestPicture, planes: number): Float32Array {
  const pixels = width * height
  return Float32Array.from({ length: planes * pixels }, (_, i) => {
    return samples[(i % pixels) * channels + Math.floor(i / pixels)] / 255
  })
}

describe('decode', () => {
  const color = noisePicture(31, 17, 3)

  it.each(['png', 'tiff', 'webp'] as const)('keeps every sample of a lossless %s', async (format) => {
    const options = { compression: 'lzw', lossless: true } as const
    const { image, format: kind } = await decode(await open(color).toFormat(format, options).toBuffer())
    expect(kind.toLowerCase()).toBe(format)
    expect(image).toMatchObject({ width: 31, height: 17, channels: 3, alpha: null, depth: 8 })
    expect([...values(image)]).toEqual([...planesOf(color, 3)])
  })

  it.each(['jpeg', 'avif', 'gif'] as const)('reads %s', async (format) => {
    const smooth = smoothPicture(48, 32)
    const { image, format: kind } = await decode(await open(smooth).toFormat(format).toBuffer())
    expect(kind.toLowerCase()).toBe(format)
    expect(image).toMatchObject({ width: 48, height: 32, channels: 3, alpha: null })
    expectWithin(values(image), planesOf(smooth, 3), 16 / 255) // what quantization, or a palette of 256 colors, may move a sample
  })

  it('draws SVG at its own size', async () => {
    const { image, format } = await decode(new TextEncoder().encode(drawing))
    expect(format).toBe('SVG')
    expect(image).toMatchObject({ width: 20, height: 10, channels: 3, alpha: null })
    expect([values(image)[0], values(image)[200], values(image)[400]]).toEqual(
      [0x33, 0x66, 0x99].map((v) => Math.fround(v / 255)),
    )
  })

  it('takes the first frame of a GIF', async () => {
    const frames = [[255, 0, 0] as const, [0, 0, 255] as const].map(([r, g, b]) => ({
      create: { width: 8, height: 6, channels: 3 as const, background: { r, g, b } },
    }))
    const animated = await sharp(frames as unknown as SharpInput[], { join: { animated: true } })
      .gif()
      .toBuffer()
    const { image } = await decode(animated)
    expect([image.width, image.height]).toEqual([8, 6])
    expect([values(image)[0], values(image)[96]]).toEqual([1, 0])
  })

  it('keeps a gray photo as one plane, in 8 and in 16 bits', async () => {
    const gray = noisePicture(9, 7, 1)
    const eight = await open(gray).toColourspace('b-w').png().toBuffer()
    expect((await decode(eight)).image).toMatchObject({ channels: 1, depth: 8 })
    expect([...values((await decode(eight)).image)]).toEqual([...planesOf(gray, 1)])
    const samples = Uint16Array.from({ length: 63 }, (_, i) => i * 1021)
    const raw = { raw: { width: 9, height: 7, channels: 1 as const } }
    const { image } = await decode(await sharp(samples, raw).toColourspace('grey16').png().toBuffer())
    expect(image).toMatchObject({ channels: 1, depth: 16 })
    expect([...values(image)]).toEqual([...samples].map((v) => Math.fround(v / 65535)))
  })

  it('keeps gray and its transparency apart', async () => {
    const samples = Uint8Array.from({ length: 40 }, (_, i) => i * 6)
    const raw = { raw: { width: 5, height: 4, channels: 2 as const } }
    const { image } = await decode(await sharp(samples, raw).toColourspace('b-w').png().toBuffer())
    expect(image.channels).toBe(1)
    expect([...values(image)]).toEqual(Array.from({ length: 20 }, (_, i) => Math.fround((i * 12) / 255)))
    expect([...floatsOf(image.alpha!)]).toEqual(Array.from({ length: 20 }, (_, i) => Math.fround((i * 12 + 6) / 255)))
  })

  it('keeps all 16 bits of a color PNG', async () => {
    const samples = Uint16Array.from({ length: 5 * 4 * 3 }, (_, i) => i * 1091)
    const raw = { raw: { width: 5, height: 4, channels: 3 as const } }
    const { image } = await decode(await sharp(samples, raw).toColourspace('rgb16').png().toBuffer())
    expect(image.depth).toBe(16)
    expect([...values(image).subarray(0, 20)]).toEqual(
      Array.from({ length: 20 }, (_, i) => Math.fround(samples[i * 3] / 65535)),
    )
  })

  it.each([1, 3] as const)('keeps the numbers of a float TIFF with %i planes', async (channels) => {
    const planes = Float32Array.from({ length: channels * 35 }, (_, i) => 3 * Math.sin(i))
    const { image } = await decode(tiffFloat(7, 5, channels, planes))
    expect(image).toMatchObject({ width: 7, height: 5, channels, depth: 32 })
    expect([...values(image)]).toEqual([...planes])
  })

  it('carries alpha beside the colors, untouched by it', async () => {
    const picture = noisePicture(12, 9, 4)
    const { image } = await decode(await open(picture).png().toBuffer())
    expect([...values(image)]).toEqual([...planesOf(picture, 3)])
    expect([...floatsOf(image.alpha!)]).toEqual([...planesOf(picture, 4).subarray(3 * 108)])
  })

  it('turns a photo upright as its EXIF orientation says', async () => {
    const lying = noisePicture(6, 4, 3)
    const { image } = await decode(await open(lying).withMetadata({ orientation: 6 }).png().toBuffer())
    expect([image.width, image.height]).toEqual([4, 6])
    // Orientation 6: the camera's left column, bottom to top, is the first row.
    const first = Array.from({ length: 4 }, (_, column) => lying.samples[(3 - column) * 6 * 3] / 255)
    expectWithin(values(image).subarray(0, 4), first, 0.5 / 255) // withMetadata passes the samples through an sRGB profile
  })

  it('converts an embedded Display P3 profile to sRGB, and keeps 16 bits in doing so', async () => {
    const samples = Uint16Array.from({ length: 48 }, (_, i) => [0.6, 0.3, 0.2][i % 3] * 65535)
    const raw = { raw: { width: 4, height: 4, channels: 3 as const } }
    const p3 = await sharp(samples, raw).toColourspace('rgb16').withIccProfile('p3').png().toBuffer()
    const { image } = await decode(p3)
    expect(image.depth).toBe(16)
    // P3 (0.6, 0.3, 0.2) in sRGB, by the linear 3×3 matrix between the two sets of primaries; the profile's curve is a
    // table and its matrix has 16 bits, which moves the darkest of the three by 0.0014.
    expectWithin([values(image)[0], values(image)[16], values(image)[32]], [0.6451, 0.2782, 0.1693], 2e-3)
  })

  it('leaves the numbers of an 8-bit sRGB profile alone', async () => {
    const { image } = await decode(await open(color).withIccProfile('srgb').png().toBuffer())
    expectWithin(values(image), planesOf(color, 3), 1.5 / 255) // two passes through tables of 8 bits
  })

  it('lets pass what cameras write and libjpeg warns of', async () => {
    const { image } = await decode(await jpegWithStrayBytes(smoothPicture(32, 16)))
    expectWithin(values(image), planesOf(smoothPicture(32, 16), 3), 12 / 255) // JPEG quantization
  })

  it.each([
    ['JPEG', 'truncated.jpg'],
    ['PNG', 'truncated.png'],
    ['WebP', 'truncated.webp'],
    ['AVIF', 'truncated.avif'],
    ['TIFF', 'truncated.tiff'],
    ['GIF', 'truncated.gif'],
    ['SVG', 'truncated.svg'],
    ['JPEG', 'head-only.jpg'],
    ['PNG', 'lying.png'],
    ['JPEG', 'lying.jpg'],
  ])('refuses a damaged %s: %s', async (kind, name) => {
    const bytes = (await brokenFiles()).get(name)!
    await expect(decode(bytes, name)).rejects.toMatchObject({
      code: 'broken-file',
      message: expect.stringContaining(`'${name}' is a ${kind} file that is damaged or cut short`),
    })
  })

  it('refuses an empty file', async () => {
    await expect(decode(new Uint8Array(0), 'empty.jpg')).rejects.toMatchObject({ code: 'broken-file' })
  })

  it.each([
    ['a text file', 'notes.jpg', 'Dear diary'],
    ['a PDF document: save a page as PNG first', 'paper.jpg', '%PDF-1.7'],
    ['a BMP file: save it as PNG first', 'paint.png', 'BM\x36\0'],
    ['a Netpbm file (PGM, PPM): save it as PNG first', 'lena.png', 'P5\n# x\n1 1\n255\n\0'],
    ['a JPEG 2000 file: save it as PNG or TIFF first', 'scan.jpg', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['an OpenEXR or Radiance file: save it as TIFF of floats first', 'light.tif', 'v/1\x01\x02\0\0\0'],
    ["a camera's raw file: develop it to TIFF or JPEG first", 'a.tif', 'II*\0\x10\0\0\0CR\x02\0'],
    ["a camera's raw file: develop it to TIFF or JPEG first", 'a.jpg', '\0\0\0\x18ftypcrx \0\0\0\x01'],
    ["a camera's raw file: develop it to TIFF or JPEG first", 'DSC_1.NEF', 'MM\0*\0\0\0\x08'],
    ['a ZIP archive', 'photos.jpg', 'PK\x03\x04'],
    ['a HEIC or video file: save a photo as JPEG first', 'phone.jpg', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ])('says that %s is no picture, whatever its name', async (what, name, text) => {
    await expect(decode(Buffer.from(text, 'latin1'), name)).rejects.toMatchObject({
      code: 'unsupported-format',
      message: `wanted a picture (JPEG, PNG, WebP, AVIF, TIFF, GIF, SVG), '${name}' is ${what}`,
    })
  })

  it('refuses 60000×60000 pixels by the header alone', async () => {
    await expect(decode(await pngThatClaims(60000, 60000), 'bomb.png')).rejects.toMatchObject({
      code: 'too-large',
      message: `a picture has at most ${mostPixels} pixels, 'bomb.png' has 60000×60000`,
    })
  })

  it('refuses a drawing of 60000×60000', async () => {
    const huge = drawing.replace('width="20" height="10"', 'width="60000" height="60000"')
    await expect(decode(Buffer.from(huge))).rejects.toMatchObject({ code: 'too-large' })
  })

  it('stops when it is cancelled', async () => {
    const png = await open(noisePicture(64, 64, 3))
      .png()
      .toBuffer()
    const cancelled = sharpDecoder.decode(png, 'x.png', takeSamples, AbortSignal.abort())
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('keeps no second copy of the samples', async () => {
    const png = await open(noisePicture(1200, 1000, 3))
      .png()
      .toBuffer()
    await decode(png) // once, so that everything is loaded
    const before = process.memoryUsage().external
    const { image } = await decode(png)
    expect(image.data.buffer).toBeInstanceOf(SharedArrayBuffer) // which is not counted as external
    expect(process.memoryUsage().external - before).toBeLessThan(1200 * 1000)
  })
})
