import { LabError } from '../errors.ts'
import { sizeOf } from '../maths/tensor.ts'
import { addOffsetMoments } from './offsetSums.ts'
import { addPatchSums } from './patchSums.ts'
import type { Geometry } from '../maths/geometry.ts'
import type { Tensor } from '../maths/tensor.ts'

/**
 * All that a pair of pictures says about one linear kernel under the sum of squared errors. z is what the kernel sees at
 * one position: C·R·S patch values in the order of the weights, then 1 when there is a bias. The output channels share A.
 *
 *   L(w) = Σ_k ( Σ y_k² − 2·b_k·w_k + w_k·A·w_k )    ∂L/∂w_k = 2·(A·w_k − b_k)
 *
 * Plain data: threads can each gather some bands and post their moments to be merged.
 */
export interface Moments {
  readonly geometry: Geometry
  readonly bias: boolean
  /** n: numbers in z, the unknowns of one output channel. */
  readonly size: number
  /** K */
  readonly outputs: number
  /** A = Σ z·zᵀ, n×n */
  readonly A: Float64Array
  /** b_k = Σ z·y_k, K×n */
  readonly b: Float64Array
  /** Σ y_k², K numbers */
  readonly yy: Float64Array
  /** Σ y_k, K numbers: what the share of variance explained is measured from. */
  readonly ySum: Float64Array
  /** γ of the sums of one row, 0 unless they were made in float32: `momentsError` adds it. */
  readonly rounding: number
  /** Positions summed so far; N·P·Q when all rows are in and none was left out. */
  samples: number
}

/** Empty sums for a kernel of this geometry. Throws `bad-argument` for more than one group: A would differ from group to group. */
export function createMoments(geometry: Geometry, bias: boolean, rounding = 0): Moments {
  const { C, K, R, S, groups } = geometry
  if (groups !== 1) throw new LabError('bad-argument', `a kernel is learned with 1 group, got ${groups}`)
  const size = C * R * S + (bias ? 1 : 0)
  return {
    geometry,
    bias,
    size,
    outputs: K,
    A: new Float64Array(size * size),
    b: new Float64Array(K * size),
    yy: new Float64Array(K),
    ySum: new Float64Array(K),
    rounding,
    samples: 0,
  }
}

/**
 * A += Σ z·zᵀ, b += Σ z·y, … over output rows p from ≤ p < to of every n. x is N C H W, target N K P Q. `keep` (N·P·Q) leaves
 * the positions out at which it is 0.
 *
 * With stride and dilation 1 the sums come from the offsets between taps (offsetSums.ts), whose rim costs about 2R rows per
 * call: bands of 64 rows or more. |error| ≤ momentsError · Σ|z·z| over these rows, left out
 * or not; exact for integers while the sums stay below 2⁵³.
 */
export function addRows(
  moments: Moments,
  x: Tensor,
  target: Tensor,
  from: number,
  to: number,
  keep: Uint8Array | null = null,
): void {
  const { geometry: g } = moments
  checkPair(g, x, target, keep)
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= g.P)) {
    throw new LabError('bad-argument', `rows are from ≤ to within 0 … ${g.P}, got ${from} and ${to}`)
  }
  if (from === to) return
  const dense = isDense(g)
  for (let n = 0; n < g.N; n++) {
    const leftOut = keep ? countZeros(keep, (n * g.P + from) * g.Q, (n * g.P + to) * g.Q) : 0
    if (!dense || leftOut > fewLeftOut * (to - from) * g.Q) {
      addPatchSums(moments, x, target, n, from, to, keep)
      continue
    }
    addOffsetMoments(moments, x, target, n, from, to)
    if (leftOut === 0) continue
    const rest = createMoments(g, moments.bias)
    addPatchSums(rest, x, target, n, from, to, keep, 0)
    subtractMoments(moments, rest)
  }
}

/** Whether the sums come from the offsets between taps. */
export function isDense({ u, v, d, e }: Geometry): boolean {
  return u === 1 && v === 1 && d === 1 && e === 1
}

/** Up to this share of positions it is faster to sum all by offsets and take the ones left out away again. */
const fewLeftOut = 0.4

function countZeros(numbers: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let i = from; i < to; i++) if (numbers[i] === 0) count++
  return count
}

/** The moments of a whole pair in one call, for pictures that need no progress bar. */
export function momentsOf(
  x: Tensor,
  target: Tensor,
  geometry: Geometry,
  bias: boolean,
  keep: Uint8Array | null = null,
): Moments {
  const moments = createMoments(geometry, bias)
  addRows(moments, x, target, 0, geometry.P, keep)
  return moments
}

/** Adds the sums of other rows of the same pair, gathered elsewhere. */
export function mergeMoments(into: Moments, part: Moments): void {
  combine(into, part, 1)
}

/** Takes positions out again that `part` has gathered. */
export function subtractMoments(from: Moments, part: Moments): void {
  combine(from, part, -1)
}

function combine(into: Moments, part: Moments, sign: 1 | -1): void {
  if (into.size !== part.size || into.outputs !== part.outputs || into.bias !== part.bias) {
    throw new LabError(
      'shape-mismatch',
      `moments of ${into.outputs}×${into.size} do not go together with moments of ${part.outputs}×${part.size}`,
    )
  }
  for (const sums of ['A', 'b', 'yy', 'ySum'] as const) {
    for (let i = 0; i < part[sums].length; i++) into[sums][i] += sign * part[sums][i]
  }
  into.samples += sign * part.samples
}

/** The moments of pictures whose numbers are `unit` times as small, each number divided once; the bias still sees 1. */
export function dividedMoments(moments: Moments, unit: number): Moments {
  const { size, bias, A, b, yy, ySum } = moments
  const divisor = (a: number): number => (bias && a === size - 1 ? 1 : unit)
  return {
    ...moments,
    A: A.map((sum, i) => sum / (divisor(i % size) * divisor(Math.floor(i / size)))),
    b: b.map((sum, i) => sum / (divisor(i % size) * unit)),
    yy: yy.map((sum) => sum / (unit * unit)),
    ySum: ySum.map((sum) => sum / unit),
  }
}

/** The moments of output channel k alone, as if its kernel were learned for itself (it is: channels share A and nothing else). */
export function momentsOfOutput(
  { geometry, bias, size, A, b, yy, ySum, rounding, samples }: Moments,
  k: number,
): Moments {
  return {
    geometry: { ...geometry, K: 1 },
    bias,
    size,
    outputs: 1,
    A: A.slice(),
    b: b.slice(k * size, (k + 1) * size),
    yy: yy.slice(k, k + 1),
    ySum: ySum.slice(k, k + 1),
    rounding,
    samples,
  }
}

/**
 * γ: |computed A[a,b] − A[a,b]| ≤ γ·Σ|z_a·z_b| over the padded picture. The longest chain of roundings: Q products of a row,
 * then N·P row sums, then the steps from the first tap to the last and back; doubled, for a rim is added and taken away.
 */
export function momentsError({ geometry: { N, P, Q, R, S }, rounding }: Moments): number {
  return 2 * ((Q + N * P + R + S) * 2 ** -53 + rounding)
}

function checkPair(g: Geometry, x: Tensor, target: Tensor, keep: Uint8Array | null): void {
  checkShape('the picture', [g.N, g.C, g.H, g.W], x.shape)
  checkShape('the target', [g.N, g.K, g.P, g.Q], target.shape)
  const positions = sizeOf([g.N, g.P, g.Q])
  if (keep && keep.length !== positions) {
    throw new LabError('shape-mismatch', `keep wants one number for each of ${positions} positions, got ${keep.length}`)
  }
}

function checkShape(name: string, wanted: readonly number[], came: readonly number[]): void {
  if (wanted.length !== came.length || wanted.some((extent, axis) => extent !== came[axis])) {
    throw new LabError('shape-mismatch', `${name} wants shape ${wanted.join('×')}, got ${came.join('×')}`)
  }
}
