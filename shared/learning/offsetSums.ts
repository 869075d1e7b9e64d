import { createRowWindow, readRowWindow } from '../maths/rowWindow.ts'
import { addLagProducts, rowDot } from './rowProducts.ts'
import type { Geometry } from '../maths/geometry.ts'
import type { Numbers, Tensor } from '../maths/tensor.ts'
import type { Moments } from './moments.ts'

/** Output rows from … from+M−1 of one picture, and the M+R−1 padded input rows they look at, in float64. */
interface Band {
  readonly g: Geometry
  readonly M: number
  /** x̂[c][row][column], the rows `pitch` = Q+S−1 long */
  readonly x: Float64Array
  readonly pitch: number
  /** y[k][row][q] */
  readonly y: Float64Array
}

/** A += Σ z·zᵀ, b += Σ z·y, … over output rows from ≤ p < to of picture n, for stride and dilation 1. */
export function addOffsetSums(moments: Moments, x: Tensor, target: Tensor, n: number, from: number, to: number): void {
  const band = readBand(moments.geometry, x.data, target.data, n, from, to)
  addTapPairs(moments, band)
  addTargetSums(moments, band)
  if (moments.bias) addBiasSums(moments, band)
  moments.samples += band.M * moments.geometry.Q
}

/**
 * A[a,b] += Σ_{p,q} z_a·z_b from the offsets between taps.
 *
 * With z_{c,r,s} = x̂[c, p+r, q+s], the entry of taps (c,r,s) and (c′,r+i,s+j) is
 *   T(r,s) = Σ_{p<M,q<Q} x̂[c,p+r,q+s] · x̂[c′,p+r+i,q+s+j] :
 * the same products for every (r,s), summed over a window that moves with it. So each offset (i,j) is summed once, and its
 * other entries follow by taking off the rows and columns that the window leaves and adding those it enters. That is
 * S + (R−1)(2S−1) sums over all pixels for one channel: 13 instead of 45 for 3×3, 85 instead of 1225 for 7×7.
 */
function addTapPairs({ geometry: g, size, A }: Moments, band: Band): void {
  const taps = g.R * g.S
  for (let c = 0; c < g.C; c++) {
    for (let other = 0; other < g.C; other++) {
      const { forward, backward } = baseSums(band, c, other)
      for (let i = 0; i < g.R; i++) {
        for (let j = 1 - g.S; j < g.S; j++) {
          // The offsets (i,j) and (−i,−j) are the same entries: half of them, with both orders of the channels, is all.
          if (i === 0 && (j < 0 || (j === 0 && other < c))) continue
          const base = j >= 0 ? forward[i * g.S + j] : backward[i * g.S - j]
          spreadOffset(A, size, band, c * taps, other * taps, i, j, base)
        }
      }
    }
  }
}

function readBand(g: Geometry, x: Numbers, target: Numbers, n: number, from: number, to: number): Band {
  const { C, K, R, P, Q } = g
  const M = to - from
  const reader = createRowWindow({ ...g, R: 1 }) // row by row: every padded row of the band is read once
  const { pitch } = reader
  const rows = new Float64Array(C * (M + R - 1) * pitch)
  for (let c = 0; c < C; c++) {
    for (let row = 0; row < M + R - 1; row++) {
      readRowWindow(reader, x, n * C + c, from + row)
      rows.set(reader.values, (c * (M + R - 1) + row) * pitch)
    }
  }
  const y = new Float64Array(K * M * Q)
  for (let k = 0; k < K; k++) {
    const at = ((n * K + k) * P + from) * Q
    y.set(target.subarray(at, at + M * Q), k * M * Q)
  }
  return { g, M, x: rows, pitch, y }
}

/**
 * forward[i,j] = Σ_{p,q} x̂[c,p,q] · x̂[c′,p+i,q+j]    backward[i,j] = Σ_{p,q} x̂[c,p,q+j] · x̂[c′,p+i,q]
 */
function baseSums({ g, M, x, pitch }: Band, c: number, other: number) {
  const { R, S, Q } = g
  const forward = new Float64Array(R * S)
  const backward = new Float64Array(R * S)
  for (let p = 0; p < M; p++) {
    const here = (c * (M + R - 1) + p) * pitch
    for (let i = 0; i < R; i++) {
      const there = (other * (M + R - 1) + p + i) * pitch
      addLagProducts(x, here, x, there, Q, S, forward, i * S)
      if (i > 0) addLagProducts(x, there, x, here + 1, Q, S - 1, backward, i * S + 1)
    }
  }
  return { forward, backward }
}

/** A[(c,r,s), (c′,r+i,s+j)] += T(r,s) for all taps that the offset (i,j) joins, from T at the first of them. */
function spreadOffset(
  A: Float64Array,
  size: number,
  band: Band,
  firstTap: number,
  firstOther: number,
  i: number,
  j: number,
  base: number,
): void {
  const { R, S } = band.g
  const rows = R - i
  const columns = S - Math.abs(j)
  const left = Math.max(0, -j) // column of the first tap
  const channel = firstTap / (R * S)
  const other = firstOther / (R * S)
  const down = rowSteps(band, channel, other, i, j, left, rows - 1)
  const across = Array.from({ length: columns - 1 }, (_, s) => columnSteps(band, channel, other, i, j, left + s, rows))
  let start = base
  for (let r = 0; r < rows; r++) {
    let T = start
    for (let s = left; s < left + columns; s++) {
      const a = firstTap + r * S + s
      const b = firstOther + (r + i) * S + s + j
      A[a * size + b] += T
      if (a !== b) A[b * size + a] += T
      if (s + 1 < left + columns) T += across[s - left][r]
    }
    if (r + 1 < rows) start += down[r]
  }
}

/** T(r+1,s) − T(r,s) = Σ_q x̂[c,M+r,q+s]·x̂[c′,M+r+i,q+s+j] − Σ_q x̂[c,r,q+s]·x̂[c′,r+i,q+s+j], at column s = `left` */
function rowSteps(
  { g, M, x, pitch }: Band,
  c: number,
  other: number,
  i: number,
  j: number,
  left: number,
  count: number,
): Float64Array {
  const here = c * (M + g.R - 1) * pitch + left
  const there = (other * (M + g.R - 1) + i) * pitch + left + j
  const product = (row: number) => rowDot(x, here + row * pitch, x, there + row * pitch, g.Q)
  return Float64Array.from({ length: count }, (_, r) => product(M + r) - product(r))
}

/** T(r,s+1) − T(r,s) for every r: the same with columns, their products summed over the rows r … r+M−1. */
function columnSteps(
  { g, M, x, pitch }: Band,
  c: number,
  other: number,
  i: number,
  j: number,
  s: number,
  count: number,
): Float64Array {
  const here = c * (M + g.R - 1) * pitch + s
  const there = (other * (M + g.R - 1) + i) * pitch + s + j
  const product = (row: number, q: number) => x[here + row * pitch + q] * x[there + row * pitch + q]
  const step = (row: number) => product(row, g.Q) - product(row, 0)
  let sum = 0
  for (let p = 0; p < M; p++) sum += step(p)
  return Float64Array.from({ length: count }, (_, r) => {
    if (r > 0) sum += step(M + r - 1) - step(r - 1)
    return sum
  })
}

/** b[k,(c,r,s)] += Σ_{p,q} y[k,p,q] · x̂[c,p+r,q+s], b[k,1] += Σ y_k for the bias, and Σ y², Σ y */
function addTargetSums(moments: Moments, { g, M, x, pitch, y }: Band): void {
  const { C, K, R, S, Q } = g
  for (let k = 0; k < K; k++) {
    for (let p = 0; p < M; p++) {
      const row = (k * M + p) * Q
      for (let c = 0; c < C; c++) {
        for (let r = 0; r < R; r++) {
          const seen = (c * (M + R - 1) + p + r) * pitch
          addLagProducts(y, row, x, seen, Q, S, moments.b, k * moments.size + (c * R + r) * S)
        }
      }
      moments.yy[k] += rowDot(y, row, y, row, Q)
      const sum = rowSum(y, row, Q)
      moments.ySum[k] += sum
      if (moments.bias) moments.b[(k + 1) * moments.size - 1] += sum
    }
  }
}

/** A[(c,r,s), 1] += Σ_{p,q} x̂[c,p+r,q+s]: the row and column of the bias, whose z is 1 everywhere. */
function addBiasSums({ size, A }: Moments, { g, M, x, pitch }: Band): void {
  const { C, R, S, Q } = g
  const one = size - 1
  for (let c = 0; c < C; c++) {
    for (let row = 0; row < M + R - 1; row++) {
      const at = (c * (M + R - 1) + row) * pitch
      let sum = rowSum(x, at, Q)
      for (let s = 0; s < S; s++) {
        for (let r = Math.max(0, row - M + 1); r <= Math.min(R - 1, row); r++) {
          const tap = (c * R + r) * S + s
          A[tap * size + one] += sum
          A[one * size + tap] += sum
        }
        if (s + 1 < S) sum += x[at + s + Q] - x[at + s]
      }
    }
  }
  A[one * size + one] += M * Q
}

function rowSum(numbers: Float64Array, at: number, count: number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += numbers[at + i]
  return sum
}
