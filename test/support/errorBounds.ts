import type { BackendName } from '../../shared/backend/backend.ts'
import { factorize } from '../../shared/backend/separable/factors.ts'
import { borderColumns, borderRows, outside } from '../../shared/maths/border.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Numbers, Tensor } from '../../shared/maths/tensor.ts'
import { float32Bound } from './closeTo.ts'
import { shapeOfY } from './geometries.ts'

/** How far each y may lie from the float64 result: the bound that the contract (shared/backend/backend.ts) states for a backend. */
export function errorBounds(name: BackendName, x: Tensor, w: Tensor, b: Numbers | null, g: Geometry): Float64Array {
  if (name === 'fft') return transformBounds(x, w, b, g)
  return name === 'separable' ? separableBounds(x, w, b, g) : directBounds(x, w, b, g)
}

/** (T + 1) · 2⁻²⁴ · (Σ|w·x| + |b|) */
function directBounds(x: Tensor, w: Tensor, b: Numbers | null, g: Geometry): Float64Array {
  const bias = b && tensor([g.K], b)
  const magnitudes = convolve(absolute(x), absolute(w), bias && absolute(bias), absoluteBorder(g)).data
  const taps = (g.C / g.groups) * g.R * g.S
  return magnitudes.map((magnitude) => float32Bound(taps + 1, magnitude))
}

/** (S + n·R + 1) · 2⁻²⁴ · (Σ_t Σ|column_t · row_t · x| + |b|) + Σ|E·x|, as one kernel that holds it all. */
function separableBounds(x: Tensor, w: Tensor, b: Numbers | null, g: Geometry): Float64Array {
  const { K, R, S } = g
  const channels = g.C / g.groups
  const terms = factorize(w.data, g)
  const weights = Float64Array.from(w.data, (weight, i) => {
    const [slice, r, s] = [Math.floor(i / (R * S)), Math.floor(i / S) % R, i % S]
    const k = Math.floor(slice / channels)
    const n = terms.filter((term) => term.k === k).length
    const products = terms.filter((term) => term.k === k && term.c === slice % channels)
    const exactly = products.map(({ column, row }) => column[r] * row[s])
    const left = Math.abs(weight - exactly.reduce((sum, product) => sum + product, 0))
    const magnitude = exactly.reduce((sum, product) => sum + Math.abs(product), 0)
    return float32Bound(S + n * R + 1, magnitude) + left
  })
  const biases = Float64Array.from({ length: K }, (_, k) => {
    const n = terms.filter((term) => term.k === k).length
    return b ? float32Bound(S + n * R + 1, Math.abs(b[k])) : 0
  })
  return convolve(in64(absolute(x)), tensor(w.shape, weights), tensor([K], biases), absoluteBorder(g)).data
}

/** (117 + C/groups) · 2⁻²⁴ · (‖x‖ · ‖w_k‖ + |b_k|), x with its border, which may be more than the tiles it is cut into. */
function transformBounds(x: Tensor, w: Tensor, b: Numbers | null, g: Geometry): Float64Array {
  const { N, C, K, P, Q, groups } = g
  const [channels, filters] = [C / groups, K / groups]
  const bounds = new Float64Array(sizeOf(shapeOfY(g)))
  const norms = Array.from({ length: N * C }, (_, plane) => paddedNorm(x.data, plane, g))
  const taps = w.data.length / K
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      const first = n * C + Math.floor(k / filters) * channels
      const product = norm(norms.slice(first, first + channels)) * norm(w.data.subarray(k * taps, (k + 1) * taps))
      const bound = (117 + channels) * 2 ** -24 * (product + (b ? Math.abs(b[k]) : 0))
      bounds.fill(bound, (n * K + k) * P * Q, (n * K + k + 1) * P * Q)
    }
  }
  return bounds
}

function norm(values: ArrayLike<number>): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += values[i] ** 2
  return Math.sqrt(squares)
}

function paddedNorm(x: Numbers, plane: number, g: Geometry): number {
  const columns = borderColumns(g)
  let squares = 0
  for (const h of borderRows(g)) {
    for (const w of columns) {
      squares += (h === outside || w === outside ? g.border.value : x[(plane * g.H + h) * g.W + w]) ** 2
    }
  }
  return Math.sqrt(squares)
}

const in64 = ({ shape, data }: Tensor) => tensor(shape, Float64Array.from(data))
const absolute = ({ shape, data }: Tensor) => tensor(shape, Float64Array.from(data, Math.abs))

/** A border's own value counts with its magnitude, like every other x. */
function absoluteBorder(g: Geometry): Geometry {
  return { ...g, border: { ...g.border, value: Math.abs(g.border.value) } }
}
