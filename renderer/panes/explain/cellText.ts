/**
 * A number for a cell: so many decimals, two digits at least; exact where it is whole. What is not 0 but would be written as
 * 0 is ≈0.
 */
export function cellText(value: number, decimals = 4): string {
  return plainText(value, decimals).replace('-', '−')
}

function plainText(value: number, decimals: number): string {
  const magnitude = Math.abs(value)
  if (Number.isInteger(value) && magnitude < 1e6) return String(value || 0)
  if (magnitude >= 1e5) return value.toExponential(1)
  if (magnitude >= 100) return value.toFixed(Math.max(0, decimals - 2))
  if (magnitude >= 10 ** (1 - decimals)) return value.toFixed(decimals)
  const short = String(Number(value.toPrecision(2)))
  return short.includes('e') ? '≈0' : short.replace(/^(-?)0\./, '$1.')
}

/** All digits that a float64 has, or a float32: the shortest text that reads back as the same number. */
export function exactText(value: number, type: 'float32' | 'float64'): string {
  if (type === 'float64') return String(value).replace('-', '−')
  for (let digits = 1; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text.replace('-', '−')
  }
  return String(value).replace('-', '−')
}
