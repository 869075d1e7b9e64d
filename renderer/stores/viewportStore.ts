import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, shallowRef, watch } from 'vue'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useSettingsStore } from './settingsStore.ts'
import { usePlaced } from './usePlaced.ts'
import { boundsOf, fit } from './viewport.ts'
import type { Bounds, Size } from './viewport.ts'

export type { Cursor } from './usePlaced.ts'

export const layouts = ['sideBySide', 'split', 'result'] as const
export type Layout = (typeof layouts)[number]

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

  const photo = computed<Size | null>(() => images.arriving ?? images.info)
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
  const { viewport, cursor, ...view } = usePlaced({ size: () => photo.value, reach: () => reach.value })

  watch(
    () => images.arriving ?? images.source,
    () => {
      viewport.value = fit
      cursor.value = null
    },
  )
  watch([layout, split], () => settings.remember('preview', { layout: layout.value, split: split.value }))

  return { layout, split, photo, viewport, cursor, ...view }
})
