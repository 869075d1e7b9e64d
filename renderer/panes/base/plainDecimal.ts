/** Kept: `toLocaleString` makes a new one each time, which takes longer than all the rest of a field. */
const decimals = new Intl.NumberFormat('en-US', { useGrouping: false, maximumSignificantDigits: 12 })

/** A number without an exponent: ARIA knows none. */
export function plainDecimal(value: number): string | undefined {
  return Number.isFinite(value) ? decimals.format(value) : undefined
}
