import { LabError } from '../errors.ts'
import { borderIndex, outside } from './border.ts'
import type { BorderMode } from './convolutionOptions.ts'
import { checkNumbers, groupOf } from './convolve.ts'
import type { Geometry } from './geometry.ts'
import type { Tensor } from './tensor.ts'

/** One product of the sum behind an output value. Row and column are the padded position: outside the picture in the border. */
export interface Term {
  /** c, counted in the whole input, not within a group. */
  readonly channel: number
  readonly row: number
  readonly column: number
  readonly x: number
  readonly w: number
  readonly product: number
  readonly border: boolean
  /** The input pixel that x was read from: in the border the one that it copies; null for the border's own value. */
  readonly from: readonly [h: number, w: number] | null
}

export interface Explanation {
  readonly sum: number
  readonly bias: number
  readonly output: readonly [p: number, q: number]
  /** In the order in which the convolution adds them. */
  readonly terms: readonly Term[]
}

/**
 * sum = bias + Σ product, with product = w[k,c,r,s] · x[n,c, p·u+r·d−top, q·v+s·e−left], term by term
 *
 * The sum is float64, as inside `convolve`, which stores it in the number type of its output. Throws `bad-argument` where
 * there is no output n, k, p, q, `shape-mismatch` where x, w or b are not of the geometry.
 */
export function explainOutput(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  g: Geometry,
  n: number,
  k: number,
  p: number,
  q: number,
): Explanation {
  const bias = b ? b.data[k] : 0
  const terms: Term[] = []
  let sum = bias
  eachTerm(x, w, b, g, [n, k, p, q], (channel, row, column, h, inputColumn, value, weight) => {
    const border = row < 0 || row >= g.H || column < 0 || column >= g.W
    const product = weight * value
    sum += product
    const from = h === outside || inputColumn === outside ? null : ([h, inputColumn] as const)
    terms.push({ channel, row, column, x: value, w: weight, product, border, from })
  })
  return { sum, bias, output: [p, q], terms }
}

/** A term before anything is made of it: thousands of them at every move of a pointer are no objects. */
export type SeeTerm = (
  channel: number,
  row: number,
  column: number,
  /** Where x was read; `outside` for the border's own value. */
  h: number,
  inputColumn: number,
  x: number,
  w: number,
) => void

/** All terms behind an output value in the order in which the convolution adds them. Throws as `explainOutput`. */
export function eachTerm(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  g: Geometry,
  [n, k, p, q]: readonly [n: number, k: number, p: number, q: number],
  see: SeeTerm,
): void {
  checkNumbers(g, b ? { x: x.data, w: w.data, b: b.data } : { x: x.data, w: w.data })
  checkPlace({ n, k, p, q }, { n: g.N, k: g.K, p: g.P, q: g.Q })
  const { C, H, W, K, R, S, u, v, d, e, top, left, groups } = g
  const channels = C / groups
  const firstChannel = groupOf(k, K, groups) * channels
  for (let c = 0; c < channels; c++) {
    const channel = firstChannel + c
    for (let r = 0; r < R; r++) {
      const row = p * u + r * d - top
      const h = borderIndex(g.border.mode, row, H)
      for (let s = 0; s < S; s++) {
        const column = q * v + s * e - left
        const inputColumn = borderIndex(g.border.mode, column, W)
        const missing = h === outside || inputColumn === outside
        const value = missing ? g.border.value : x.data[((n * C + channel) * H + h) * W + inputColumn]
        see(channel, row, column, h, inputColumn, value, w.data[((k * channels + c) * R + r) * S + s])
      }
    }
  }
}

/** One product that an input value is part of: weight · x[n,c,h,w] is added to y[n,k,p,q]. */
export interface Use {
  readonly k: number
  readonly p: number
  readonly q: number
  readonly r: number
  readonly s: number
  readonly weight: number
  /** Read as a copy in the border, not in its own place. */
  readonly border: boolean
}

/**
 * all (k,p,q,r,s) with border(p·u+r·d−top) = h and border(q·v+s·e−left) = column, and weight = w[k,c,r,s]
 *
 * Where the value x[n,c,h,column] goes, in the order k, p, q, r, s; the same for every n. Inside the picture, with stride 1,
 * the weights over (p, q) are the kernel turned by 180°. Throws `bad-argument` where there is no input c, h, column.
 */
export function explainInput(w: Tensor, g: Geometry, c: number, h: number, column: number): Use[] {
  checkNumbers(g, { w: w.data })
  checkPlace({ c, h, w: column }, { c: g.C, h: g.H, w: g.W })
  const { C, H, W, K, R, S, P, Q, groups } = g
  const channels = C / groups
  const mode = g.border.mode
  const vertical = readsOfIndex(
    { mode, extent: H, before: g.top, after: g.bottom, stride: g.u, dilation: g.d },
    P,
    R,
    h,
  )
  const horizontal = readsOfIndex(
    { mode, extent: W, before: g.left, after: g.right, stride: g.v, dilation: g.e },
    Q,
    S,
    column,
  )
  const uses: Use[] = []
  for (let k = 0; k < K; k++) {
    const own = c - groupOf(k, K, groups) * channels
    if (own < 0 || own >= channels) continue
    const planes = (k * channels + own) * R
    for (const { output: p, tap: r, border: above } of vertical) {
      for (const { output: q, tap: s, border: beside } of horizontal) {
        uses.push({ k, p, q, r, s, weight: w.data[(planes + r) * S + s], border: above || beside })
      }
    }
  }
  return uses.sort((a, b) => a.k - b.k || a.p - b.p || a.q - b.q || a.r - b.r || a.s - b.s)
}

interface ReadAxis {
  readonly mode: BorderMode
  readonly extent: number
  readonly before: number
  readonly after: number
  readonly stride: number
  readonly dilation: number
}

interface Read {
  readonly output: number
  readonly tap: number
  readonly border: boolean
}

/** Every output and tap of one axis that reads input `index`: position = output·stride + tap·dilation − before, solved for output. */
function readsOfIndex(axis: ReadAxis, outputs: number, taps: number, index: number): Read[] {
  const { mode, extent, before, after, stride, dilation } = axis
  const around = Array.from({ length: before + after }, (_, i) => (i < before ? i - before : extent + i - before))
  const copies = around.filter((position) => borderIndex(mode, position, extent) === index)
  const reads: Read[] = []
  for (const position of [index, ...copies]) {
    for (let tap = 0; tap < taps; tap++) {
      const output = (position + before - tap * dilation) / stride
      if (Number.isInteger(output) && output >= 0 && output < outputs) {
        reads.push({ output, tap, border: position !== index })
      }
    }
  }
  return reads
}

function checkPlace(place: Readonly<Record<string, number>>, extents: Readonly<Record<string, number>>): void {
  for (const [letter, index] of Object.entries(place)) {
    if (!Number.isInteger(index) || index < 0 || index >= extents[letter]) {
      throw new LabError(
        'bad-argument',
        `${letter} wants a whole number from 0 to ${extents[letter] - 1}, got ${index}`,
      )
    }
  }
}
