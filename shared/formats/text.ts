import { refusal } from '../refusal.ts'
import { readNumber } from '../kernel/readCell.ts'

/** Half a million weights with all their digits; a longer text takes seconds to split, and is better kept as .npy. */
const mostTextBytes = 1 << 23

/** UTF-8 (or UTF-16 with its mark, as spreadsheets write it) without the mark. Throws `broken-file`, `too-large`. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length > mostTextBytes) {
    throw refusal('too-large', 'textBytes', { most: mostTextBytes, bytes: bytes.length })
  }
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    return new TextDecoder(wide ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal('broken-file', 'noText')
  }
}

/** UTF-8; refuses with `cannot-hold` what decodeText would not read back. */
export function encodeText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > mostTextBytes) {
    throw refusal('cannot-hold', 'textHolds', { most: mostTextBytes, bytes: bytes.length })
  }
  return bytes
}

/** The beginning of a file as text, to recognize it by; bytes that are no text become U+FFFD. */
export function glance(bytes: Uint8Array, length = 4096): string {
  return new TextDecoder().decode(bytes.subarray(0, length))
}

/** A finite decimal number. Number() alone would take '' for 0, and '0x1F' and 'Infinity' for numbers. */
export function parseNumber(text: string): number {
  const value = readNumber(text)
  if (value === undefined || !Number.isFinite(value)) {
    throw refusal('broken-file', 'finiteNumber', { found: excerpt(text) })
  }
  return value
}

/** Numbers between blanks, commas, or both. */
export function parseNumbers(text: string): number[] {
  const words = text.split(/[\s,]+/)
  return words.filter((word) => word !== '').map(parseNumber)
}

export function parseWhole(text: string): number {
  const value = parseNumber(text)
  if (!Number.isSafeInteger(value)) throw refusal('broken-file', 'wholeNumber', { found: excerpt(text) })
  return value
}

/** The shortest decimal that reads back as the same float64; −0 is 0. */
export function formatNumber(value: number): string {
  return String(value + 0)
}

/** Rows of numbers: `between` columns, a line break between rows. */
export function formatRows(values: readonly number[], columns: number, between = ' ', rowBreak = '\n'): string {
  const rows: string[] = []
  for (let start = 0; start < values.length; start += columns) {
    rows.push(
      values
        .slice(start, start + columns)
        .map(formatNumber)
        .join(between),
    )
  }
  return rows.join(rowBreak)
}

/** So much of a hostile text as fits a message. */
export function excerpt(text: string, length = 40): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
