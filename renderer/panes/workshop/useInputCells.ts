import { computed } from 'vue'
import { useText } from '../../locales/useText.ts'
import { cellSource } from '../../stores/windowReads.ts'
import type { WindowReads } from '../../stores/windowReads.ts'
import { useWorkshopStore } from '../../stores/workshopStore.ts'
import { plainNumber, weightTexts } from '../kernel/weightText.ts'
import { grayOf } from './gridCell.ts'
import type { GridCell, GridMark } from './gridCell.ts'
import { gridTexts } from './stageLayout.ts'

/** The padded input: every number, where it comes from, whether a window reads it, and what is marked on it. */
export function useInputCells(cell: () => number) {
  const { t } = useText()
  const workshop = useWorkshopStore()

  const extent = computed(() => {
    const g = workshop.result?.geometry
    if (!g) return null
    const rows = g.top + g.H + g.bottom
    return { rows, columns: g.left + g.W + g.right, firstRow: -g.top, firstColumn: -g.left }
  })

  const sources = computed(() => {
    const { result, input } = workshop
    if (!result || !input || !extent.value) return []
    const { rows, columns, firstRow, firstColumn } = extent.value
    return Array.from({ length: rows * columns }, (_, i) => {
      const row = firstRow + Math.floor(i / columns)
      const column = firstColumn + (i % columns)
      return { row, column, ...cellSource(result.geometry, input.values, row, column) }
    })
  })
  const written = computed(() => {
    const values = sources.value.map(({ value }) => value)
    return gridTexts(cell(), (characters) => weightTexts(values, characters))
  })

  const cells = computed<readonly GridCell[]>(() => {
    const reads = workshop.result?.reads
    if (!reads || !workshop.input) return []
    const least = Math.min(...workshop.input.values)
    const most = Math.max(...workshop.input.values)
    return sources.value.map((source, i) => {
      const kinds = kindsOf(reads, source)
      const spoken = kinds.reduce(spokenKind, spokenSource(source))
      const value = source.border ? undefined : source.value
      return { text: written.value.texts?.[i] ?? '', spoken, value, kinds, ...grayOf(source.value, least, most) }
    })
  })

  function spokenSource({ row, column, value, from, border }: (typeof sources.value)[number]): string {
    const named = { row, column, value: plainNumber(value) }
    if (!border) return t('workshop.cell', named)
    if (!from) return t('workshop.borderCell', named)
    return t('workshop.copiedCell', { ...named, fromRow: from[0], fromColumn: from[1] })
  }

  function spokenKind(said: string, kind: GridCell['kinds'][number]): string {
    if (kind === 'unread') return t('workshop.unreadCell', { cell: said })
    return kind === 'added' ? t('workshop.addedCell', { cell: said }) : said
  }

  /** The window of the output that is looked at, or where a border cell has its value from. */
  const marks = computed<readonly GridMark[]>(() => {
    const { pointed, result, input } = workshop
    if (!pointed || !result || !input) return []
    const { geometry: g } = result
    if (pointed.kind === 'input') {
      const { from, border } = cellSource(g, input.values, pointed.row, pointed.column)
      const here: GridMark = { kind: 'window', row: pointed.row, column: pointed.column, rows: 1, columns: 1 }
      return border && from ? [here, { kind: 'source', row: from[0], column: from[1], rows: 1, columns: 1 }] : [here]
    }
    const corner = { row: pointed.row * g.u - g.top, column: pointed.column * g.v - g.left }
    const window: GridMark = { kind: 'window', ...corner, rows: g.d * (g.R - 1) + 1, columns: g.e * (g.S - 1) + 1 }
    const taps = Array.from({ length: g.R * g.S }, (_, tap): GridMark => {
      const row = corner.row + Math.floor(tap / g.S) * g.d
      return { kind: 'tap', row, column: corner.column + (tap % g.S) * g.e, rows: 1, columns: 1 }
    })
    return [...taps, window]
  })

  return { extent, cells, marks, fontSize: computed(() => written.value.fontSize) }
}

function kindsOf(
  { rows, columns }: WindowReads,
  { row, column, border }: { row: number; column: number; border: boolean },
): GridCell['kinds'] {
  const read = rows.counts[row + rows.before] > 0 && columns.counts[column + columns.before] > 0
  const added = row >= rows.extent + rows.asked || column >= columns.extent + columns.asked
  const kinds: GridCell['kinds'][number][] = []
  if (border) kinds.push('border')
  if (added) kinds.push('added')
  if (!read) kinds.push('unread')
  return kinds
}
