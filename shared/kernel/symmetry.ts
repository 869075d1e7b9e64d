import type { Kernel } from './kernel.ts'
import { flipColumns, flipRows, rotateQuarter, transpose } from './transforms.ts'

/** Even: the kernel is its own image. Odd: it is the negative of it. */
export type Parity = 'even' | 'odd' | null

export interface Symmetry {
  /** Left and right mirrored: w[r,s] = ± w[r,S−1−s] */
  readonly horizontal: Parity
  /** Top and bottom mirrored: w[r,s] = ± w[R−1−r,s] */
  readonly vertical: Parity
  /** Turned by 180°: w[r,s] = ± w[R−1−r,S−1−s]. Even: correlation and true convolution are the same. */
  readonly point: Parity
  /** Mirrored in the main diagonal: w[r,s] = ± w[s,r]; null unless R = S */
  readonly transpose: Parity
  /** Mirrored in the other diagonal: w[r,s] = ± w[S−1−s,R−1−r]; null unless R = S */
  readonly antitranspose: Parity
  /** Turned by 90°: w[r,s] = ± w[s,R−1−r]; null unless R = S */
  readonly quarterTurn: Parity
}

/** |a − b| ≤ 2⁻²⁴ · 2 max|w|: both numbers may carry the rounding to float32. */
function parity(kernel: Kernel, image: Kernel): Parity {
  if (image.shape.join() !== kernel.shape.join()) return null
  const slack = 2 ** -23 * kernel.weight.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
  const same = (sign: number) => kernel.weight.every((value, i) => Math.abs(value - sign * image.weight[i]) <= slack)
  return same(1) ? 'even' : same(-1) ? 'odd' : null
}

/** The symmetries that all slices of a kernel share; a kernel of zeros is even in each. */
export function symmetry(kernel: Kernel): Symmetry {
  const turned = rotateQuarter(kernel, 2)
  return {
    horizontal: parity(kernel, flipColumns(kernel)),
    vertical: parity(kernel, flipRows(kernel)),
    point: parity(kernel, turned),
    transpose: parity(kernel, transpose(kernel)),
    antitranspose: parity(kernel, transpose(turned)),
    quarterTurn: parity(kernel, rotateQuarter(kernel, 1)),
  }
}
