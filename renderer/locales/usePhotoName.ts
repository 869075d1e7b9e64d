import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { useImageStore } from '../stores/imageStore.ts'
import { useText } from './useText.ts'

/** What the open photo is called: its file's name, or the sample's or the lecture's in this language; null when none is open. */
export function usePhotoName(): ComputedRef<string | null> {
  const images = useImageStore()
  const { t } = useText()
  return computed(() => {
    if (!images.info) return null
    if (images.source?.kind === 'lecture') return t('learnRoom.lectureName')
    return images.source?.kind === 'sample' ? t('frame.sampleName') : images.info.name
  })
}
