import { normalSolver } from '../exact.ts'
import { spectrumOf } from '../spectrum.ts'
import { rowDot } from '../../maths/rowProducts.ts'
import type { Constraint } from '../learnTypes.ts'
import type { Moments } from '../moments.ts'
import { orbits } from './constraint.ts'

/** The rows w = w₀ + N·u for any u: what an equation between the weights leaves free. The columns of N have length 1 and are at right angles. */
export interface Subspace {
  readonly origin: Float64Array
  /** Nᵀ, one column of N after the other, n numbers each */
  readonly directions: readonly Float64Array[]
}

type Equation = Extract<Constraint, { kind: 'sum' | 'symmetric' }>

/** What the constraint leaves free of one output channel's row of n unknowns; biases come last. */
export function freeRows({ geometry: { C, R, S, groups }, size: n }: Moments, constraint: Equation): Subspace {
  const weights = C * R * S
  const bias = Array.from({ length: n - weights }, (_, i) => unit(n, [weights + i]))
  if (constraint.kind === 'sum') {
    const count = weights / groups // each of several kernels side by side has the sum for itself
    const origin = new Float64Array(n).fill(constraint.sum / count, 0, weights)
    const each = Array.from({ length: groups }, (_, i) => sumsOfZero(n, i * count, count))
    return { origin, directions: [...each.flat(), ...bias] }
  }
  const alike = Array.from({ length: C }, (_, c) =>
    orbits(constraint.symmetries, R, S).map((group) => group.map((tap) => c * R * S + tap)),
  )
  return { origin: new Float64Array(n), directions: [...alike.flat().map((group) => unit(n, group)), ...bias] }
}

function unit(n: number, places: readonly number[]): Float64Array {
  const direction = new Float64Array(n)
  for (const a of places) direction[a] = 1 / Math.sqrt(places.length)
  return direction
}

/** Helmert's rows: (1, −1, 0 …)/√2, (1, 1, −2, 0 …)/√6, … */
function sumsOfZero(n: number, first: number, count: number): Float64Array[] {
  return Array.from({ length: count - 1 }, (_, i) => {
    const direction = new Float64Array(n)
    const length = Math.sqrt((i + 1) * (i + 2))
    direction.fill(1 / length, first, first + i + 1)
    direction[first + i + 1] = -(i + 1) / length
    return direction
  })
}

/**
 * The least-squares row within a subspace: u = (NᵀAN + ρI)⁻¹·Nᵀ(b − A·w₀ − ρ·w₀), the smallest such u where the pair does not
 * determine it. `moments` are those of one output channel.
 */
export function solveWithin(moments: Moments, { origin, directions }: Subspace, ridge: number): Float64Array {
  const { size: n, A, b } = moments
  const m = directions.length
  const times = directions.map((direction) => Float64Array.from(direction, (_, a) => rowDot(A, a * n, direction, 0, n)))
  const reduced = {
    ...moments,
    size: m,
    outputs: 1,
    A: Float64Array.from({ length: m * m }, (_, at) => {
      const [i, j] = [Math.floor(at / m), at % m].sort((one, other) => one - other) // NᵀAN is to be symmetric to the last bit
      return rowDot(directions[i], 0, times[j], 0, n)
    }),
  }
  const rest = b.map((value, a) => value - rowDot(A, a * n, origin, 0, n) - ridge * origin[a])
  const right = Float64Array.from(directions, (direction) => rowDot(direction, 0, rest, 0, n))
  const u = normalSolver(reduced, ridge, spectrumOf(reduced)).solve(right)
  return origin.map((value, a) => directions.reduce((sum, direction, i) => sum + direction[a] * u[i], value))
}
