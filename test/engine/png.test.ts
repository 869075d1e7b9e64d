import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pngParts } from '../../electron/engine/png.ts'
import { mulberry32 } from '../../shared/maths/random.ts'

type Shape = Omit<Parameters<typeof pngParts>[1], 'depth'>

async function encoded(samples: Uint8Array | Uint16Array, shape: Shape, signal?: AbortSignal): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const depth = samples instanceof Uint8Array ? 8 : 16
  const rows = pieces(samples, 4 * shape.width * Math.ceil(0.7 * shape.height))
  for await (const part of pngParts(rows, { ...shape, depth }, signal)) parts.push(part.slice())
  return Buffer.concat(parts)
}

/** In memory that is written over when the next is asked for. */
async function* pieces(samples: Uint8Array | Uint16Array, length: number) {
  const piece = samples.slice(0, length)
  for (let at = 0; at < samples.length; at += length) {
    const own = samples.subarray(at, at + length)
    piece.set(own)
    yield piece.subarray(0, own.length)
    piece.fill(0)
  }
}

function noise(Kind: typeof Uint8Array | typeof Uint16Array, count: number): Uint8Array | Uint16Array {
  const random = mulberry32(count)
  const white = Kind === Uint8Array ? 256 : 65536
  return new Kind(count).map(() => Math.floor(random() * white))
}

const sizes = [
  [1, 1],
  [7, 5],
  [1, 300],
  [700, 800], // more rows than are compressed at a time
] as const

describe.each([
  ['8 bits', Uint8Array],
  ['16 bits', Uint16Array],
] as const)('a PNG of %s', (_, Kind) => {
  it.each(sizes.flatMap((size) => ([1, 3, 4] as const).map((channels) => [...size, channels] as const)))(
    'holds every sample: %i×%i, %i channels',
    async (width, height, channels) => {
      const samples = noise(Kind, 4 * width * height)
      const png = await encoded(samples, { width, height, channels })
      const picture = sharp(png, { failOn: 'warning' })
      expect(await picture.metadata()).toMatchObject({ width, height, channels, format: 'png', isProgressive: false })
      const deep = Kind === Uint16Array
      const read = deep
        ? picture.toColourspace(channels === 1 ? 'grey16' : 'rgb16')
        : picture.toColourspace(channels === 1 ? 'b-w' : 'srgb')
      const raw = await read.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer()
      const expected = samples.filter((_, i) => i % 4 < channels)
      expect(Buffer.compare(raw, Buffer.from(expected.buffer, 0, expected.byteLength))).toBe(0)
    },
  )

  it('is no larger than sharp’s, but for a percent', async () => {
    const [width, height] = [300, 200]
    const samples = noise(Kind, 4 * width * height).map((sample, i) => (i % 16 < 12 ? sample >> 3 : 0))
    const ours = await encoded(samples, { width, height, channels: 4 })
    const raw = sharp(samples, { raw: { width, height, channels: 4 } })
    const theirs = await (Kind === Uint16Array ? raw.toColourspace('rgb16') : raw).png().toBuffer()
    expect(ours.length).toBeLessThan(1.01 * theirs.length)
  })

  it('stops when it is cancelled', async () => {
    const shape = { width: 10, height: 10, channels: 4 } as const
    await expect(encoded(noise(Kind, 400), shape, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  })
})
