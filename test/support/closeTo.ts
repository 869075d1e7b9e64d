import { expect } from 'vitest'

/** How far a result may lie from what is right: one number for all of it, or one per value. */
export type Bound = number | ArrayLike<number>

/**
 * |actual[i] − expected[i]| ≤ bound[i] for every i. NaN equals only NaN and ∞ only the same ∞: a tolerance must not hide them.
 * The failure names the worst place, for one index says more than two long arrays.
 */
export function expectWithin(actual: ArrayLike<number>, expected: ArrayLike<number>, bound: Bound): void {
  expect(actual.length).toBe(expected.length)
  let worst = -1
  let worstExcess = 0
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i]) || actual[i] === expected[i]) continue
    const excess = Math.abs(actual[i] - expected[i]) - (typeof bound === 'number' ? bound : bound[i])
    if (excess <= worstExcess) continue // false for NaN: a NaN that nobody expected is the worst
    worst = i
    worstExcess = Number.isNaN(excess) ? Infinity : excess
  }
  const place = worst < 0 ? 'within' : `[${worst}] is ${actual[worst]}, wanted ${expected[worst]}`
  expect(`${place}`).toBe('within')
}

/** |actual[i] − expected[i]| ≤ relative · max(1, max |expected|): for sums whose terms are of the size of the largest result. */
export function expectRelative(actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void {
  let scale = 1
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) scale = Math.max(scale, Math.abs(expected[i]))
  }
  expectWithin(actual, expected, relative * scale)
}

/** T · 2⁻²⁴ · Σ|w·x|: the numeric contract for one float32 sum of T products whose magnitudes add up to `magnitude`. */
export function float32Bound(taps: number, magnitude: number): number {
  return taps * 2 ** -24 * magnitude
}
