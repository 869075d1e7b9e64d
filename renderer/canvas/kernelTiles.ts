import type { Tensor } from '../../shared/maths/tensor.ts'
import type { MapPicture } from '../../shared/rpc/stackContract.ts'

export type Tile = Pick<MapPicture, 'pixelWidth' | 'pixelHeight' | 'rgba'>

/**
 * Kernels K×C×R×S as little pictures, one for each of the first `most` output channels: middle gray is 0, the weight of largest size in all of them is
 * black or white. Three input channels are red, green and blue; of any other number the mean is shown.
 */
export function kernelTiles({ shape, data }: Tensor, most = Infinity): readonly Tile[] {
  const [K, C, R, S] = shape
  let largest = 0
  for (const w of data) largest = Math.max(largest, Math.abs(w))
  return Array.from({ length: Math.min(K, most) }, (_, k) => {
    const rgba = new Uint8ClampedArray(4 * R * S).fill(255)
    for (let i = 0; i < R * S; i++) {
      for (let color = 0; color < 3; color++) rgba[4 * i + color] = 127.5 * (1 + shown(i, k, color) / (largest || 1))
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
