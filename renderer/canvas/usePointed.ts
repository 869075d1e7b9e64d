import { useEventListener } from '@vueuse/core'
import type { ShallowRef } from 'vue'

/**
 * The pointer over an element, as soon as it is known, with the element's box.
 *
 * Chromium holds `pointermove` back until the next frame begins: what is asked then is answered too late for that frame, and is
 * seen one later. `pointerrawupdate` comes at once, so that the answer may be there when the frame begins. It may come a thousand
 * times a second; the box is measured once a frame, because measuring after a change lays the window out. `pointermove` follows
 * with what the frame is about, and is all there is where the raw events are missing.
 */
export function usePointed(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  onPointed: (event: PointerEvent, box: DOMRect) => void,
): void {
  let box: DOMRect | null = null
  const measure = (): DOMRect => (box = element.value!.getBoundingClientRect())

  useEventListener<PointerEvent>(element, 'pointerrawupdate', (event) => onPointed(event, box ?? measure()))
  useEventListener(element, 'pointermove', (event) => onPointed(event, measure()))
  useEventListener(element, 'pointerleave', () => (box = null))
}
