import { noOffsetSums, offsetLayout, sumOffsets } from '../maths/offsetSums.ts'
import type { OffsetSums } from '../maths/offsetSums.ts'
import type { Tensor } from '../maths/tensor.ts'
import type { Moments } from './moments.ts'

/** The sums of a band, and for the rows that its window leaves and enters as it moves down, the pairs of each alone. */
export interface BandSums extends OffsetSums {
  /** Rows from, from+1, … and to, to+1, …: R−1 of each, every one as long as `pairs`. */
  readonly top: readonly Float64Array[]
  readonly below: readonly Float64Array[]
}

/** The rows whose pairs `top` and `below` hold. */
export function rimRows(R: number, from: number, to: number): { readonly top: number[]; readonly below: number[] } {
  const following = (first: number): number[] => Array.from({ length: R - 1 }, (_, r) => first + r)
  return { top: following(from), below: following(to) }
}

/** A += Σ z·zᵀ, b += Σ z·y, … over output rows from ≤ p < to of picture n, for stride and dilation 1. */
export function addOffsetMoments(
  moments: Moments,
  x: Tensor,
  target: Tensor,
  n: number,
  from: number,
  to: number,
): void {
  const { geometry: g } = moments
  const sums = noOffsetSums(g)
  sumOffsets(sums, x, target, g, n, from, to)
  const { top, below } = rimRows(g.R, from, to)
  const pairsOf = (p: number): Float64Array => {
    const row = noOffsetSums(g)
    sumOffsets(row, x, target, g, n, p, p + 1)
    return row.pairs
  }
  spreadSums(moments, { ...sums, top: top.map(pairsOf), below: below.map(pairsOf) }, (to - from) * g.Q)
}

/**
 * A, b and the rest from the sums over offsets, `samples` positions in all, whose numbers are `unit` times the picture's: pixels
 * of 8 bits are summed as whole numbers, 255 times the values they stand for.
 *
 * With z_{c,r,s} = x̂[c, p+r, q+s], the entry of taps (c,r,s) and (o,r+i,s+j) is
 *   T(r,s) = Σ_{p<M,q<Q} x̂[c,p+r,q+s] · x̂[o,p+r+i,q+s+j] :
 * the same products for every (r,s), summed over a window that moves with it. So each offset (i,j) is summed once, and its
 * other entries follow by taking off the rows and columns that the window leaves and adding those it enters. That is
 * S + (R−1)(2S−1) sums over all pixels for one channel: 13 instead of 45 for 3×3, 85 instead of 1225 for 7×7.
 */
export function spreadSums(moments: Moments, sums: BandSums, samples: number, unit = 1): void {
  const { geometry: g, size, A } = moments
  const layout = offsetLayout(g)
  const area = unit * unit
  const add = (a: number, b: number, value: number): void => {
    A[a * size + b] += value
    if (a !== b) A[b * size + a] += value
  }
  const window = Float64Array.from(sums.pairs)
  for (let r = 0; r < g.R; r++) {
    for (let c = 0; c < g.C; c++) {
      for (let o = 0; o < g.C; o++) {
        const pair = window.subarray((c * g.C + o) * layout.pair, (c * g.C + o + 1) * layout.pair)
        spreadRow(g, pair, r, c, o, (a, b, T) => add(a, b, T / area))
      }
    }
    if (r + 1 < g.R) for (let i = 0; i < window.length; i++) window[i] += sums.below[r][i] - sums.top[r][i]
  }
  addTargetSums(moments, sums.targets, samples, unit)
}

/** All entries whose first tap lies in row r of channel c and whose second lies in channel o. */
function spreadRow(
  { R, S }: Moments['geometry'],
  pair: Float64Array,
  r: number,
  c: number,
  o: number,
  add: (a: number, b: number, T: number) => void,
): void {
  const { backward, left, right } = offsetLayout({ C: 1, K: 1, R, S })
  for (let i = 0; i < R - r; i++) {
    for (let j = 1 - S; j < S; j++) {
      // The offsets (i,j) and (−i,−j) are the same entries: half of them, with both orders of the channels, is all.
      if (i === 0 && (j < 0 || (j === 0 && o < c))) continue
      let T = j >= 0 ? pair[i * S + j] : pair[backward + i * S - j]
      for (let s = Math.max(0, -j); s < S && s + j < S; s++) {
        add((c * R + r) * S + s, (o * R + r + i) * S + s + j, T)
        const rim = ((s + j) * (S - 1) + s) * R + i
        if (s + 1 < S && s + j + 1 < S) T += pair[right + rim] - pair[left + rim]
      }
    }
  }
}

function addTargetSums(moments: Moments, targets: Float64Array, samples: number, unit: number): void {
  const { geometry: g, size, outputs: K, bias, A, b, yy, ySum } = moments
  const layout = offsetLayout(g)
  const weights = g.C * g.R * g.S
  for (let k = 0; k < K; k++) {
    for (let a = 0; a < weights; a++) b[k * size + a] += targets[k * weights + a] / (unit * unit)
    const total = targets[layout.totals + k] / unit
    if (bias) b[(k + 1) * size - 1] += total
    yy[k] += targets[layout.squares + k] / (unit * unit)
    ySum[k] += total
  }
  moments.samples += samples
  if (!bias) return
  const one = size - 1
  for (let a = 0; a < weights; a++) {
    const sum = targets[layout.taps + a] / unit
    A[a * size + one] += sum
    A[one * size + a] += sum
  }
  A[one * size + one] += samples
}
