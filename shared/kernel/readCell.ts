import { LabError } from '../errors.ts'

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
export function cellError({ row, column }: Place, found: string, complaint: string): LabError {
  const shown = found.length > 40 ? `${found.slice(0, 40)}…` : found
  const subject = shown === '' ? 'the cell' : `“${shown}”`
  return new LabError('bad-kernel', `row ${row}, column ${column}: ${subject} ${complaint}`, {
    row,
    column,
    found: shown,
  })
}

/** `numerator / denominator`, or a plain number; undefined when the text is neither. */
export function readNumber(text: string): number | undefined {
  const match = number.exec(text)
  if (!match) return undefined
  return match[2] === undefined ? Number(match[1]) : Number(match[1]) / Number(match[2])
}

/** The number in one cell: `-1`, `.5`, `1e-3`, `1/9`, C's `0.5f`. Throws `bad-kernel`. */
export function readCell(text: string, place: Place): number {
  if (text === '') throw cellError(place, text, 'is empty')
  const value = readNumber(text)
  if (value === undefined) {
    const comma = decimalComma.test(text)
    throw cellError(place, text, comma ? 'has a decimal comma; write it with a point' : 'is no number')
  }
  if (!Number.isFinite(value)) throw cellError(place, text, 'is too large or divides by 0')
  return value
}

/** Rows of text cells as rows of numbers, all of one length. Throws `bad-kernel` and names the place. */
export function readRows(rows: readonly (readonly string[])[], slice = ''): number[][] {
  const columns = rows[0]?.length ?? 0
  return rows.map((cells, r) => {
    if (cells.length !== columns) {
      const found = `${cells.length} ${cells.length === 1 ? 'number' : 'numbers'}`
      const [row, column] = [r + 1, Math.min(cells.length, columns) + 1]
      const complaint = `row ${row}${slice}, column ${column}: the row has ${found}, row 1 has ${columns}`
      throw new LabError('bad-kernel', complaint, { row, column, found })
    }
    return cells.map((cell, s) => readCell(cell, { row: r + 1, column: s + 1 }))
  })
}
