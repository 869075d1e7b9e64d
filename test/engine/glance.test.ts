import { describe, expect, it } from 'vitest'
import { glanceAt } from '../../electron/engine/glance.ts'
import { noisePicture, open, smoothPicture } from '../support/photoFiles.ts'

describe('a first look at a photo', () => {
  it('is upright and of its shape, from a large JPEG', async () => {
    const jpeg = await open(smoothPicture(3000, 2000)).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const glance = await glanceAt(jpeg)
    expect(glance).toMatchObject({ width: 2000, height: 3000, pixelHeight: 1024 })
    expect(glance!.pixelWidth).toBe(Math.round((1024 * 2) / 3))
    expect(glance!.rgba).toHaveLength(4 * glance!.pixelWidth * glance!.pixelHeight)
    expect(glance!.rgba.buffer).toBeInstanceOf(ArrayBuffer) // it goes to another process
    expect(glance!.rgba[3]).toBe(255)
  })

  it('is none where the picture itself is there as soon', async () => {
    expect(
      await glanceAt(
        await open(noisePicture(60, 40, 3))
          .jpeg()
          .toBuffer(),
      ),
    ).toBeNull()
    expect(await glanceAt(await open(smoothPicture(3000, 2000)).png().toBuffer())).toBeNull()
    expect(await glanceAt(new TextEncoder().encode('no picture'))).toBeNull()
  })
})
