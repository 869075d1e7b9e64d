import { whiteOf } from './samples.ts'
import type { Samples } from './samples.ts'
import type { Cover } from './view.ts'

/**
 * y[c,p,q] = mean of x[c, h, w] over the pixels that the covers give p and q: planes of another size
 *
 * Of samples of 8 and 16 bits the whole numbers are added up, so that a mean is rounded once. Planes stand one below the other,
 * so that row r is row r mod P of plane ⌊r / P⌋; writes rows [first, last) of `to`.
 */
export function scaleRows(
  from: Samples,
  { width, height }: { readonly width: number; readonly height: number },
  rows: Cover,
  columns: Cover,
  to: Float32Array,
  first: number,
  last: number,
): void {
  const white = whiteOf(from)
  const [P, Q] = [rows.from.length, columns.from.length]
  for (let r = first; r < last; r++) {
    const p = r % P
    const plane = Math.floor(r / P) * height
    for (let q = 0; q < Q; q++) {
      let sum = 0
      for (let h = plane + rows.from[p]; h < plane + rows.to[p]; h++) {
        for (let i = h * width + columns.from[q]; i < h * width + columns.to[q]; i++) sum += from[i]
      }
      to[r * Q + q] = sum / (white * (rows.to[p] - rows.from[p]) * (columns.to[q] - columns.from[q]))
    }
  }
}
