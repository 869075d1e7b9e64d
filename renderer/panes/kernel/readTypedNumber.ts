import { readNumber } from '../../../shared/kernel/readCell.ts'

/** The number that a person typed: with a decimal comma or a typographic minus, too, or a fraction such as 1/9; else null. */
export function readTypedNumber(text: string): number | null {
  const value = readNumber(text.trim().replace(',', '.').replace('−', '-'))
  return value !== undefined && Number.isFinite(value) ? value || 0 : null
}
