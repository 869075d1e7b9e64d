import { computed } from 'vue'
import { useText } from '../../locales/useText.ts'
import { useWorkshopStore } from '../../stores/workshopStore.ts'
import { largestMagnitude, weightColor } from '../kernel/weightColor.ts'
import { plainNumber, weightTexts } from '../kernel/weightText.ts'
import type { GridCell, GridMark } from './gridCell.ts'
import { gridTexts } from './stageLayout.ts'

/** The result: every number in the color of its sign, and the outputs that read what is looked at. */
export function useOutputCells(cell: () => number) {
  const { t } = useText()
  const workshop = useWorkshopStore()
  const values = computed(() => workshop.result?.values ?? [])
  const written = computed(() => gridTexts(cell(), (characters) => weightTexts(values.value, characters)))

  const cells = computed<readonly GridCell[]>(() => {
    if (!workshop.result) return []
    const { geometry, reads } = workshop.result
    const largest = largestMagnitude(values.value)
    return values.value.map((value, i) => {
      const row = Math.floor(i / geometry.Q)
      const column = i % geometry.Q
      const hangs = reads.rows.hanging.includes(row) || reads.columns.hanging.includes(column)
      const said = t('workshop.outputCell', { row, column, value: plainNumber(value) })
      return {
        text: written.value.texts?.[i] ?? '',
        spoken: hangs ? t('workshop.hangingCell', { cell: said }) : said,
        background: weightColor(value, largest),
        ink: 'var(--ink)',
        kinds: hangs ? ['hanging'] : [],
      }
    })
  })

  const marks = computed<readonly GridMark[]>(() => {
    const { pointed, readers } = workshop
    if (pointed?.kind === 'output') {
      return [{ kind: 'window', row: pointed.row, column: pointed.column, rows: 1, columns: 1 }]
    }
    return readers.map(({ p, q }) => ({ kind: 'reader', row: p, column: q, rows: 1, columns: 1 }))
  })

  return { cells, marks, fontSize: computed(() => written.value.fontSize) }
}
