import { refusal } from '../refusal.ts'
import { readRows } from './readCell.ts'

/** Numbers as found: K·C slices of R rows. */
export interface FoundMatrix {
  readonly outputs: number
  readonly channels: number
  readonly rows: readonly (readonly number[])[]
}

/** A bracket of numbers holds rows of cells; a bracket of brackets holds lists. */
type List = { readonly cells: string[][]; readonly lists?: undefined } | { readonly lists: List[] }

const closing: ReadonlyMap<string, string> = new Map(['[]', '{}', '()'].map(([open, close]) => [open, close]))
const token = /[[\]{}(),;\n]|[^\S\n]+|[^\s[\]{}(),;]+/gy

/** K×C×R×S at most, as PyTorch prints a convolution's weight. */
const deepest = 4

class Reader {
  private readonly tokens: { text: string; end: number }[] = []
  private next = 0

  constructor(text: string) {
    for (const match of text.matchAll(token)) {
      if (match[0].trim() !== '' || match[0] === '\n') {
        this.tokens.push({ text: match[0], end: match.index + match[0].length })
      }
    }
  }

  take(): string | undefined {
    return this.tokens[this.next++]?.text
  }

  /** Where the last taken token ends. */
  get position(): number {
    return this.tokens[this.next - 1]?.end ?? 0
  }
}

/**
 * Lines inside a bracket that belong to one row: NumPy breaks a long inner row where the line ends, Python and C
 * break any list after a comma. Lines of equal length that are not inside another list are a matrix as it was laid
 * out.
 */
function unwrapped(lines: string[][], depth: number): string[][] {
  const ragged = lines.some((line) => line.length !== lines[0].length)
  return depth > 1 || ragged ? [lines.flat()] : lines
}

/** One bracket, its opening already taken. */
function readList(reader: Reader, open: string, depth: number): List {
  if (depth > deepest) throw refusal('bad-kernel', 'deepLists', { deepest })
  const lists: List[] = []
  const rows: string[][] = [[]]
  let afterComma = true
  let semicolons = false
  let wrapped = true
  for (;;) {
    const text = reader.take()
    if (text === undefined) throw refusal('bad-kernel', 'openBracket', { open })
    if (text === closing.get(open)) break
    const row = rows.at(-1) as string[]
    if (closing.has(text)) {
      lists.push(readList(reader, text, depth + 1))
      afterComma = false
    } else if (/^[\]})]$/.test(text)) {
      throw refusal('bad-kernel', 'otherBracket', { open, found: text })
    } else if (text === ',') {
      if (afterComma && lists.length === 0) row.push('')
      afterComma = true
    } else if (text === ';' || text === '\n') {
      semicolons ||= text === ';'
      if (row.length > 0) {
        wrapped &&= afterComma
        rows.push([])
      }
      afterComma ||= text === ';'
    } else {
      row.push(text)
      afterComma = false
    }
  }
  const cells = rows.filter((row) => row.length > 0)
  if (lists.length === 0) return { cells: !semicolons && (depth > 1 || wrapped) ? unwrapped(cells, depth) : cells }
  if (cells.length > 0) throw refusal('bad-kernel', 'besideList', { found: cells[0][0] })
  return { lists }
}

/** The rows of one slice: the list's own, or one from each list in it. */
function sliceRows(list: List): string[][] {
  if (!list.lists) return list.cells
  return list.lists.map((row) => {
    if (row.lists || row.cells.length !== 1) throw refusal('bad-kernel', 'mixedRows')
    return row.cells[0]
  })
}

function depthOf(list: List): number {
  let depth = 1
  for (let inner: List | undefined = list; inner?.lists; inner = inner.lists[0]) depth++
  return depth
}

function sublists(list: List): readonly List[] {
  if (!list.lists) throw refusal('bad-kernel', 'unevenLists')
  return list.lists
}

/**
 * Nested lists in [ ], { } or ( ): Python, JSON, NumPy as typed or printed, MATLAB rows by `;` or new line, C, G'MIC.
 * Depth 1 or 2 is R×S, 3 is C×R×S, 4 is K×C×R×S. `end` tells where the outermost bracket closes. Throws `bad-kernel`.
 */
export function readNested(text: string): FoundMatrix & { readonly end: number } {
  const reader = new Reader(text)
  const list = readList(reader, reader.take() ?? '', 1)
  const end = reader.position
  const depth = depthOf(list)
  const outputs = depth === 4 ? sublists(list) : [list]
  const slices = outputs.map((output) => (depth >= 3 ? sublists(output) : [output]))
  const channels = slices[0]?.length ?? 0
  const found = slices.flatMap((inputs, k) => {
    if (inputs.length !== channels) {
      throw refusal('bad-kernel', 'unevenChannels', { output: k, found: inputs.length, channels })
    }
    return inputs.map((slice, c) => readRows(sliceRows(slice), depth > 2 ? `${k},${c}` : ''))
  })
  const extent = (rows: readonly (readonly number[])[]) => `${rows.length}×${rows[0]?.length ?? 0}`
  const odd = found.find((rows) => extent(rows) !== extent(found[0] ?? []))
  if (odd) throw refusal('bad-kernel', 'unevenSlices', { first: extent(found[0] ?? []), found: extent(odd) })
  return { outputs: outputs.length, channels, rows: found.flat(), end }
}
