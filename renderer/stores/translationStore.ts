import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { withInput } from '../../shared/network/description.ts'
import type { NetworkDescription } from '../../shared/network/description.ts'
import { createNetwork } from '../../shared/network/network.ts'
import type { ResultFormat, View } from '../../shared/rpc/engineContract.ts'
import type { TranslationRequest } from '../../shared/rpc/modelContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'
import { useTrainedStore } from './trainedStore.ts'
import { useTrainStore } from './trainStore.ts'
import { resultFormats, useTransferStore } from './transferStore.ts'
import type { Size } from './viewport.ts'

/** What a picture-to-picture network makes of the open photo: quickly while it trains, exactly when it rests. */
export const useTranslationStore = defineStore('translation', () => {
  const engine = useEngine()
  const images = useImageStore()
  const notices = useNoticeStore()
  const place = usePlaceStore()
  const training = useTrainStore()
  const trained = useTrainedStore()
  const transfer = useTransferStore()

  /** Device pixels that the pane has for it. */
  const box = shallowRef<Size | null>(null)
  const view = shallowRef<View | null>(null)
  const computing = shallowRef(false)

  const size = computed<Size | null>(() => {
    const photo = images.ready
    const { run, runKind } = training
    return photo && run && runKind === 'pairs' ? resultSize(run.description, photo) : null
  })
  const wish = computed<TranslationRequest | null>(() => {
    const [photo, model] = [images.ready, trained.model]
    if (!photo || !model || !size.value || !box.value || place.room !== 'train') return null
    const { width, height } = size.value
    const scale = Math.min(1, box.value.width / width, box.value.height / height)
    const [pixelWidth, pixelHeight] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
    const frame = { left: 0, top: 0, width, height, pixelWidth, pixelHeight }
    return { model, image: photo.id, frame, mapping: 'clamp', quality: training.busy ? 'draft' : 'exact' }
  })

  const views = keepUp<TranslationRequest>(async (request, signal) => {
    computing.value = true
    try {
      view.value = await engine.call('renderTranslation', request, { signal })
    } catch (thrown) {
      if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.translate')
    } finally {
      if (!signal.aborted) computing.value = false
    }
  })

  watch(
    [wish, () => training.progress?.epoch, () => trained.network],
    ([next]) => {
      if (next) return views.wish(next)
      views.abort()
      computing.value = false
      view.value = null
    },
    { immediate: true },
  )
  onScopeDispose(views.abort)

  async function save(id: ResultFormat): Promise<void> {
    const [photo, model] = [images.ready, trained.model]
    const format = resultFormats.find((each) => each.id === id)
    if (!photo || !model || !format) return
    const suggestion = {
      name: `${photo.name.replace(/\.[^.]*$/, '')}-network.${format.extension}`,
      filters: [{ name: format.name, extensions: [format.extension] }],
    }
    const request = { model, image: photo.id, mapping: 'clamp', format: id } as const
    await notices.attempt(
      () =>
        transfer.save(suggestion, ({ token }, signal) =>
          engine.call('exportTranslation', { ...request, token }, { signal }),
        ),
      'errors.during.translate',
    )
  }

  return { box, view, size, computing, save }
})

/** null for a photo too small for the network. */
function resultSize(description: NetworkDescription, { width, height }: Size): Size | null {
  try {
    const [, P, Q] = createNetwork(withInput(description, [description.input[0], height, width])).output
    return { width: Q, height: P }
  } catch {
    return null
  }
}
