import { computed, nextTick, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { gridAction, neighbor } from './gridKeys.ts'
import { useCellEditing } from './useCellEditing.ts'
import { useScrub } from './useScrub.ts'
import type { useWeights } from './useWeights.ts'

type Element = Readonly<ShallowRef<HTMLElement | null>>

export interface GridControlOptions extends ReturnType<typeof useWeights> {
  readonly grid: Element
  /** Holds the input of the weight that is selected, where cells have no room for one. */
  readonly field: Element
  /** Whether cells show numbers. */
  readonly legible: () => boolean
}

/** Selecting, typing, stepping and dragging in the grid of weights. */
export function useGridControl(options: GridControlOptions) {
  const { grid, field, legible, weights, rows, columns, set, dragTo, nudge, endGesture, cancelGesture } = options

  const chosen = shallowRef(0)
  /** A kernel may shrink under the selection. */
  const selected = computed({
    get: () => Math.min(chosen.value, rows.value * columns.value - 1),
    set: (index) => (chosen.value = index),
  })
  const place = computed(() => ({
    row: Math.floor(selected.value / columns.value),
    column: selected.value % columns.value,
    rows: rows.value,
    columns: columns.value,
  }))

  const { draft, invalid, begin, finish, cancel } = useCellEditing({
    value: () => weights.value[selected.value],
    commit: (value) => set(selected.value, value),
    input: () => grid.value?.querySelector('input') ?? null,
  })

  const { scrubbing, begin: beginScrub } = useScrub({
    change: (steps) => dragTo(selected.value, steps),
    end: endGesture,
    cancel: cancelGesture,
  })

  function cellAt(index: number): HTMLElement | null {
    return grid.value?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null
  }

  function select(row: number, column: number): void {
    selected.value = row * columns.value + column
    void nextTick(() => cellAt(selected.value)?.focus())
  }

  /** In a color map there is no room in the cell: the field below takes the typing, and the focus with it. */
  function edit(text: string | null): void {
    if (legible()) return begin(text)
    field.value?.querySelector('input')?.focus()
  }

  function press(event: KeyboardEvent): void {
    if (draft.value !== null || event.isComposing) return
    const action = gridAction(event, place.value)
    if (!action) return
    // The character of a key that moved the focus lands in the field that got it.
    if (legible() || action.kind !== 'edit' || action.text === null) event.preventDefault()
    if (action.kind === 'move') select(action.row, action.column)
    else if (action.kind === 'nudge') nudge(selected.value, action.steps)
    else if (action.kind === 'clear') set(selected.value, 0)
    else edit(action.text)
  }

  function pressDown(event: PointerEvent, index: number): void {
    if (draft.value !== null && index === selected.value) return
    if (!finish()) cancel()
    selected.value = index
    beginScrub(event)
  }

  function accept(down: number): void {
    if (!finish()) return
    const { row, column } = place.value
    select(Math.min(rows.value - 1, Math.max(0, row + down)), column)
  }

  function acceptAndGo(event: KeyboardEvent, step: 1 | -1): void {
    const next = neighbor(place.value, step)
    if (!finish()) return event.preventDefault()
    if (!next) return // the last cell: Tab goes on its way
    event.preventDefault()
    select(...next)
    void nextTick(() => begin(null))
  }

  function pressInInput(event: KeyboardEvent): void {
    if (event.isComposing) return
    if (event.key === 'Tab') return acceptAndGo(event, event.shiftKey ? -1 : 1)
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    if (event.key === 'Escape') abandon()
    else accept(event.shiftKey ? -1 : 1)
  }

  function abandon(): void {
    cancel()
    void nextTick(() => cellAt(selected.value)?.focus())
  }

  function leave(): void {
    if (!finish()) cancel()
  }

  return {
    ...{ selected, place, draft, invalid, scrubbing, cellAt },
    ...{ press, pressInInput, pressDown, edit, cancel, leave },
  }
}
