import { refusal } from '../refusal.ts'

/** Where a cell stands, counted from 1 as people count. */
export interface Place {
  readonly row: number
  readonly column: number
}

// Every repetition starts with a character that the one before it cannot take, so matching never backtracks over the
// text.
const decimal = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?`
const number = new RegExp(`^(${decimal})f?(?:/(${decimal})f?)?$`, 'i')
const decimalComma = /^[+-]?\d*,\d+$/

/** A refusal that names the place and what stood there. */
function cellError(
  place: Place,
  found: string,
  complaint: 'cellEmpty' | 'cellNoNumber' | 'cellComma' | 'cellInfinite',
) {
  const values = { ...place, found: found.length > 40 ? `${found.slice(0, 40)}…` : found }
  return refusal('bad-kernel', complaint, values)
}

/** `numerator / denominator`, or a plain number; undefined when the text is neither. */
export function readNumber(text: string): number | undefined {
  const match = number.exec(text)
  if (!match) return undefined
  return match[2] === undefined ? Number(match[1]) : Number(match[1]) / Number(match[2])
}

/** The number in one cell: `-1`, `.5`, `1e-3`, `1/9`, C's `0.5f`. Throws `bad-kernel`. */
export function readCell(text: string, place: Place): number {
  if (text === '') throw cellError(place, text, 'cellEmpty')
  const value = readNumber(text)
  if (value === undefined) {
    throw cellError(place, text, decimalComma.test(text) ? 'cellComma' : 'cellNoNumber')
  }
  if (!Number.isFinite(value)) throw cellError(place, text, 'cellInfinite')
  return value
}

/** Rows of text cells as rows of numbers, all of one length. Throws `bad-kernel` and names the place, and its slice of several. */
export function readRows(rows: readonly (readonly string[])[], slice = ''): number[][] {
  const columns = rows[0]?.length ?? 0
  return rows.map((cells, r) => {
    if (cells.length !== columns) {
      const count = cells.length
      const values = { row: r + 1, column: Math.min(count, columns) + 1, count, columns, slice }
      if (slice === '') throw refusal('bad-kernel', count === 1 ? 'oneNumber' : 'otherLength', values)
      throw refusal('bad-kernel', count === 1 ? 'oneNumberInSlice' : 'otherLengthInSlice', values)
    }
    return cells.map((cell, s) => readCell(cell, { row: r + 1, column: s + 1 }))
  })
}
