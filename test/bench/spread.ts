export interface Spread {
  readonly median: number
  /** Nine of ten are not above it. */
  readonly slowTenth: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { median: at(0.5), slowTenth: at(0.9), most: at(1) }
}
