import type { Geometry } from '../maths/geometry.ts'
import type { Numbers } from '../maths/tensor.ts'
import type { BackendName } from './backend.ts'
import { fftTile } from './fft/fftTile.ts'
import { termsOf } from './separable/factors.ts'

/** How fast one thread of this machine is, in nanoseconds. */
export interface Speeds {
  /** One number of x read, or one of y written. */
  readonly plane: number
  /** One multiply-add of a direct sum, and of a sum along rows or columns only. */
  readonly direct: number
  readonly separable: number
  /** One output of a sum along rows and columns beside its multiply-adds: through a tile, and through what the rows gave. */
  readonly middle: number
  /** One transform of a pair of tiles of 64 × 256, there or back. */
  readonly lowTransform: number
}

/** Where nobody measured: a laptop of 2024. */
export const usualSpeeds: Speeds = { plane: 0.2, direct: 0.045, separable: 0.06, middle: 0.28, lowTransform: 40_000 }

/** A product of two spectra is that part of a transform. */
const productShare = 1 / 10

/** A transform of 256 × 256 takes so many times as long: it is four times as large, has a stage more, and no cache to itself. */
const highTransform = 5

/** Nanoseconds of one thread for a backend; Infinity where it declines. The reference is never chosen for its speed. */
export function costOf(name: BackendName, g: Geometry, w: Numbers, speeds: Speeds): number {
  const { N, C, H, W, K, R, S, P, Q, groups } = g
  const channels = C / groups
  const planes = N * (C * H * W + K * P * Q) * speeds.plane
  switch (name) {
    case 'simd':
      return planes + N * K * channels * R * S * P * Q * speeds.direct
    case 'separable': {
      const term = N * P * Q * ((R + S) * speeds.separable + speeds.middle)
      // Where not even one term a filter would pay, nobody has to ask how many there are.
      if (K * term > N * K * channels * R * S * P * Q * speeds.direct) return Infinity
      return planes + termsOf(w, g).length * term
    }
    case 'fft': {
      const tile = fftTile(g)
      if (!tile) return Infinity
      const pairs = Math.ceil(P / tile.fftRows) * Math.ceil(Q / (2 * tile.fftColumns))
      const kernels = K * channels
      const transform = speeds.lowTransform * (tile.fftHeight > 64 ? highTransform : 1)
      return planes + (N * pairs * (C + K + kernels * productShare) + kernels) * transform
    }
    case 'reference':
      return Infinity
  }
}
