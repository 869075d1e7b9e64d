import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { crossFactors } from '../../kernel/factors.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Numbers } from '../../maths/tensor.ts'
import { sameNumbers } from '../sameNumbers.ts'

/** One term of a kernel: w[k,c] = Σ over its terms of column[r] · row[s]. */
export interface Term {
  readonly k: number
  /** Within k's group. */
  readonly c: number
  readonly column: Float32Array
  readonly row: Float32Array
}

type Factors = Pick<Term, 'column' | 'row'>

/** Half a unit in the last place of a float32, relative. */
const rounding = 2 ** -24

let last: { readonly w: Numbers; readonly g: Geometry; readonly terms: readonly Term[] } | null = null

/** `factorize` of the kernel that was asked for last is not computed again: every band of a job asks for the same one. */
export function termsOf(w: Numbers, g: Geometry): readonly Term[] {
  const same = last && (['K', 'C', 'groups', 'S'] as const).every((extent) => last?.g[extent] === g[extent])
  if (!last || !same || !sameNumbers(last.w, w)) last = { w: w.slice(), g, terms: factorize(w, g) }
  return last.terms
}

/** All terms of a kernel K×C/groups×R×S, sorted by k and c; min(R, S) per slice at most, none for a slice of zeros. */
export function factorize(w: Numbers, { K, C, R, S, groups }: Geometry): readonly Term[] {
  const channels = C / groups
  return Array.from({ length: K * channels }, (_, slice) => {
    const [k, c] = [Math.floor(slice / channels), slice % channels]
    return sliceFactors(Array.from(w.subarray(slice * R * S, (slice + 1) * R * S)), R, S).map((term) => ({
      k,
      c,
      ...term,
    }))
  }).flat()
}

/** Whether every slice is one column of whole numbers times one row of whole numbers: then whole numbers stay whole. */
export function hasWholeFactors(w: Numbers, terms: readonly Term[]): boolean {
  if (!w.every(Number.isInteger)) return false
  const once = new Set(terms.map(({ k, c }) => `${k} ${c}`)).size === terms.length
  return once && terms.every(({ column, row }) => column.every(Number.isInteger) && row.every(Number.isInteger))
}

function sliceFactors(w: readonly number[], R: number, S: number): readonly Factors[] {
  if (w.every((weight) => weight === 0) || !w.every(Number.isFinite)) return []
  const single = singleFactors(w, S)
  return single ? [single] : singularFactors(w, R, S)
}

/** Rank 1; null if a weight is off by more than 4 roundings. */
function singleFactors(w: readonly number[], S: number): Factors | null {
  const { column, row } = crossFactors(w, S)
  const rounded = { column: Float32Array.from(column), row: Float32Array.from(row) }
  const fits = w.every((weight, t) => {
    const product = rounded.column[Math.floor(t / S)] * rounded.row[t % S]
    return Math.abs(product - weight) <= 4 * rounding * Math.abs(weight)
  })
  return fits ? rounded : null
}

/**
 * w = Σ σᵢ uᵢ vᵢᵀ without the σᵢ ≤ 2⁻²⁴ √min(R,S) σ₁ that come from the weights' own rounding (kernel/analysis.ts, sliceRank);
 * √σᵢ goes to each side.
 */
function singularFactors(w: readonly number[], R: number, S: number): readonly Factors[] {
  const matrix = Matrix.from1DArray(R, S, [...w])
  const {
    diagonal,
    leftSingularVectors: U,
    rightSingularVectors: V,
  } = new SingularValueDecomposition(matrix, { autoTranspose: true })
  const values = diagonal.slice(0, Math.min(R, S))
  const smallest = rounding * Math.sqrt(values.length) * values[0]
  return values.flatMap((value, i) => {
    if (value <= smallest) return []
    const side = Math.sqrt(value)
    const column = Float32Array.from({ length: R }, (_, r) => U.get(r, i) * side)
    return [{ column, row: Float32Array.from({ length: S }, (_, s) => V.get(s, i) * side) }]
  })
}
