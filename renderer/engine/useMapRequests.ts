import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { MapPicture, MapViewRequest } from '../../shared/rpc/stackContract.ts'
import { keepUp } from './newest.ts'
import { paintPixels } from './paintedPixels.ts'
import type { PaintedPixels } from './paintedPixels.ts'

export interface ShownMap {
  readonly made: MapViewRequest
  readonly bitmap: PaintedPixels
  readonly minimum: number
  readonly maximum: number
}

export interface MapRequestsOptions {
  /** A new object whenever anything of it changed; null when there is nothing to ask for. */
  readonly wanted: () => MapViewRequest | null
  readonly render: (request: MapViewRequest, signal: AbortSignal) => Promise<MapPicture>
  readonly onError: (thrown: unknown) => void
}

/** One map as it is wanted, or the last one on the way there: maps are computed once, so there are no drafts. */
export function useMapRequests({ wanted, render, onError }: MapRequestsOptions): {
  readonly shown: Readonly<ShallowRef<ShownMap | null>>
} {
  const shown = shallowRef<ShownMap | null>(null)
  const wish = computed(wanted)

  const requests = keepUp<MapViewRequest>(async (made, signal) => {
    try {
      const picture = await render(made, signal)
      if (signal.aborted) return
      replace({ made, bitmap: paintPixels(picture), minimum: picture.minimum, maximum: picture.maximum })
    } catch (thrown) {
      if (!signal.aborted) onError(thrown)
    }
  })

  function replace(next: ShownMap | null): void {
    shown.value?.bitmap.close()
    shown.value = next
  }

  watch(
    wish,
    (next, before) => {
      // What another stack shows is worth nothing.
      if (next?.stack !== before?.stack) requests.abort()
      if (next) requests.wish(next)
      else replace(null)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    requests.abort()
    replace(null)
  })
  return { shown }
}
