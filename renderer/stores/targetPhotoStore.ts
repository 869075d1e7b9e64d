import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ImageInfo } from '../../shared/rpc/engineContract.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useHost } from '../host.ts'
import { useNoticeStore } from './noticeStore.ts'

/** The second photo, which a kernel is learned towards. */
export const useTargetPhotoStore = defineStore('targetPhoto', () => {
  const host = useHost()
  const engine = useEngine()
  const notices = useNoticeStore()
  const file = shallowRef<ChosenFile | null>(null)
  const info = shallowRef<ImageInfo | null>(null)
  const opening = shallowRef(false)
  const calls = newestWins()
  let generation = 0

  async function choose(): Promise<void> {
    const chosen = await notices.attempt(() => host.choosePhoto(), 'errors.during.openPhoto')
    if (chosen) await open(chosen)
  }

  async function open(chosen: ChosenFile): Promise<void> {
    const signal = calls.begin()
    opening.value = true
    await notices.attempt(async () => {
      const previous = generation === engine.generation.value ? info.value : null
      take(chosen, await engine.call('openImage', { token: chosen.token }, { signal }))
      if (previous) void engine.call('closeImage', { image: previous.id }).catch(notices.report)
    }, 'errors.during.openPhoto')
    if (!signal.aborted) opening.value = false
  }

  function take(chosen: ChosenFile, opened: ImageInfo): ImageInfo {
    file.value = chosen
    info.value = Object.freeze(opened)
    generation = engine.generation.value
    return info.value
  }

  /** The photo as the engine that runs holds it: a new engine is given the file again. */
  async function hold(wanted: ChosenFile, signal: AbortSignal): Promise<ImageInfo> {
    if (info.value && file.value === wanted && generation === engine.generation.value) return info.value
    return take(wanted, await engine.call('openImage', { token: wanted.token }, { signal }))
  }

  return { file, info, opening, choose, open, hold }
})
