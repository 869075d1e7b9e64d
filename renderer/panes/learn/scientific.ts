const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** 3 digits that keep their width while they change: 0.123, 12.3, 1.23·10⁻⁷. */
export function scientific(value: number, digits = 3): string {
  if (value === 0) return '0'
  if (Number.isNaN(value)) return '—'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const exponent = Math.floor(Math.log10(Math.abs(value)))
  if (exponent >= -3 && exponent < 5) return value.toPrecision(Math.max(digits, exponent + 1)).replace('-', '−')
  const [mantissa, power] = value.toExponential(digits - 1).split('e')
  return `${mantissa}·10${superscript(Number(power))}`.replace('-', '−')
}

/** 10⁻⁷ */
export function powerOfTen(value: number): string {
  return `10${superscript(Math.round(Math.log10(value)))}`
}

function superscript(power: number): string {
  const figures = [...String(Math.abs(power))].map((figure) => superscripts[Number(figure)]).join('')
  return (power < 0 ? '⁻' : '') + figures
}
