import { readNumber } from '../../../shared/kernel/readCell.ts'

/** Whether a pasted text is more than one number: a matrix. A comma between digits alone is a decimal comma. */
export function isMatrixText(text: string): boolean {
  return /[\s;,[\]{}]/.test(text) && !/^[-−+]?\d*,\d+$/.test(text)
}

/** The number that a person typed: with a decimal comma or a typographic minus, too, or a fraction such as 1/9; else null. */
export function readTypedNumber(text: string): number | null {
  const value = readNumber(text.trim().replace(',', '.').replace('−', '-'))
  return value !== undefined && Number.isFinite(value) ? value || 0 : null
}
