import { sizeOf, zeros } from './tensor.ts'
import type { Numbers, Tensor } from './tensor.ts'

/**
 * y[n,k,i] = exp(x[n,k,i] − max_k) / Σ_k exp(x[n,k,i] − max_k)     x: N K … → y: N K …, over the second axis
 *
 * The largest score is taken away first: its exponential is 1, so nothing overflows and the sum is never 0.
 */
export function softmax<D extends Numbers>(x: Tensor<D>): Tensor<D> {
  const { N, K, places } = extents(x)
  const y = zeros(x.shape, x.data)
  const exponentials = new Float64Array(K)
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < places; i++) {
      const first = n * K * places + i
      let most = -Infinity
      for (let k = 0; k < K; k++) most = Math.max(most, x.data[first + k * places])
      let sum = 0
      for (let k = 0; k < K; k++) sum += exponentials[k] = Math.exp(x.data[first + k * places] - most)
      for (let k = 0; k < K; k++) y.data[first + k * places] = exponentials[k] / sum
    }
  }
  return y
}

/** ∂L/∂x[n,k,i] = y[n,k,i] · (∂L/∂y[n,k,i] − Σ_j y[n,j,i] · ∂L/∂y[n,j,i])     y, dy: N K … → dx: N K … */
export function softmaxGradInput<D extends Numbers>(y: Tensor<D>, dy: Tensor<D>): Tensor<D> {
  const { N, K, places } = extents(y)
  const dx = zeros(y.shape, y.data)
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < places; i++) {
      const first = n * K * places + i
      let mean = 0
      for (let k = 0; k < K; k++) mean += y.data[first + k * places] * dy.data[first + k * places]
      for (let k = 0; k < K; k++) {
        const at = first + k * places
        dx.data[at] = y.data[at] * (dy.data[at] - mean)
      }
    }
  }
  return dx
}

function extents({ shape }: Tensor): { N: number; K: number; places: number } {
  return { N: shape[0], K: shape[1], places: sizeOf(shape.slice(2)) }
}
