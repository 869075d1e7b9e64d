import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { wholeFrame } from '../../shared/image/view.ts'
import type { View, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { usePreviewRequests } from '../engine/usePreviewRequests.ts'
import type { ShownView, WantedView } from '../engine/usePreviewRequests.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { boundsOf, visibleFrame } from './viewport.ts'
import { useViewportStore } from './viewportStore.ts'

export type PictureName = 'original' | 'result'

/** A bitmap, and the photo pixels that it shows. */
type ShownPicture = Pick<ShownView, 'bitmap'> & { readonly made: Pick<WantedView, 'frame'> }

/** What the panes show: one bitmap each, and whether it is what was asked for. */
export const usePreviewStore = defineStore('preview', () => {
  const engine = useEngine()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const view = useViewportStore()
  const notices = useNoticeStore()

  const onError = (thrown: unknown): void => void notices.reportUnlessLost(thrown, 'errors.during.preview')
  const render = (request: ViewRequest, signal: AbortSignal): Promise<View> =>
    engine.call('renderView', request, { signal })
  const requests = { render, onError }
  const original = usePreviewRequests({ wanted: wantedOriginal, ...requests })
  const result = usePreviewRequests({ wanted: wantedResult, ...requests })

  /** Why there is no result at all: sizes that do not fit. */
  const refusal = computed(() => {
    const geometry = convolutions.geometry
    return geometry && 'code' in geometry ? geometry : null
  })

  const state = computed<'none' | 'draft' | 'exact'>(() => {
    if (!images.info || refusal.value) return 'none'
    const originalDone = view.layout === 'result' || original.exact.value
    return originalDone && result.exact.value ? 'exact' : 'draft'
  })

  function wantedOriginal(): WantedView | null {
    const photo = images.ready
    if (!photo || images.arriving || !view.placed || view.layout === 'result') return null
    const bounds = { left: 0, top: 0, right: photo.width, bottom: photo.height }
    const frame = visibleFrame(view.placed, bounds, view.pane)
    return frame && { image: photo.id, frame, convolution: null, mapping: 'clamp' }
  }

  function wantedResult(): WantedView | null {
    const geometry = convolutions.geometry
    if (!images.ready || images.arriving || !view.placed || !geometry || 'code' in geometry) return null
    const frame = visibleFrame(view.placed, boundsOf(geometry), view.pane)
    const { convolution } = convolutions
    return frame && { image: images.ready.id, frame, convolution, mapping: convolutions.choices.mapping }
  }

  /** Until the photo's own pixels are drawn, what there is of it. */
  const shownOriginal = computed<ShownPicture | null>(() => {
    const look = images.firstLook
    if (!look || (original.shown.value && !images.arriving)) return original.shown.value
    return { bitmap: look.bitmap, made: { frame: wholeFrame(look.width, look.height) } }
  })
  const shownResult = computed(() => (images.arriving ? null : result.shown.value))
  watch(original.shown, (shown) => shown && !images.arriving && images.lookedAt())

  watch(
    () => images.source,
    () => {
      original.clear()
      result.clear()
    },
    { flush: 'sync' },
  )

  /** Which backend the result on screen comes from, and why. */
  const by = computed(() => shownResult.value?.by ?? null)

  return { original: shownOriginal, result: shownResult, refusal, state, by }
})
