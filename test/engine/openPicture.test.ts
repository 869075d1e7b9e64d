import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arrayImage, arrayShape, readArray } from '../../electron/engine/arrays.ts'
import { sharpDecoder } from '../../electron/engine/decode.ts'
import { decodeBytes, decodeFile, readWhole } from '../../electron/engine/openPicture.ts'
import { createSharedBuffers, takeSamples } from '../../electron/engine/sharedBuffers.ts'
import { tiffHead } from '../../electron/engine/tiff.ts'
import { writeNpy } from '../../shared/formats/npy.ts'
import { noisePicture, open, temporaryFolder, writePhoto } from '../support/photoFiles.ts'

describe('opening a file', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeAll(async () => {
    folder = await temporaryFolder()
    await mkdir(join(folder.path, 'album'))
  })
  afterAll(() => folder.remove())

  it('tells a picture by its content, whatever its name', async () => {
    const path = await writePhoto(
      folder.path,
      'photo.jpeg',
      await open(noisePicture(5, 4, 3))
        .png()
        .toBuffer(),
    )
    expect(await decodeFile(path)).toMatchObject({ name: 'photo.jpeg', format: 'PNG', image: { width: 5, height: 4 } })
  })

  it('takes an array for a picture, its numbers as they are', async () => {
    const numbers = Float32Array.of(-1, 0, 2, 7, 0.5, 3)
    const path = await writePhoto(folder.path, 'a.npy', writeNpy([2, 3], numbers))
    const { image, format } = await decodeFile(path)
    expect(format).toBe('NumPy')
    expect(image).toMatchObject({ width: 3, height: 2, channels: 1, depth: 32, alpha: null })
    expect([...image.data]).toEqual([...numbers])
  })

  it('reads the pixels of a large file where it lies, of which it then needs no copy', async () => {
    const side = 8200
    const bytes = new Uint8Array(256 + side * side).fill(7)
    bytes.set(tiffHead({ width: side, height: side, channels: 1 }, 8))
    const path = await writePhoto(folder.path, 'large.tif', bytes)
    bytes.fill(0, 256)
    const { image } = await decodeBytes(bytes, 'large.tif', sharpDecoder, takeSamples, undefined, path)
    expect(image).toMatchObject({ width: side, height: side, channels: 1, depth: 8 })
    expect([image.data[0], image.data[side * side - 1]]).toEqual([7, 7])
    createSharedBuffers().give(image.data)
  })

  it.each([
    ['none.png', "'none.png' cannot be read: there is no such file"],
    ['album', "'album' cannot be read: it is a folder"],
  ])('says why %s cannot be read', async (name, message) => {
    await expect(decodeFile(join(folder.path, name))).rejects.toMatchObject({ code: 'not-found', message })
  })

  it('refuses a file that is larger than any it could use, before reading it', async () => {
    const path = await writePhoto(folder.path, 'long.txt', 'x'.repeat(100))
    await expect(readWhole(path, 99)).rejects.toMatchObject({ code: 'too-large' })
  })
})

describe('arrays', () => {
  const array = (shape: number[]) =>
    readArray(writeNpy(shape, new Float64Array(shape.reduce((a, b) => a * b, 1))), 'a.npy')

  it.each([
    [[2, 3], [1, 1, 2, 3], 2],
    [[3, 2, 3], [1, 3, 2, 3], 3],
    [[2, 4, 2, 3], [2, 4, 2, 3], 4],
  ])('reads %j as N×C×H×W', (shape, four, rank) => {
    const { x, rank: came } = array(shape)
    expect(x.shape).toEqual(four)
    expect(came).toBe(rank)
    expect(x.data).toBeInstanceOf(Float64Array)
  })

  it.each([[[5]], [[1, 2, 3, 4, 5]], [[0, 3]]])('refuses %j', (shape) => {
    expect(() => array(shape)).toThrow(/wanted an array of H×W/)
  })

  it('writes results with the axes that the input had, if they fit', () => {
    expect(arrayShape([1, 1, 5, 6], 2)).toEqual([5, 6])
    expect(arrayShape([1, 8, 5, 6], 3)).toEqual([8, 5, 6])
    expect(arrayShape([1, 8, 5, 6], 2)).toEqual([1, 8, 5, 6])
  })

  it('shows one or three planes, no other number', () => {
    expect(arrayImage(array([3, 2, 3]), 'a').channels).toBe(3)
    expect(() => arrayImage(array([2, 2, 3]), 'a')).toThrow(/1 or 3 planes/)
  })
})
