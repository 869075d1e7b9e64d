import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import type { PerAxis } from './convolutionOptions.ts'
import { outputSize, perAxis } from './geometry.ts'
import { zeros } from './tensor.ts'
import type { Numbers, Tensor } from './tensor.ts'

/** How a pooling window moves; PyTorch's names and defaults. */
export interface PoolingOptions {
  readonly kernel: PerAxis
  /** The kernel's size when left out: windows side by side. */
  readonly stride?: PerAxis
  readonly padding?: PerAxis
  readonly dilation?: PerAxis
  /** Lets the last window hang over, unless it would begin behind the picture and its padding before. */
  readonly ceilMode?: boolean
}

/** Every size and offset of one pooling, in the letters of Geometry: x is N×C×H×W, y is N×C×P×Q. */
export interface Pooling {
  readonly N: number
  readonly C: number
  readonly H: number
  readonly W: number
  readonly R: number
  readonly S: number
  readonly P: number
  readonly Q: number
  readonly u: number
  readonly v: number
  readonly d: number
  readonly e: number
  readonly top: number
  readonly left: number
}

/** Sizes of a pooling of x (N C H W). Throws `shape-mismatch` for a window larger than the picture, `bad-argument`. */
export function poolingGeometry(
  x: readonly number[],
  { kernel, stride = kernel, padding = 0, dilation = 1, ceilMode = false }: PoolingOptions,
): Pooling {
  if (x.length !== 4) throw new LabError('shape-mismatch', `x wants 4 extents N×C×H×W, got ${x.join('×')}`)
  const [N, C, H, W] = x
  const [R, S] = perAxis('kernel', kernel)
  const [u, v] = perAxis('stride', stride)
  const [d, e] = perAxis('dilation', dilation)
  const [top, left] = perAxis('padding', padding, 0)
  const P = windows('row', H, R, u, d, top, ceilMode)
  const Q = windows('column', W, S, v, e, left, ceilMode)
  return Object.freeze({ N, C, H, W, R, S, P, Q, u, v, d, e, top, left })
}

function windows(
  name: 'row' | 'column',
  extent: number,
  taps: number,
  stride: number,
  dilation: number,
  pad: number,
  ceilMode: boolean,
): number {
  if (2 * pad > taps) {
    throw refusal('bad-argument', name === 'row' ? 'poolingPadRows' : 'poolingPadColumns', { taps, pad })
  }
  const reach = dilation * (taps - 1) + 1
  const padded = extent + 2 * pad
  const count = outputSize(padded, reach, stride, ceilMode ? 'ceil' : 'floor')
  if (count < 1) {
    throw refusal('shape-mismatch', name === 'row' ? 'poolingFewRows' : 'poolingFewColumns', { reach, padded })
  }
  return ceilMode && (count - 1) * stride >= extent + pad ? count - 1 : count
}

/**
 * y[n,c,p,q] = max_{r,s} x[n,c, p·u+r·d−top, q·v+s·e−left]
 *
 * x: N C H W → y: N C P Q, and where each maximum stands: index h·W + w in its plane, the first of equal ones. NaN wins
 * over every number. A dilated window that passes over the whole picture meets no pixel: −∞, index −1.
 */
export function maxPool<D extends Numbers>(x: Tensor<D>, g: Pooling): { y: Tensor<D>; indices: Int32Array } {
  const { N, C, H, W, R, S, P, Q, u, v, d, e, top, left } = g
  const y = zeros([N, C, P, Q], x.data)
  const indices = new Int32Array(N * C * P * Q)
  for (let nc = 0, i = 0; nc < N * C; nc++) {
    const plane = nc * H * W
    for (let p = 0; p < P; p++) {
      for (let q = 0; q < Q; q++, i++) {
        let most = -Infinity
        let at = -1
        for (let r = 0; r < R; r++) {
          const h = p * u + r * d - top
          if (h < 0 || h >= H) continue
          for (let s = 0; s < S; s++) {
            const w = q * v + s * e - left
            if (w < 0 || w >= W) continue
            const value = x.data[plane + h * W + w]
            if (value > most || at < 0 || Number.isNaN(value)) {
              most = value
              at = h * W + w
            }
          }
        }
        y.data[i] = most
        indices[i] = at
      }
    }
  }
  return { y, indices }
}

/** ∂L/∂x[n,c,h,w] = Σ ∂L/∂y[n,c,p,q] over the windows whose maximum stands at h, w     dy: N C P Q → dx: N C H W */
export function maxPoolGradInput<D extends Numbers>(dy: Tensor<D>, indices: Int32Array, g: Pooling): Tensor<D> {
  const { N, C, H, W, P, Q } = g
  const dx = zeros([N, C, H, W], dy.data)
  for (let nc = 0, i = 0; nc < N * C; nc++) {
    const plane = nc * H * W
    for (let pq = 0; pq < P * Q; pq++, i++) if (indices[i] >= 0) dx.data[plane + indices[i]] += dy.data[i]
  }
  return dx
}

/**
 * y[n,c,p,q] = 1/m_pq · Σ_{r,s} x[n,c, p·u+r−top, q·v+s−left] with x = 0 outside
 *
 * x: N C H W → y: N C P Q. m counts the window's places in the picture and, with countIncludePad, in its padding; never
 * those that only ceilMode reaches. Every window begins in the picture or within half its size before it, so m > 0.
 */
export function averagePool<D extends Numbers>(x: Tensor<D>, g: Pooling, countIncludePad = true): Tensor<D> {
  const { N, C, H, W, P, Q } = g
  const y = zeros([N, C, P, Q], x.data)
  for (let nc = 0, i = 0; nc < N * C; nc++) {
    const plane = nc * H * W
    for (let p = 0; p < P; p++) {
      const rows = spanOf(p, g.u, g.R, g.top, H, countIncludePad)
      for (let q = 0; q < Q; q++, i++) {
        const columns = spanOf(q, g.v, g.S, g.left, W, countIncludePad)
        let sum = 0
        for (let h = rows.from; h < rows.to; h++) {
          for (let w = columns.from; w < columns.to; w++) sum += x.data[plane + h * W + w]
        }
        y.data[i] = sum / (rows.counted * columns.counted)
      }
    }
  }
  return y
}

/** ∂L/∂x[n,c,h,w] = Σ 1/m_pq · ∂L/∂y[n,c,p,q] over the windows that cover h, w     dy: N C P Q → dx: N C H W */
export function averagePoolGradInput<D extends Numbers>(dy: Tensor<D>, g: Pooling, countIncludePad = true): Tensor<D> {
  const { N, C, H, W, P, Q } = g
  const dx = zeros([N, C, H, W], dy.data)
  for (let nc = 0, i = 0; nc < N * C; nc++) {
    const plane = nc * H * W
    for (let p = 0; p < P; p++) {
      const rows = spanOf(p, g.u, g.R, g.top, H, countIncludePad)
      for (let q = 0; q < Q; q++, i++) {
        const columns = spanOf(q, g.v, g.S, g.left, W, countIncludePad)
        const share = dy.data[i] / (rows.counted * columns.counted)
        for (let h = rows.from; h < rows.to; h++) {
          for (let w = columns.from; w < columns.to; w++) dx.data[plane + h * W + w] += share
        }
      }
    }
  }
  return dx
}

/** The rows (or columns) of the picture that window p covers, and how many places of it count towards a mean. */
export function spanOf(p: number, stride: number, taps: number, pad: number, extent: number, countPad: boolean) {
  const start = p * stride - pad
  const from = Math.max(start, 0)
  const to = Math.min(start + taps, extent)
  const counted = countPad ? Math.min(start + taps, extent + pad) - start : to - from
  return { from, to, counted }
}
