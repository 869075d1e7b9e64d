import type { Tensor } from '../../shared/maths/tensor.ts'
import type { MapPicture } from '../../shared/rpc/stackContract.ts'

export type Tile = Pick<MapPicture, 'pixelWidth' | 'pixelHeight' | 'rgba'>

/**
 * Kernels K×C×R×S as little pictures, one for each of the first `most` output channels: middle
 * gray is 0, the largest number in all of them is black or white. Three input channels are red, green and blue; of any other
 * number the mean is shown.
 */
export function kernelTiles({ shape, data }: Tensor, most = Infinity): readonly Tile[] {
  const [K, C, R, S] = shape
  const count = Math.min(K, most)
  const numbers = Float64Array.from({ length: count * R * S * 3 }, (_, j) => {
    const i = Math.floor(j / 3)
    return shown(i % (R * S), Math.floor(i / (R * S)), j % 3)
  })
  const largest = numbers.reduce((size, number) => Math.max(size, Math.abs(number)), 0) || 1
  return Array.from({ length: count }, (_, k) => {
    const rgba = new Uint8ClampedArray(4 * R * S).fill(255)
    for (let i = 0; i < R * S; i++) {
      for (let color = 0; color < 3; color++) {
        rgba[4 * i + color] = 127.5 * (1 + numbers[3 * (k * R * S + i) + color] / largest)
      }
    }
    return { pixelWidth: S, pixelHeight: R, rgba }
  })

  /** w[k,c,r,s] of the color's channel, or (1/C)·Σ_c w[k,c,r,s] */
  function shown(i: number, k: number, color: number): number {
    const at = (c: number): number => data[(k * C + c) * R * S + i]
    if (C === 3) return at(color)
    let sum = 0
    for (let c = 0; c < C; c++) sum += at(c)
    return sum / C
  }
}
