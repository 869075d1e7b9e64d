import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ConvolutionSettings, ImageId, Statistics } from '../../shared/rpc/engineContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'

interface Subject {
  readonly image: ImageId
  readonly convolution: ConvolutionSettings | null
}

interface Counted {
  readonly subject: Subject
  readonly statistics: Statistics
}

/** After the exact view, which a person waits for: counting computes the whole result. */
export const countAfterMs = 200

/** What is counted sooner shows no progress: it would flash, and every frame of it takes time from what is waited for. */
const progressAfterMs = 500

/** The counts of the whole photo and of the whole result; taken when the kernel has come to rest. */
export const useStatisticsStore = defineStore('statistics', () => {
  const engine = useEngine()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const notices = useNoticeStore()

  const photo = followCounts(() => (images.ready ? { image: images.ready.id, convolution: null } : null))
  const result = followCounts(() => {
    const { geometry, convolution } = convolutions
    if (!images.ready || !geometry || 'code' in geometry) return null
    return { image: images.ready.id, convolution }
  })

  /** The open photo has no result, and will have none before a setting changes. */
  const isVoid = computed(() => convolutions.geometry !== null && 'code' in convolutions.geometry)

  /** `current` is null while the counts are older than what they are of. */
  function followCounts(wanted: () => Subject | null) {
    const subject = computed(wanted)
    const counted = shallowRef<Counted | null>(null)
    const progress = shallowRef<number | null>(null)
    const calls = newestWins()
    let timer: ReturnType<typeof setTimeout> | undefined

    async function count(of: Subject): Promise<void> {
      const signal = calls.begin()
      const began = performance.now()
      const onProgress = ({ done, total }: { done: number; total: number }): void => {
        if (performance.now() - began >= progressAfterMs) progress.value = total > 0 ? done / total : null
      }
      try {
        const statistics = await engine.call('measure', of, { signal, onProgress })
        counted.value = { subject: of, statistics }
      } catch (thrown) {
        notices.reportUnlessLost(thrown, 'errors.during.measure')
      } finally {
        if (!signal.aborted) progress.value = null
      }
    }

    watch(
      subject,
      (next) => {
        clearTimeout(timer)
        calls.abort()
        progress.value = null
        if (next) timer = setTimeout(() => void count(next), countAfterMs)
      },
      { immediate: true },
    )
    const current = computed(
      () => (counted.value?.subject === subject.value ? counted.value?.statistics : null) ?? null,
    )
    const latest = computed(() => (images.info && counted.value ? counted.value.statistics : null))
    return { current, latest, progress }
  }

  return {
    photo: photo.latest,
    /** The newest counts there are, perhaps of a kernel that has changed since; null where the kernel gives no result. */
    result: computed(() => (isVoid.value ? null : result.latest.value)),
    isVoid,
    resultIsCurrent: computed(() => result.current.value !== null),
    progress: result.progress,
  }
})
