import { computed, shallowRef } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { nextZoom, fit, place, toPane, zoomAbout } from './viewport.ts'
import type { Bounds, Placed, Point, Size, Viewport } from './viewport.ts'

/** A pixel of a picture, counted from 0; beyond its rim where something else has pixels there. */
export interface Cursor {
  readonly row: number
  readonly column: number
}

export interface UsePlacedOptions {
  /** The picture in its own pixels; null while there is none. */
  readonly size: () => Size | null
  /** The pixels that can be pointed at: the picture, and what lies around it. */
  readonly reach: () => Bounds | null
  /** Whether a fit may enlarge: pictures beside each other are compared at one size. */
  readonly fills?: boolean
}

export interface UsePlacedReturn {
  readonly viewport: ShallowRef<Viewport>
  /** Device pixels of one pane; 0×0 until it was laid out. */
  readonly pane: ShallowRef<Size>
  readonly cursor: ShallowRef<Cursor | null>
  readonly placed: ComputedRef<Placed | null>
  readonly percent: ComputedRef<number>
  zoomTo(scale: number, anchor?: Point): void
  zoomBy(direction: 1 | -1): void
  moveCursor(rows: number, columns: number): void
  moveCursorTo(row: number, column: number): void
  pointAt(point: Point | null): void
  resizePane(size: Size): void
}

/** A picture in a pane: what part of it is seen, how large, and which of its pixels is pointed at. */
export function usePlaced({ size, reach, fills = false }: UsePlacedOptions): UsePlacedReturn {
  const viewport = shallowRef<Viewport>(fit)
  const pane = shallowRef<Size>({ width: 0, height: 0 })
  const cursor = shallowRef<Cursor | null>(null)

  const placed = computed(() => {
    const picture = size()
    return picture && pane.value.width > 0 ? place(viewport.value, picture, pane.value, fills) : null
  })
  const percent = computed(() => (placed.value ? roundPercent(placed.value.scale * 100) : 100))

  /** About the anchor; without one about the pixel that is read, or else the middle. */
  function zoomTo(scale: number, anchor: Point = cursorInPane() ?? middle()): void {
    if (placed.value) viewport.value = zoomAbout(placed.value, scale, anchor, pane.value)
  }

  function zoomBy(direction: 1 | -1): void {
    if (placed.value) zoomTo(nextZoom(placed.value.scale, direction))
  }

  function middle(): Point {
    return { x: pane.value.width / 2, y: pane.value.height / 2 }
  }

  /** null when it is not in sight. */
  function cursorInPane(): Point | null {
    if (!cursor.value || !placed.value) return null
    const { row, column } = cursor.value
    const point = toPane({ x: column + 0.5, y: row + 0.5 }, placed.value, pane.value)
    const inside = point.x >= 0 && point.y >= 0 && point.x < pane.value.width && point.y < pane.value.height
    return inside ? point : null
  }

  /** By keys; the picture follows, so that the pixel stays in sight. */
  function moveCursor(rows: number, columns: number): void {
    if (!placed.value) return
    const { x, y } = placed.value.center
    const from = cursor.value ?? { row: Math.floor(y), column: Math.floor(x) }
    moveCursorTo(from.row + rows, from.column + columns)
  }

  function moveCursorTo(row: number, column: number): void {
    const bounds = reach()
    if (!bounds) return
    const { left, top, right, bottom } = bounds
    cursor.value = {
      row: Math.min(bottom - 1, Math.max(top, row)),
      column: Math.min(right - 1, Math.max(left, column)),
    }
    if (placed.value && !cursorInPane()) {
      const center = { x: cursor.value.column + 0.5, y: cursor.value.row + 0.5 }
      viewport.value = { mode: 'free', scale: placed.value.scale, center }
    }
  }

  /** null when the pointer is beside what can be pointed at. */
  function pointAt(point: Point | null): void {
    const bounds = reach()
    if (!point || !bounds) return void (cursor.value = null)
    const { left, top, right, bottom } = bounds
    const [row, column] = [Math.floor(point.y), Math.floor(point.x)]
    const inside = row >= top && column >= left && row < bottom && column < right
    if (!inside) cursor.value = null
    else if (cursor.value?.row !== row || cursor.value.column !== column) cursor.value = { row, column }
  }

  function resizePane(next: Size): void {
    if (next.width !== pane.value.width || next.height !== pane.value.height) pane.value = next
  }

  return {
    ...{ viewport, pane, cursor, placed, percent },
    ...{ zoomTo, zoomBy, moveCursor, moveCursorTo, pointAt, resizePane },
  }
}

function roundPercent(percent: number): number {
  return percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent)
}
