import type { WeakCombination, WeakPattern } from './learnTypes.ts'
import type { Moments } from './moments.ts'
import type { Spectrum } from './spectrum.ts'
import { tapAt } from './tapNotes.ts'

/** Coefficients that are told. */
const mostTerms = 4
/** The share of a combination that makes it the matter of two weights, or of the bias. */
const mostOfIt = 0.8
/** Alternation from which on neighbors are said to alternate: −Σ v_a·v_b over Σ (v_a² + v_b²)/2, 1 for equal sizes of other sign. */
const alternating = 0.5
/** By so much more in one direction than in the other: a picture that is as blurred both ways has none. */
const oneWay = 0.25

/** The eigenvector of the smallest eigenvalue, in words, and how many are as weak: λ < λ_max/`badCondition`. */
export function weakCombination(
  moments: Moments,
  { values, vectors, tolerance }: Spectrum,
  badCondition: number,
): WeakCombination {
  const n = moments.size
  const smallest = values[n - 1]
  const count = values.filter((value) => value * badCondition < values[0]).length
  const weak = Array.from({ length: count }, (_, i) => vectors.subarray((n - 1 - i) * n, (n - i) * n))
  const [v] = weak
  const order = [...v.keys()].sort((one, other) => Math.abs(v[other]) - Math.abs(v[one]))
  return {
    id: 'weak-combination',
    pattern: patternOf(moments, weak, order),
    terms: order.slice(0, mostTerms).map((a) => ({ tap: tapAt(moments, a), coefficient: v[a] })),
    count,
    unknowns: n,
    noiseGain: smallest > tolerance ? Math.sqrt(values[0] / smallest) : Infinity,
  }
}

/**
 * Of the weakest, with all that are as weak to tell one direction from two: what is blurred sideways loses every combination that
 * alternates from column to column, and of those a checkerboard the most.
 */
function patternOf(
  { geometry: { C, R, S } }: Moments,
  weak: readonly Float64Array[],
  [first, second]: readonly number[],
): WeakPattern {
  const [v] = weak
  const weights = C * R * S
  const biases = v.subarray(weights)
  if (biases.reduce((sum, value) => sum + value * value, 0) > 1 - mostOfIt) return 'bias'
  const below = (a: number): number | null => (Math.floor(a / S) % R < R - 1 ? a + S : null)
  const beside = (a: number): number | null => (a % S < S - 1 ? a + 1 : null)
  const [down, across] = [below, beside].map((next) => alternation([v], weights, next) > alternating)
  const [allDown, allAcross] = [below, beside].map((next) => alternation(weak, weights, next))
  if (across && allAcross - allDown > oneWay) return 'columns'
  if (down && allDown - allAcross > oneWay) return 'rows'
  if (down && across) return 'checkerboard'
  return v[first] * v[second] < 0 && v[first] ** 2 + v[second] ** 2 > mostOfIt ? 'difference' : 'other'
}

function alternation(vectors: readonly Float64Array[], weights: number, next: (a: number) => number | null): number {
  let [products, squares] = [0, 0]
  for (const v of vectors) {
    for (let a = 0; a < weights; a++) {
      const b = next(a)
      if (b === null) continue
      products += v[a] * v[b]
      squares += (v[a] ** 2 + v[b] ** 2) / 2
    }
  }
  return squares === 0 ? 0 : -products / squares
}
