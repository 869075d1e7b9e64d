import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { PixelReading } from '../../shared/rpc/engineContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useExplainStore } from './explainStore.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { useViewportStore } from './viewportStore.ts'
import type { Cursor } from './viewportStore.ts'

/** The values before and after at the pixel under the cursor. */
export const useReadingStore = defineStore('reading', () => {
  const engine = useEngine()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const view = useViewportStore()
  const explain = useExplainStore()
  const notices = useNoticeStore()

  const asked = shallowRef<{ readonly at: Cursor; readonly reading: PixelReading } | null>(null)
  /** With the explanation of that pixel where one is told. */
  const read = computed(() => explain.followed ?? asked.value)
  const wish = computed(() => {
    const { geometry, convolution } = convolutions
    if (explain.followed || !view.cursor || !images.ready || !geometry || 'code' in geometry) return null
    return { at: view.cursor, request: { image: images.ready.id, ...view.cursor, convolution } }
  })

  const reads = keepUp<NonNullable<typeof wish.value>>(async ({ at, request }, signal) => {
    try {
      asked.value = { at, reading: await engine.call('readPixel', request, { signal }) }
    } catch (thrown) {
      if (notices.reportUnlessLost(thrown, 'errors.during.readPixel')) asked.value = null
    }
  })

  watch(wish, (next) => {
    if (next) return reads.wish(next)
    reads.abort()
    asked.value = null
  })

  return { read }
})
