import { sliceRank, sliceWeights, total } from './analysis.ts'
import type { Kernel } from './kernel.ts'

export interface Factors {
  /** R numbers. */
  readonly column: readonly number[]
  /** S numbers. */
  readonly row: readonly number[]
}

/**
 * w[r,s] = column[r] · row[s] of the undivided slice (k, c), so that R + S multiplications do the work of R·S; null where no such
 * factors exist, and for zeros.
 *
 * Of all a·column, row/a: whole weights get whole factors, others factors of the same sum of magnitudes, which is 1 for each where
 * it is 1 for the kernel; and the factor that smooths is positive.
 */
export function factorsOf(kernel: Kernel, k = 0, c = 0): Factors | null {
  if (sliceRank(kernel, k, c) !== 1) return null
  const slice = sliceWeights(kernel, k, c)
  const { column, row } = crossFactors(slice, kernel.shape[3])
  const size = slice.every(Number.isInteger) ? 1 : Math.sqrt(magnitude(row) / magnitude(column))
  const scale = isNegative(column, row) ? -size : size
  return { column: column.map((weight) => weight * scale + 0), row: row.map((weight) => weight / scale + 0) } // never −0
}

/**
 * The column and the row of S numbers through the largest weight of w, which rounding has moved least: its factors, if it has some.
 * The row is divided by that weight, but a row of whole weights by its greatest common divisor: all rows are whole multiples of what
 * is left, so both factors are whole. w is not all zeros.
 */
export function crossFactors(w: readonly number[], S: number): Factors {
  const pivot = w.reduce((best, weight, i) => (Math.abs(weight) > Math.abs(w[best]) ? i : best), 0)
  const across = w.slice(pivot - (pivot % S), pivot - (pivot % S) + S)
  const divisor = w.every(Number.isInteger) ? across.reduce(greatestDivisor, 0) : w[pivot]
  const down = w.filter((_, i) => i % S === pivot % S)
  return {
    column: down.map((weight) => (weight * divisor) / w[pivot]),
    row: across.map((weight) => weight / divisor),
  }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b)
}

function magnitude(weights: readonly number[]): number {
  return total(weights.map(Math.abs))
}

/** By the sum of the column, or of the row where the column's is 0, or the column's first weight where both are. */
function isNegative(column: readonly number[], row: readonly number[]): boolean {
  return (total(column) || total(row) || (column.find((weight) => weight !== 0) ?? 0)) < 0
}
