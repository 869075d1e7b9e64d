import { useResizeObserver } from '@vueuse/core'
import type { ShallowRef } from 'vue'
import { usePanZoom } from '../canvas/usePanZoom.ts'
import { useExplainStore } from '../stores/explainStore.ts'
import { fit, panBy } from '../stores/viewport.ts'
import { useViewportStore } from '../stores/viewportStore.ts'

const panStep = 64

/** What a place that shows the photo, or something on it, does about pointers, wheel, keys and its own size. */
export function usePhotoStage(stage: Readonly<ShallowRef<HTMLElement | null>>) {
  const view = useViewportStore()
  const explain = useExplainStore()

  const { dragging } = usePanZoom(stage, {
    placed: () => view.placed,
    pane: () => view.pane,
    onViewport: (viewport) => (view.viewport = viewport),
    onPoint: view.pointAt,
  })

  useResizeObserver(
    stage,
    ([entry]) => {
      const { inlineSize: width, blockSize: height } = entry.devicePixelContentBoxSize[0]
      view.resizePane({ width, height })
    },
    { box: 'device-pixel-content-box' },
  )

  const keyActions: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowLeft: (event) => move(event, 0, -1),
    ArrowRight: (event) => move(event, 0, 1),
    ArrowUp: (event) => move(event, -1, 0),
    ArrowDown: (event) => move(event, 1, 0),
    '+': () => view.zoomBy(1),
    '=': () => view.zoomBy(1),
    '-': () => view.zoomBy(-1),
    '0': () => (view.viewport = fit),
    '1': () => view.zoomTo(1),
    Escape: () => view.pointAt(null),
  }

  /** Shift moves the pixel that is read, plain arrows move the photo; while a pixel is explained it is the other way round. */
  function move(event: KeyboardEvent, rows: number, columns: number): void {
    if (event.shiftKey && !explain.active) return view.moveCursor(rows, columns)
    const step = panStep * devicePixelRatio
    if (view.placed) view.viewport = panBy(view.placed, { x: -columns * step, y: -rows * step })
  }

  function press(event: KeyboardEvent): void {
    const action = keyActions[event.key]
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    action(event)
  }

  function toggleFit(): void {
    if (view.viewport.mode === 'fit') view.zoomTo(1)
    else view.viewport = fit
  }

  return { dragging, press, toggleFit }
}
