import { createRowWindow, readRowWindow } from './rowWindow.ts'
import { addLagProducts, rowDot } from './rowProducts.ts'
import type { Geometry } from './geometry.ts'
import type { Numbers, Tensor } from './tensor.ts'

/**
 * The sums that the normal equations of a kernel are made of, over output rows from ≤ p < to, for stride and dilation 1. With x̂
 * being x with its border, for all pairs of input channels c, o, row offsets i < R and column offsets j < S:
 *
 *   forward[c,o,i,j]    = Σ_p Σ_{q<Q} x̂[c,p,q] · x̂[o,p+i,q+j]
 *   backward[c,o,i,j]   = Σ_p Σ_{q<Q} x̂[c,p,q+j] · x̂[o,p+i,q]      0 where i or j is 0: forward has these
 *   left[c,o,j,s,i]     = Σ_p x̂[c,p,s] · x̂[o,p+i,j]                s, j < S−1: products of columns at the left rim
 *   right[c,o,j,s,i]    = Σ_p x̂[c,p,s+Q] · x̂[o,p+i,j+Q]            and at the right rim
 *
 *   cross[k,c,r,s] = Σ_p Σ_q y[k,p,q] · x̂[c,p+r,q+s]    taps[c,r,s] = Σ_p Σ_q x̂[c,p+r,q+s]
 *   squares[k]     = Σ_p Σ_q y[k,p,q]²                   totals[k]   = Σ_p Σ_q y[k,p,q]
 *
 * The first four are `pairs`, the others `targets`, one after the other in this order. All of them add up over bands and over n.
 */
export interface OffsetSums {
  readonly pairs: Float64Array
  readonly targets: Float64Array
}

export interface OffsetLayout {
  /** Numbers of one pair of channels: forward, backward, left, right. */
  readonly pair: number
  readonly backward: number
  readonly left: number
  readonly right: number
  readonly pairs: number
  readonly taps: number
  readonly squares: number
  readonly totals: number
  readonly targets: number
}

/** Where the sums stand: pair (c,o) from (c·C+o)·pair on, cross from 0 on. */
export function offsetLayout({ C, K, R, S }: Pick<Geometry, 'C' | 'K' | 'R' | 'S'>): OffsetLayout {
  const [offsets, rim] = [R * S, R * (S - 1) ** 2]
  const pair = 2 * (offsets + rim)
  const taps = K * C * offsets
  const squares = taps + C * offsets
  return {
    pair,
    backward: offsets,
    left: 2 * offsets,
    right: 2 * offsets + rim,
    pairs: C * C * pair,
    taps,
    squares,
    totals: squares + K,
    targets: squares + 2 * K,
  }
}

export function noOffsetSums(g: Geometry): OffsetSums {
  const { pairs, targets } = offsetLayout(g)
  return { pairs: new Float64Array(pairs), targets: new Float64Array(targets) }
}

/** into += part */
export function addOffsetSums(into: OffsetSums, part: OffsetSums): void {
  for (const name of ['pairs', 'targets'] as const) {
    for (let i = 0; i < into[name].length; i++) into[name][i] += part[name][i]
  }
}

/**
 * Adds the sums of rows from ≤ p < to of picture n, in float64. A row p ≥ P has no target and is summed into `pairs` only; what
 * would look beyond the padded picture is left out.
 */
export function sumOffsets(
  sums: OffsetSums,
  x: Tensor,
  target: Tensor,
  g: Geometry,
  n: number,
  from: number,
  to: number,
): void {
  const rows = readRows(g, x.data, n, from, Math.min(to + g.R - 1, g.P + g.R - 1))
  for (let p = from; p < to; p++) {
    addPairs(sums.pairs, rows, p)
    if (p < g.P) addTargets(sums.targets, rows, target.data, n, p)
  }
}

/** Padded rows from ≤ p < end of every channel. */
interface PaddedRows {
  readonly g: Geometry
  readonly from: number
  readonly end: number
  readonly pitch: number
  readonly values: Float64Array
}

function readRows(g: Geometry, x: Numbers, n: number, from: number, end: number): PaddedRows {
  const reader = createRowWindow({ ...g, R: 1 }) // row by row: every padded row is read once
  const { pitch } = reader
  const values = new Float64Array(g.C * (end - from) * pitch)
  for (let c = 0; c < g.C; c++) {
    for (let p = from; p < end; p++) {
      readRowWindow(reader, x, n * g.C + c, p)
      values.set(reader.values, (c * (end - from) + p - from) * pitch)
    }
  }
  return { g, from, end, pitch, values }
}

/** Where padded row p of channel c begins. */
function rowAt({ from, end, pitch }: PaddedRows, c: number, p: number): number {
  return (c * (end - from) + p - from) * pitch
}

function addPairs(pairs: Float64Array, rows: PaddedRows, p: number): void {
  const { C, R, S, Q } = rows.g
  const { values: v } = rows
  const layout = offsetLayout(rows.g)
  for (let c = 0; c < C; c++) {
    const here = rowAt(rows, c, p)
    for (let o = 0; o < C; o++) {
      const at = (c * C + o) * layout.pair
      for (let i = 0; i < Math.min(R, rows.end - p); i++) {
        const there = rowAt(rows, o, p + i)
        addLagProducts(v, here, v, there, Q, S, pairs, at + i * S)
        if (i > 0) addLagProducts(v, there, v, here + 1, Q, S - 1, pairs, at + layout.backward + i * S + 1)
        for (let j = 0; j < S - 1; j++) {
          for (let s = 0; s < S - 1; s++) {
            const rim = at + (j * (S - 1) + s) * R + i
            pairs[rim + layout.left] += v[here + s] * v[there + j]
            pairs[rim + layout.right] += v[here + s + Q] * v[there + j + Q]
          }
        }
      }
    }
  }
}

function addTargets(targets: Float64Array, rows: PaddedRows, target: Numbers, n: number, p: number): void {
  const { C, K, R, S, P, Q } = rows.g
  const layout = offsetLayout(rows.g)
  const ones = new Float64Array(Q).fill(1)
  for (let k = 0; k < K; k++) {
    const start = ((n * K + k) * P + p) * Q
    const y = Float64Array.from(target.subarray(start, start + Q))
    for (let t = 0; t < C * R; t++) {
      const seen = rowAt(rows, Math.floor(t / R), p + (t % R))
      addLagProducts(y, 0, rows.values, seen, Q, S, targets, (k * C * R + t) * S)
    }
    targets[layout.squares + k] += rowDot(y, 0, y, 0, Q)
    targets[layout.totals + k] += rowDot(y, 0, ones, 0, Q)
  }
  for (let t = 0; t < C * R; t++) {
    const seen = rowAt(rows, Math.floor(t / R), p + (t % R))
    addLagProducts(ones, 0, rows.values, seen, Q, S, targets, layout.taps + t * S)
  }
}
