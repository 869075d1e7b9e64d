import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writePicture } from '../../electron/engine/encode.ts'
import type { DrawnRows } from '../../electron/engine/drawnRows.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { temporaryFolder } from '../support/photoFiles.ts'

const [width, height] = [70, 45]

/** R G B A, a few rows at a time; gray and opaque where it is to be. */
async function* noise(gray: boolean, hasAlpha: boolean): DrawnRows & AsyncGenerator<Uint8Array> {
  const random = mulberry32(5)
  for (let row = 0; row < height; row += 9) {
    const pixels = Array.from({ length: 9 * width }, () => {
      const red = random() * 255
      return [red, gray ? red : random() * 255, gray ? red : random() * 255, hasAlpha ? random() * 255 : 255]
    })
    yield Uint8Array.from(pixels.flat())
  }
}

describe('a picture that is too large for memory', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => void (folder = await temporaryFolder()))
  afterAll(() => folder.remove())

  const kinds = [
    { gray: true, hasAlpha: false },
    { gray: false, hasAlpha: false },
    { gray: false, hasAlpha: true },
  ]
  it.each((['jpeg', 'webp'] as const).flatMap((format) => kinds.map((kind) => ({ format, ...kind }))))(
    'has the same pixels from a file: $format, gray $gray, alpha $hasAlpha',
    async ({ format, gray, hasAlpha }) => {
      const read = async (most?: number) => {
        const path = join(folder.path, 'picture')
        const rows = noise(gray, hasAlpha)
        const shape = { width, height, format, gray, hasAlpha }
        const bytes = await writePicture(rows, shape, { path, replace: true }, {}, most)
        const file = await readFile(path)
        expect(file.length).toBe(bytes)
        return sharp(file).raw().toBuffer({ resolveWithObject: true })
      }
      const [whole, pieces] = [await read(), await read(0)]
      expect(pieces.info).toEqual(whole.info)
      expect(Buffer.compare(pieces.data, whole.data)).toBe(0)
      expect(await readdir(folder.path)).toEqual(['picture'])
    },
  )

  it('leaves nothing on the disk when its rows fail', async () => {
    async function* failing(): DrawnRows & AsyncGenerator<Uint8Array> {
      yield new Uint8Array(4 * width)
      throw new Error('no more')
    }
    const shape = { width, height, format: 'jpeg', gray: false, hasAlpha: false } as const
    const file = { path: join(folder.path, 'failed'), replace: true }
    await expect(writePicture(failing(), shape, file, {}, 0)).rejects.toThrow('no more')
    expect((await readdir(folder.path)).filter((name) => name.includes('failed'))).toEqual([])
  })
})
