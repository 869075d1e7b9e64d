import { useExplainStore } from '../../stores/explainStore.ts'
import { useViewportStore } from '../../stores/viewportStore.ts'
import { pinningKey } from './pinningKey.ts'

/** A press that moves further than this is a drag. */
export const clickReach = 4

export const directions: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** While a pixel is explained, the picture's keys and clicks are about pixels: arrows go to the next one, a click holds it. */
export function useStagePins() {
  const explain = useExplainStore()
  const view = useViewportStore()
  let down: { readonly x: number; readonly y: number } | null = null

  /** True when the key was taken. */
  function press(event: KeyboardEvent): boolean {
    if (!explain.active) return false
    if (pinningKey(event, explain)) return true
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
    const direction = directions[event.key]
    if (!direction && event.key !== 'Enter') return false
    event.preventDefault()
    if (direction) view.moveCursor(...direction)
    else explain.pin()
    return true
  }

  function pressDown(event: PointerEvent): void {
    down = event.button === 0 ? { x: event.clientX, y: event.clientY } : null
  }

  function click(event: MouseEvent): void {
    const isDrag = !down || Math.hypot(event.clientX - down.x, event.clientY - down.y) > clickReach
    const isControl = event.target instanceof Element && event.target.closest('button, [role="slider"]') !== null
    if (explain.active && !isDrag && !isControl && view.cursor) explain.pin()
  }

  return { press, pressDown, click }
}
