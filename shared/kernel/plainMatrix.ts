import { refusal } from '../refusal.ts'
import { readRows } from './readCell.ts'

/** `"1"` as spreadsheets may quote it. */
const unquote = (cell: string) => cell.trim().replace(/^"(.*)"$/, '$1')

/**
 * Several lines whose pieces between `;` are single cells: `;` divides columns there, as European spreadsheets write
 * CSV.
 */
function dividesColumns(lines: readonly string[]): boolean {
  const pieces = lines.flatMap((line) => line.split(';')).map(unquote)
  return lines.length > 1 && pieces.length > lines.length && pieces.every((piece) => /^[^\s,]*(,\d+)?$/.test(piece))
}

/**
 * `0,1,0 1,-4,1 0,1,0`: groups of equally many numbers are rows. Two to a group might be decimal commas, so they are
 * refused.
 */
function readGroups(groups: readonly string[], row: number): string[][] {
  const rows = groups.map((group) => group.split(','))
  const columns = rows[0]?.length ?? 0
  if (columns < 3 || rows.some((cells) => cells.length !== columns)) {
    const values = { row, column: 1, found: groups[0], next: groups[1] }
    throw refusal('bad-kernel', 'commasAndSpaces', values)
  }
  return rows
}

/** The rows of one line: one, unless it holds groups. */
function readLine(line: string, row: number): string[][] {
  if (line.includes('\t') && !/,[ \t]/.test(line)) return [line.split('\t').map(unquote)]
  const tight = line.replace(/\s+/g, ' ').replace(/ ?, ?/g, ',').trim()
  if (!tight.includes(',')) return [tight.split(' ').map(unquote)]
  const closed = tight.replace(/,$/, '')
  return closed.includes(' ') ? readGroups(closed.split(' '), row) : [closed.split(',').map(unquote)]
}

/**
 * Numbers without brackets: a spreadsheet's cells (tabs), CSV by `,` or `;`, ImageJ's text (spaces), or one line `a
 * b; c d`. A decimal comma is refused wherever it can be told from a separator. Throws `bad-kernel` and names row,
 * column and what stood there.
 */
export function readPlain(text: string): number[][] {
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (line.trim().endsWith(';') ? line.trim().slice(0, -1) : line))
  if (lines.length === 0) throw refusal('bad-kernel', 'noNumbers')
  if (dividesColumns(lines)) return readRows(lines.map((line) => line.split(';').map(unquote)))
  const pieces = lines.flatMap((line) => line.split(';'))
  const empty = pieces.findIndex((piece) => piece.trim() === '')
  if (empty >= 0) {
    const values = { row: empty + 1, column: 1, found: '' }
    throw refusal('bad-kernel', 'emptyRow', values)
  }
  return readRows(pieces.flatMap((piece, i) => readLine(piece, i + 1)))
}
