import type { Geometry } from '../../maths/geometry.ts'

/** Columns of padded pixels that are transformed together: butterfly.as.ts. */
export const fftWidth = 256

/** Windows that reach further leave less than a quarter of each axis for outputs: then direct sums are as fast. */
const longestReach = 192

/**
 * Rows that are transformed together: 64 of them and the spectrum of a kernel fit a second-level cache of 512 KiB beside each
 * other, 256 waste fewer on windows that reach beyond the tile. Measured, they take equally long for windows of 19 rows.
 */
const heights = { low: 64, high: 256, longestLow: 19 }

export interface FftTile {
  /** Rows of padded pixels that are transformed together. */
  readonly fftHeight: number
  /** Outputs of one tile; two of them stand side by side in one transform. */
  readonly fftRows: number
  readonly fftColumns: number
}

/**
 * The outputs whose windows lie in a tile of padded pixels; null where windows reach too far for that to pay. They follow from
 * the windows alone: a part of a picture is computed in the same tiles as all of it.
 */
export function fftTile({ R, S, u, v, d, e }: Geometry): FftTile | null {
  const [down, across] = [d * (R - 1) + 1, e * (S - 1) + 1]
  if (down > longestReach || across > longestReach) return null
  const fftHeight = down <= heights.longestLow ? heights.low : heights.high
  return {
    fftHeight,
    fftRows: Math.floor((fftHeight - down) / u) + 1,
    fftColumns: Math.floor((fftWidth - across) / v) + 1,
  }
}
