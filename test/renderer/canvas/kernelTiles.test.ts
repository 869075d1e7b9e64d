import { describe, expect, it } from 'vitest'
import { kernelTiles } from '../../../renderer/canvas/kernelTiles.ts'

describe('kernelTiles', () => {
  it('shows three channels as red, green and blue: gray is 0, the largest weight black or white', () => {
    const weights = Float32Array.of(...[1, 0], ...[0, -1], ...[0, 0.5])
    const [tile] = kernelTiles({ shape: [1, 3, 1, 2], data: weights })
    expect(tile).toMatchObject({ pixelWidth: 2, pixelHeight: 1 })
    // 127.5 · (1 + w), to the even neighbor where it ends in a half
    expect([...tile.rgba]).toEqual([255, 128, 128, 255, 128, 0, 191, 255])
  })

  it('shows the mean of any other number of channels, on the scale of all that are shown', () => {
    const weights = Float32Array.of(...[1, 1], ...[-1, 0], ...[9, 9])
    const tiles = kernelTiles({ shape: [3, 2, 1, 1], data: weights }, 2)
    // means 1 and −1/2; 127.5 · (1 − 1/2), rounded
    expect(tiles.map(({ rgba }) => rgba[0])).toEqual([255, 64])
  })

  it('shows a kernel of zeros as gray', () => {
    const [tile] = kernelTiles({ shape: [1, 1, 1, 1], data: Float32Array.of(0) })
    expect([...tile.rgba]).toEqual([128, 128, 128, 255])
  })
})
