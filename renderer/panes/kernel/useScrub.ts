import { useEventListener } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { ComputedRef } from 'vue'

export interface ScrubOptions {
  /** The steps since the drag began: whole ones, or tenths. Called only when they changed. */
  readonly change: (steps: number) => void
  readonly end: () => void
  /** Escape, or the pointer was lost: as if the drag had not been. */
  readonly cancel: () => void
}

export interface UseScrubReturn {
  readonly scrubbing: ComputedRef<boolean>
  readonly begin: (event: PointerEvent) => void
}

/** Below this a press is a click. */
const thresholdPx = 3
const pxPerStep = 6

interface Drag {
  readonly target: HTMLElement
  readonly pointerId: number
  readonly startX: number
  lastX: number
  travelled: number
  steps: number
  moving: boolean
}

/** Drag sideways to change a number; Shift makes it ten times as fast, Alt ten times as slow, also in the middle of a drag. */
export function useScrub({ change, end, cancel }: ScrubOptions): UseScrubReturn {
  const active = shallowRef(false)
  let drag: Drag | null = null

  function begin(event: PointerEvent): void {
    if (event.button !== 0 || drag) return
    const target = event.currentTarget as HTMLElement
    const { pointerId, clientX } = event
    drag = { target, pointerId, startX: clientX, lastX: clientX, travelled: 0, steps: 0, moving: false }
  }

  function finish(settle: () => void): void {
    const ended = drag
    drag = null
    active.value = false
    if (!ended?.moving) return
    if (ended.target.hasPointerCapture(ended.pointerId)) ended.target.releasePointerCapture(ended.pointerId)
    settle()
  }

  function move(event: PointerEvent): void {
    if (!drag || event.pointerId !== drag.pointerId) return
    if (!drag.moving) {
      if (Math.abs(event.clientX - drag.startX) < thresholdPx) return
      drag.moving = true
      active.value = true
      drag.target.setPointerCapture(drag.pointerId)
    }
    const pace = event.shiftKey ? 10 : event.altKey ? 0.1 : 1
    drag.travelled += ((event.clientX - drag.lastX) / pxPerStep) * pace
    drag.lastX = event.clientX
    const steps = event.altKey ? Math.round(drag.travelled * 10) / 10 : Math.round(drag.travelled)
    if (steps === drag.steps) return
    drag.steps = steps
    change(steps)
  }

  const mine = (event: PointerEvent): boolean => drag?.pointerId === event.pointerId
  useEventListener(window, 'pointermove', move)
  useEventListener(window, 'pointerup', (event) => mine(event) && finish(end))
  useEventListener(window, 'pointercancel', (event) => mine(event) && finish(cancel))
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !drag?.moving) return
      event.preventDefault()
      event.stopPropagation()
      finish(cancel)
    },
    { capture: true },
  )
  onScopeDispose(() => finish(cancel))
  return { scrubbing: computed(() => active.value), begin }
}
