import { LabError } from '../errors.ts'
import { zeros } from './tensor.ts'
import type { Numbers, Tensor } from './tensor.ts'

/**
 * y[n,k] = b[k] + Σ_f w[k,f] · x[n,f]
 *
 * x: N F, w: K F, b: K or null → y: N K in the number type of x; each sum in float64, rounded once. Throws `shape-mismatch`.
 */
export function linear<D extends Numbers>(x: Tensor<D>, w: Tensor, b: Tensor | null): Tensor<D> {
  const [N, F, K] = extents(x.shape, w.shape)
  const y = zeros([N, K], x.data)
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      let sum = b ? b.data[k] : 0
      for (let f = 0; f < F; f++) sum += w.data[k * F + f] * x.data[n * F + f]
      y.data[n * K + k] = sum
    }
  }
  return y
}

/** ∂L/∂x[n,f] = Σ_k w[k,f] · ∂L/∂y[n,k]     dy: N K, w: K F → dx: N F */
export function linearGradInput<D extends Numbers>(dy: Tensor<D>, w: Tensor): Tensor<D> {
  const [N, K] = dy.shape
  const F = w.shape[1]
  const dx = zeros([N, F], dy.data)
  const sums = new Float64Array(F)
  for (let n = 0; n < N; n++) {
    sums.fill(0)
    for (let k = 0; k < K; k++) {
      const upstream = dy.data[n * K + k]
      for (let f = 0; f < F; f++) sums[f] += w.data[k * F + f] * upstream
    }
    dx.data.set(sums, n * F)
  }
  return dx
}

/** ∂L/∂w[k,f] = Σ_n ∂L/∂y[n,k] · x[n,f]     x: N F, dy: N K → dw: K F */
export function linearGradWeight<D extends Numbers>(x: Tensor<D>, dy: Tensor<D>): Tensor<D> {
  const [N, F] = x.shape
  const K = dy.shape[1]
  const dw = zeros([K, F], x.data)
  const sums = new Float64Array(F)
  for (let k = 0; k < K; k++) {
    sums.fill(0)
    for (let n = 0; n < N; n++) {
      const upstream = dy.data[n * K + k]
      for (let f = 0; f < F; f++) sums[f] += upstream * x.data[n * F + f]
    }
    dw.data.set(sums, k * F)
  }
  return dw
}

/** ∂L/∂b[k] = Σ_n ∂L/∂y[n,k]     dy: N K → db: K */
export function linearGradBias<D extends Numbers>(dy: Tensor<D>): Tensor<D> {
  const [N, K] = dy.shape
  const db = zeros([K], dy.data)
  for (let k = 0; k < K; k++) {
    let sum = 0
    for (let n = 0; n < N; n++) sum += dy.data[n * K + k]
    db.data[k] = sum
  }
  return db
}

function extents(x: readonly number[], w: readonly number[]): readonly [N: number, F: number, K: number] {
  if (x.length !== 2 || w.length !== 2 || x[1] !== w[1]) {
    throw new LabError('shape-mismatch', `linear wants x N×F and w K×F, got ${x.join('×')} and ${w.join('×')}`)
  }
  return [x[0], x[1], w[0]]
}
