import { useEventListener } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import { panBy, toPhoto, zoomAbout } from '../stores/viewport.ts'
import type { Placed, Point, Size, Viewport } from '../stores/viewport.ts'
import { usePointed } from './usePointed.ts'

export interface UsePanZoomOptions {
  /** null while there is nothing to look at. */
  readonly placed: () => Placed | null
  readonly pane: () => Size
  readonly onViewport: (viewport: Viewport) => void
  /** The photo point under the pointer, null when it left. */
  readonly onPoint: (point: Point | null) => void
}

export interface UsePanZoomReturn {
  readonly dragging: Readonly<ShallowRef<boolean>>
}

/** s' = s · 2^(−Δ/240): a wheel's notch (Δ = 120 in most) is a factor of √2; a pinch sends small Δ with Ctrl down. */
export function wheelFactor(event: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const pixels = event.deltaMode === 1 ? event.deltaY * 40 : event.deltaY
  return 2 ** (-pixels / (event.ctrlKey ? 60 : 240))
}

/** Drag and two fingers move, wheel and pinch zoom about the pointer. */
export function usePanZoom(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  { placed, pane, onViewport, onPoint }: UsePanZoomOptions,
): UsePanZoomReturn {
  const pointers = new Map<number, Point>()
  const dragging = shallowRef(false)

  /** Device pixels from the element's corner. */
  function pointOf(event: MouseEvent, box = element.value!.getBoundingClientRect()): Point {
    const ratio = pane().width / box.width
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio }
  }

  function zoom(factor: number, anchor: Point): void {
    const now = placed()
    if (now) onViewport(zoomAbout(now, now.scale * factor, anchor, pane()))
  }

  function pan(by: Point): void {
    const now = placed()
    if (now) onViewport(panBy(now, by))
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault()
    const sideways = event.deltaX !== 0 && !event.ctrlKey
    if (event.shiftKey || sideways) {
      const ratio = devicePixelRatio
      const [x, y] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      pan({ x: -x * ratio, y: -y * ratio })
    } else zoom(wheelFactor(event), pointOf(event))
  }

  function onDown(event: PointerEvent): void {
    if (event.button > 1) return
    pointers.set(event.pointerId, pointOf(event))
    element.value?.setPointerCapture(event.pointerId)
  }

  /** Under a drag the picture moves along, once a frame. */
  function onPointed(event: PointerEvent, box: DOMRect): void {
    const now = placed()
    if (now && !pointers.has(event.pointerId)) onPoint(toPhoto(pointOf(event, box), now, pane()))
  }

  function onMove(event: PointerEvent): void {
    const from = pointers.get(event.pointerId)
    if (!from) return
    const now = placed()
    const to = pointOf(event)
    if (now) onPoint(toPhoto(to, now, pane()))
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
    pointers.set(event.pointerId, to)
    dragging.value = true
    if (other) zoom(distance(to, other) / Math.max(1, distance(from, other)), other)
    else pan({ x: to.x - from.x, y: to.y - from.y })
  }

  function onUp(event: PointerEvent): void {
    pointers.delete(event.pointerId)
    dragging.value = pointers.size > 0
  }

  useEventListener(element, 'wheel', onWheel, { passive: false })
  useEventListener(element, 'pointerdown', onDown)
  usePointed(element, onPointed)
  useEventListener(element, 'pointermove', onMove)
  useEventListener(element, ['pointerup', 'pointercancel'], onUp)
  useEventListener(element, 'pointerleave', () => onPoint(null))
  return { dragging }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
