import { useResizeObserver } from '@vueuse/core'
import type { ShallowRef } from 'vue'
import { usePanZoom } from '../canvas/usePanZoom.ts'
import { fit, panBy } from '../stores/viewport.ts'
import type { Placed, Point, Size, Viewport } from '../stores/viewport.ts'

/** Of a store that places a picture (`usePlaced`), as a component sees it. */
export interface StageView {
  viewport: Viewport
  readonly placed: Placed | null
  readonly pane: Size
  zoomTo(scale: number): void
  zoomBy(direction: 1 | -1): void
  moveCursor(rows: number, columns: number): void
  pointAt(point: Point | null): void
  resizePane(size: Size): void
}

export interface UseStageOptions {
  readonly view: () => StageView
  /** What arrows without Shift move; with Shift they move the other. */
  readonly arrows: () => 'picture' | 'cursor'
}

export interface UseStageReturn {
  readonly dragging: Readonly<ShallowRef<boolean>>
  press(event: KeyboardEvent): void
  toggleFit(): void
}

const panStep = 64
/** A press that moves further than this, in CSS pixels, is a drag. */
export const clickReach = 4

export const directions: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** What a place that shows a picture does about pointers, wheel, keys and its own size. */
export function useStage(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  { view, arrows }: UseStageOptions,
): UseStageReturn {
  const { dragging } = usePanZoom(element, {
    placed: () => view().placed,
    pane: () => view().pane,
    onViewport: (viewport) => (view().viewport = viewport),
    onPoint: (point) => view().pointAt(point),
  })

  useResizeObserver(
    element,
    ([entry]) => {
      const { inlineSize: width, blockSize: height } = entry.devicePixelContentBoxSize[0]
      view().resizePane({ width, height })
    },
    { box: 'device-pixel-content-box' },
  )

  const actions: Readonly<Record<string, () => void>> = {
    '+': () => view().zoomBy(1),
    '=': () => view().zoomBy(1),
    '-': () => view().zoomBy(-1),
    '0': () => (view().viewport = fit),
    '1': () => view().zoomTo(1),
    Escape: () => view().pointAt(null),
  }

  function move(what: 'picture' | 'cursor', rows: number, columns: number): void {
    if (what === 'cursor') return view().moveCursor(rows, columns)
    const { placed } = view()
    const step = panStep * devicePixelRatio
    if (placed) view().viewport = panBy(placed, { x: -columns * step, y: -rows * step })
  }

  /** Keys that somebody else took are left alone. */
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const direction = directions[event.key]
    const movesPicture = (arrows() === 'picture') !== event.shiftKey
    const action = direction ? () => move(movesPicture ? 'picture' : 'cursor', ...direction) : actions[event.key]
    if (!action) return
    event.preventDefault()
    action()
  }

  function toggleFit(): void {
    if (view().viewport.mode === 'fit') view().zoomTo(1)
    else view().viewport = fit
  }

  return { dragging, press, toggleFit }
}
