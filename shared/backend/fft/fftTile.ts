import type { Geometry } from '../../maths/geometry.ts'

/** Rows and columns of padded pixels that are transformed together: transform.as.ts. */
export const extent = 256

/** Windows that reach further leave less than a quarter of each axis for outputs: then direct sums are as fast. */
const longestReach = 192

export interface FftTile {
  /** Outputs of one tile; two of them stand side by side in one transform. */
  readonly fftRows: number
  readonly fftColumns: number
}

/** The outputs whose windows lie in 256 × 256 padded pixels; null where windows reach too far for that to pay. */
export function fftTile({ R, S, u, v, d, e }: Geometry): FftTile | null {
  const [down, across] = [d * (R - 1) + 1, e * (S - 1) + 1]
  if (down > longestReach || across > longestReach) return null
  return { fftRows: Math.floor((extent - down) / u) + 1, fftColumns: Math.floor((extent - across) / v) + 1 }
}
