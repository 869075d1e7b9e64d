import { computed, watch } from 'vue'
import type { MapViewRequest } from '../../shared/rpc/stackContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { useMapRequests } from '../engine/useMapRequests.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaced } from './usePlaced.ts'
import { fit, visibleFrame } from './viewport.ts'
import type { Size } from './viewport.ts'

export interface UseMapViewOptions {
  /** Of the map in its own pixels; null while there is none. */
  readonly size: () => Size | null
  /** Everything but the part of it that is in sight. */
  readonly source: () => Omit<MapViewRequest, 'frame'> | null
}

/** One map of a stack in a pane: the part that is in sight, as the engine draws it. */
export function useMapView({ size, source }: UseMapViewOptions) {
  const engine = useEngine()
  const notices = useNoticeStore()
  const bounds = computed(() => {
    const map = size()
    return map && { left: 0, top: 0, right: map.width, bottom: map.height }
  })
  const extent = computed(size)
  const placed = usePlaced({ size: () => extent.value, reach: () => bounds.value, fills: true })

  const { shown } = useMapRequests({
    wanted() {
      const asked = source()
      if (!asked || !bounds.value || !placed.placed.value) return null
      const frame = visibleFrame(placed.placed.value, bounds.value, placed.pane.value)
      return frame && { ...asked, frame }
    },
    render: (request, signal) => engine.call('renderMap', request, { signal }),
    onError: (thrown) => notices.reportUnlessLost(thrown, 'errors.during.showMaps'),
  })

  watch(
    () => extent.value && `${extent.value.width}×${extent.value.height}`,
    () => {
      placed.viewport.value = fit
      placed.cursor.value = null
    },
  )

  return { extent, shown, ...placed }
}
