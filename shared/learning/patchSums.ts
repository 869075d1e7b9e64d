import { createRowWindow, readRowWindow } from '../maths/rowWindow.ts'
import { rowDot } from '../maths/rowProducts.ts'
import type { RowWindow } from '../maths/rowWindow.ts'
import type { Numbers, Tensor } from '../maths/tensor.ts'
import type { Moments } from './moments.ts'

/**
 * A[a,b] += Σ_{p,q} z_a·z_b and b[k,a] += Σ_{p,q} z_a·y_k by their definition, one output row after the other, with
 * z_{c,r,s} = x[n,c, p·u+r·d−top, q·v+s·e−left]. For any stride, dilation and border, and for the positions whose mark
 * (N·P·Q) is `chosen`, all where there are none: each row's z is laid out as n rows of as many numbers as there are positions, then every pair of rows is multiplied.
 */
export function addPatchSums(
  moments: Moments,
  x: Tensor,
  target: Tensor,
  n: number,
  from: number,
  to: number,
  marks: Uint8Array | null,
  chosen = 1,
): void {
  const { geometry: g, size, outputs: K } = moments
  const window = createRowWindow(g)
  const z = new Float64Array(size * g.Q).fill(1) // the row of the bias stays 1
  const y = new Float64Array(K * g.Q)
  const kept = new Int32Array(g.Q)
  for (let p = from; p < to; p++) {
    const count = choosePositions(kept, marks, chosen, (n * g.P + p) * g.Q)
    layOutPatches(z, window, x.data, n, p, kept, count)
    for (let k = 0; k < K; k++) {
      const at = ((n * K + k) * g.P + p) * g.Q
      for (let i = 0; i < count; i++) y[k * g.Q + i] = target.data[at + kept[i]]
    }
    addRowPairs(moments, z, g.Q, count)
    addTargetPairs(moments, z, y, g.Q, count)
  }
}

/** Lists the columns q of one output row that are summed; answers how many. */
function choosePositions(list: Int32Array, marks: Uint8Array | null, chosen: number, at: number): number {
  let count = 0
  for (let q = 0; q < list.length; q++) if (marks === null || marks[at + q] === chosen) list[count++] = q
  return count
}

/** z[(c·R+r)·S+s][i] = x[n,c, p·u+r·d−top, q·v+s·e−left] at the i-th kept column q */
function layOutPatches(
  z: Float64Array,
  window: RowWindow,
  x: Numbers,
  n: number,
  p: number,
  kept: Int32Array,
  count: number,
): void {
  const { C, R, S, Q, v } = window.g
  for (let c = 0; c < C; c++) {
    readRowWindow(window, x, n * C + c, p)
    for (let t = 0; t < R * S; t++) {
      const row = (c * R * S + t) * Q
      const offset = window.offsets[t]
      for (let i = 0; i < count; i++) z[row + i] = window.values[offset + kept[i] * v]
    }
  }
}

/** A += the products of every pair of rows of z, `count` positions long and `pitch` apart. */
function addRowPairs(moments: Moments, z: Float64Array, pitch: number, count: number): void {
  const { size, A } = moments
  for (let a = 0; a < size; a++) {
    for (let other = a; other < size; other++) {
      const sum = rowDot(z, a * pitch, z, other * pitch, count)
      A[a * size + other] += sum
      if (other !== a) A[other * size + a] += sum
    }
  }
  moments.samples += count
}

/** b += the products of every row of y with every row of z, and Σ y², Σ y */
function addTargetPairs(moments: Moments, z: Float64Array, y: Float64Array, pitch: number, count: number): void {
  const { size, outputs: K, b, yy, ySum } = moments
  for (let k = 0; k < K; k++) {
    for (let a = 0; a < size; a++) b[k * size + a] += rowDot(y, k * pitch, z, a * pitch, count)
    yy[k] += rowDot(y, k * pitch, y, k * pitch, count)
    for (let i = 0; i < count; i++) ySum[k] += y[k * pitch + i]
  }
}

/**
 * A += …, b += … from products of z = (patch, 1, targets): sums[i·m + j] = Σ z_i·z_j for i ≤ j < m = C·R·S + 1 + K, as
 * backend/gather/patches.ts makes them.
 */
export function spreadPatchSums(moments: Moments, sums: Float64Array): void {
  const { geometry: g, size, outputs: K, A, b, yy, ySum } = moments
  const one = g.C * g.R * g.S
  const m = one + 1 + K
  for (let a = 0; a < size; a++) {
    for (let other = a; other < size; other++) {
      A[a * size + other] += sums[a * m + other]
      if (other !== a) A[other * size + a] += sums[a * m + other]
    }
    for (let k = 0; k < K; k++) b[k * size + a] += sums[a * m + one + 1 + k]
  }
  for (let k = 0; k < K; k++) {
    yy[k] += sums[(one + 1 + k) * (m + 1)]
    ySum[k] += sums[one * m + one + 1 + k]
  }
  moments.samples += sums[one * m + one]
}
