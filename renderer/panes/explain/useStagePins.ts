import { useExplainStore } from '../../stores/explainStore.ts'
import { useViewportStore } from '../../stores/viewportStore.ts'
import { pinningKey } from './pinningKey.ts'

/** While a pixel is explained, the picture's keys and clicks are about pixels: Enter and a click hold the one that is pointed at. */
export function useStagePins() {
  const explain = useExplainStore()
  const view = useViewportStore()

  function press(event: KeyboardEvent): void {
    if (!explain.active || pinningKey(event, explain)) return
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    event.preventDefault()
    explain.pin()
  }

  function pick(): void {
    if (explain.active && view.cursor) explain.pin()
  }

  return { press, pick }
}
