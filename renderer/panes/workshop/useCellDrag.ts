import { useEventListener } from '@vueuse/core'
import { onScopeDispose, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

export interface CellDragOptions<T> {
  /** CSS pixels of a cell's side. */
  readonly cell: () => number
  /** So many rows and columns away from where the hand took hold. Returns whether that changed anything; from then on changes amend. */
  readonly move: (held: T, rows: number, columns: number, amends: boolean) => boolean
  /** Escape, or the pointer was lost: as if the drag had not been. Called only after a change. */
  readonly cancel: () => void
}

export interface UseCellDragReturn<T> {
  /** What is dragged. */
  readonly held: Readonly<ShallowRef<T | null>>
  readonly begin: (event: PointerEvent, what: T) => void
}

interface Drag {
  readonly pointerId: number
  readonly x: number
  readonly y: number
  /** The grid is laid out anew while it is dragged; the hand's measure stays. */
  readonly cell: number
  changed: boolean
}

/** Handles of a grid, dragged by whole cells. */
export function useCellDrag<T>({ cell, move, cancel }: CellDragOptions<T>): UseCellDragReturn<T> {
  const held = shallowRef<T | null>(null)
  let drag: Drag | null = null

  function begin(event: PointerEvent, what: T): void {
    if (event.button !== 0 || drag) return
    const { pointerId, clientX: x, clientY: y } = event
    drag = { pointerId, x, y, cell: cell(), changed: false }
    held.value = what
    ;(event.currentTarget as HTMLElement).setPointerCapture(pointerId)
  }

  function follow(event: PointerEvent): void {
    if (!drag || held.value === null || event.pointerId !== drag.pointerId) return
    const rows = Math.round((event.clientY - drag.y) / drag.cell)
    const columns = Math.round((event.clientX - drag.x) / drag.cell)
    if (move(held.value, rows, columns, drag.changed)) drag.changed = true
  }

  function finish(keeps: boolean): void {
    const changed = drag?.changed
    drag = null
    held.value = null
    if (changed && !keeps) cancel()
  }

  const isMine = (event: PointerEvent): boolean => drag?.pointerId === event.pointerId
  useEventListener(window, 'pointermove', follow)
  useEventListener(window, 'pointerup', (event) => isMine(event) && finish(true))
  useEventListener(window, 'pointercancel', (event) => isMine(event) && finish(false))
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !drag) return
      event.stopPropagation()
      finish(false)
    },
    { capture: true },
  )
  onScopeDispose(() => finish(true))
  return { held, begin }
}
