/**
 * What one step of a key or a drag changes: a digit below the largest weight's first, and no fraction where all weights are
 * whole numbers.
 */
export function weightStep(weights: readonly number[]): number {
  const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const digit = largest > 0 ? 10 ** (Math.floor(Math.log10(largest)) - 1) : 0.1
  return weights.every(Number.isInteger) ? Math.max(1, digit) : digit
}

/** value + steps · step, without the noise of binary fractions. */
export function stepped(value: number, steps: number, step: number): number {
  return Number((value + steps * step).toPrecision(12)) || 0
}
