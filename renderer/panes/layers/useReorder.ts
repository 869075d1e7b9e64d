import { onScopeDispose, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

export interface UseReorderReturn {
  /** What is being dragged, and the gap that it would fall into: 0 is before the first. null while nothing is. */
  readonly dragged: Readonly<ShallowRef<{ readonly from: number; readonly gap: number } | null>>
  /** For a handle's pointerdown. */
  begin(event: PointerEvent, from: number): void
}

/** Rows of a list dragged by their handles. `rows` gives the elements in order; nothing moves before the pointer is let go. */
export function useReorder(
  rows: () => readonly HTMLElement[],
  move: (from: number, to: number) => void,
): UseReorderReturn {
  const dragged = shallowRef<{ readonly from: number; readonly gap: number } | null>(null)
  let stop = (): void => undefined

  function gapAt(y: number): number {
    const boxes = rows().map((row) => row.getBoundingClientRect())
    const below = boxes.findIndex(({ top, height }) => y < top + height / 2)
    return below < 0 ? boxes.length : below
  }

  function begin(event: PointerEvent, from: number): void {
    if (event.button !== 0) return
    const handle = event.currentTarget as HTMLElement
    handle.setPointerCapture(event.pointerId)
    const controller = new AbortController()
    const { signal } = controller
    stop = () => {
      controller.abort()
      dragged.value = null
    }
    handle.addEventListener('pointermove', ({ clientY }) => (dragged.value = { from, gap: gapAt(clientY) }), { signal })
    handle.addEventListener('pointerup', () => drop(), { signal })
    handle.addEventListener('pointercancel', () => stop(), { signal })
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && stop(), { signal })
  }

  function drop(): void {
    const now = dragged.value
    stop()
    // The gap behind a row is its own place, too.
    if (now && now.gap !== now.from && now.gap !== now.from + 1)
      move(now.from, now.gap > now.from ? now.gap - 1 : now.gap)
  }

  onScopeDispose(() => stop())
  return { dragged, begin }
}
