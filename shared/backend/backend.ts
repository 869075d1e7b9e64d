import type { Geometry } from '../maths/geometry.ts'
import type { Numbers } from '../maths/tensor.ts'
import type { KeptPart } from './fft/keptTiles.ts'

/** The reference, which supports everything, is last. */
export const backendNames = ['simd', 'separable', 'fft', 'reference'] as const
export type BackendName = (typeof backendNames)[number]

/** Rows × columns of outputs. */
export interface Together {
  readonly rows: number
  readonly columns: number
}

/**
 * A way to compute what maths/ defines. Whatever it does inside, its results keep this contract against the reference:
 *
 * - Whole numbers are exact where `isExact` says so: where every product and partial sum is a whole number below 2²⁴, all
 *   bits are equal.
 * - Otherwise |float32 − float64| ≤ T · 2⁻²⁴ · Σ|w·x|, with T = C/groups · R · S taps, for direct sums of float32 numbers; a
 *   bias counts as one more tap. A backend that transforms (FFT, low rank) states its own bound and tests it.
 * - Whole weights on a photo of 8 bits (integer/integer.ts, no Backend): y is the exact whole sum / 255, rounded once, + b;
 *   integer.ts says why that is within the bound.
 * - NaN equals only NaN, and ∞ only the same ∞. A weight of 0 still multiplies: 0 · NaN is NaN.
 * - Results do not depend on how the rows are cut into bands, nor on the number of threads or the processor.
 */
export interface Backend {
  readonly name: BackendName
  /** About how many multiply-adds it does in the time of one of the reference's: work is cut by it, results never depend on it. */
  readonly speed: number
  /** The only way to decline a geometry; what is supported is computed, never passed on in silence. */
  supports(g: Geometry): boolean
  /** Whether whole numbers come out exact under these weights. */
  isExact(w: Numbers, g: Geometry): boolean
  /** Outputs that are computed together, counted from row 0 and column 0: a part of them costs as much as all. 1 × 1 if absent. */
  together?(g: Geometry): Together
  /**
   * maths/convolve.ts, convolveRows: writes the output rows from ≤ p < to of every n and k into y. What `fft` transforms of x it
   * finds and leaves in `kept`; the bits of y are the same without.
   */
  convolveRows(
    x: Numbers,
    w: Numbers,
    b: Numbers | null,
    g: Geometry,
    y: Numbers,
    from: number,
    to: number,
    kept?: KeptPart,
  ): void
}
