import { useResizeObserver } from '@vueuse/core'
import type { ShallowRef } from 'vue'
import { usePanZoom } from '../../canvas/usePanZoom.ts'
import { useFieldStore } from '../../stores/fieldStore.ts'
import { fit, panBy } from '../../stores/viewport.ts'
import type { MapViewStore } from '../../stores/stackViewStores.ts'
import { clickReach, directions } from '../explain/useStagePins.ts'

const panStep = 64

/** Pointer and keys of one picture of the stack: zoom and pan as in the preview; arrows move the value that is pointed at. */
export function useMapStage(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  view: MapViewStore,
  pinAt: (row: number, column: number) => void,
) {
  const field = useFieldStore()
  let pressed: MouseEvent | null = null

  const { dragging } = usePanZoom(element, {
    placed: () => view.placed,
    pane: () => view.pane,
    onViewport: (viewport) => (view.viewport = viewport),
    onPoint: view.pointAt,
  })

  useResizeObserver(
    element,
    ([entry]) => {
      const { inlineSize: width, blockSize: height } = entry.devicePixelContentBoxSize[0]
      view.resizePane({ width, height })
    },
    { box: 'device-pixel-content-box' },
  )

  const actions: Readonly<Record<string, () => void>> = {
    '+': () => view.zoomBy(1),
    '=': () => view.zoomBy(1),
    '-': () => view.zoomBy(-1),
    '0': () => (view.viewport = fit),
    '1': () => view.zoomTo(1),
    Enter: pin,
    p: pin,
    Escape: field.unpin,
  }

  function pin(): void {
    if (view.cursor) pinAt(view.cursor.row, view.cursor.column)
    else field.movePin(0, 0)
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = directions[event.key]
    const action = step ? () => move(event.shiftKey, ...step) : actions[event.key]
    if (!action) return
    event.preventDefault()
    action()
  }

  function move(pans: boolean, rows: number, columns: number): void {
    if (!pans) return field.movePin(rows, columns)
    const by = panStep * devicePixelRatio
    if (view.placed) view.viewport = panBy(view.placed, { x: -columns * by, y: -rows * by })
  }

  function pressDown(event: PointerEvent): void {
    pressed = event
  }

  function click(event: MouseEvent): void {
    const from = pressed
    if (!view.cursor || !from) return
    if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > clickReach) return
    pinAt(view.cursor.row, view.cursor.column)
  }

  function toggleFit(): void {
    if (view.viewport.mode === 'fit') view.zoomTo(1)
    else view.viewport = fit
  }

  return { dragging, press, pressDown, click, toggleFit }
}
