import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, shallowRef, watch } from 'vue'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useSettingsStore } from './settingsStore.ts'
import { boundsOf, fit, nextZoom, place, toPane, zoomAbout } from './viewport.ts'
import type { Bounds, Point, Size, Viewport } from './viewport.ts'

export const layouts = ['sideBySide', 'split', 'result'] as const
export type Layout = (typeof layouts)[number]

/** A pixel of the photo, counted from 0; beyond its rim where the result has pixels there. */
export interface Cursor {
  readonly row: number
  readonly column: number
}

const remembered = v.object({
  layout: v.picklist(layouts),
  split: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
})

/** Where on the photo the panes look, and how they share the room. */
export const useViewportStore = defineStore('viewport', () => {
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const settings = useSettingsStore()
  const start = settings.recall('preview', remembered) ?? { layout: 'split' as Layout, split: 0.5 }

  const layout = shallowRef<Layout>(start.layout)
  /** The divider's place in the pane, 0 to 1. */
  const split = shallowRef(start.split)
  const viewport = shallowRef<Viewport>(fit)
  /** Device pixels of one pane; 0×0 until it was laid out. */
  const pane = shallowRef<Size>({ width: 0, height: 0 })
  const cursor = shallowRef<Cursor | null>(null)

  const photo = computed<Size | null>(() => images.info)
  const placed = computed(() =>
    photo.value && pane.value.width > 0 ? place(viewport.value, photo.value, pane.value) : null,
  )
  /** The photo, and what of the result lies around it. */
  const reach = computed<Bounds | null>(() => {
    if (!photo.value) return null
    const { width: right, height: bottom } = photo.value
    const { geometry } = convolutions
    const result = geometry && 'P' in geometry ? boundsOf(geometry) : { left: 0, top: 0, right, bottom }
    return {
      left: Math.min(0, result.left),
      top: Math.min(0, result.top),
      right: Math.max(right, result.right),
      bottom: Math.max(bottom, result.bottom),
    }
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

  /** By keys; the photo follows, so that the pixel stays in sight. */
  function moveCursor(rows: number, columns: number): void {
    if (!placed.value) return
    const { x, y } = placed.value.center
    const from = cursor.value ?? { row: Math.floor(y), column: Math.floor(x) }
    moveCursorTo(from.row + rows, from.column + columns)
  }

  function moveCursorTo(row: number, column: number): void {
    if (!reach.value) return
    const { left, top, right, bottom } = reach.value
    cursor.value = {
      row: Math.min(bottom - 1, Math.max(top, row)),
      column: Math.min(right - 1, Math.max(left, column)),
    }
    if (placed.value && !cursorInPane()) {
      const center = { x: cursor.value.column + 0.5, y: cursor.value.row + 0.5 }
      viewport.value = { mode: 'free', scale: placed.value.scale, center }
    }
  }

  /** null when the pointer is beside the photo and its result. */
  function pointAt(point: Point | null): void {
    if (!point || !reach.value) return void (cursor.value = null)
    const { left, top, right, bottom } = reach.value
    const [row, column] = [Math.floor(point.y), Math.floor(point.x)]
    const inside = row >= top && column >= left && row < bottom && column < right
    if (!inside) cursor.value = null
    else if (cursor.value?.row !== row || cursor.value.column !== column) cursor.value = { row, column }
  }

  function resizePane(size: Size): void {
    if (size.width !== pane.value.width || size.height !== pane.value.height) pane.value = size
  }

  watch(
    () => images.source,
    () => {
      viewport.value = fit
      cursor.value = null
    },
  )
  watch([layout, split], () => settings.remember('preview', { layout: layout.value, split: split.value }))

  return {
    ...{ layout, split, viewport, pane, cursor, photo, placed, percent },
    ...{ zoomTo, zoomBy, moveCursor, moveCursorTo, pointAt, resizePane },
  }
})

function roundPercent(percent: number): number {
  return percent < 10 ? Math.round(percent * 10) / 10 : Math.round(percent)
}
