/** Below 1, so that small weights are told from 0; the numbers themselves say how small. */
export const weightGamma = 0.7

/** The fill of a weight: its sign by hue, its share of the largest by strength. */
export function weightColor(value: number, largest: number): string {
  const share = largest > 0 ? Math.min(1, Math.abs(value) / largest) ** weightGamma : 0
  const wash = value > 0 ? 'var(--positive-wash)' : 'var(--negative-wash)'
  return `color-mix(in oklab, ${wash} ${(100 * share).toFixed(1)}%, var(--surface-raised))`
}

export function largestMagnitude(weights: readonly number[]): number {
  return weights.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}
