import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Glance, ImageInfo } from '../../shared/rpc/engineContract.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { paintPixels } from '../engine/paintedPixels.ts'
import type { PaintedPixels } from '../engine/paintedPixels.ts'
import { useHost } from '../host.ts'
import { useNoticeStore } from './noticeStore.ts'

/** How to get the photo again when the engine lost it. Pasted bytes are the file as it came, not pixels. */
export type PhotoSource =
  | { readonly kind: 'file'; readonly file: ChosenFile }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'sample' }
  | { readonly kind: 'lecture' }

/** A photo made small, before its pixels are there. */
export interface FirstLook {
  readonly width: number
  readonly height: number
  readonly bitmap: PaintedPixels
}

/** Which photo is open: id, name, size; no pixels. */
export const useImageStore = defineStore('image', () => {
  const host = useHost()
  const engine = useEngine()
  const notices = useNoticeStore()

  const source = shallowRef<PhotoSource | null>(null)
  const info = shallowRef<ImageInfo | null>(null)
  const opening = shallowRef(false)
  /** Of the photo that is being opened, then of the one that is open, until `lookedAt`. */
  const firstLook = shallowRef<FirstLook | null>(null)
  const arriving = computed(() => (opening.value ? firstLook.value : null))
  const recent = shallowRef<readonly ChosenFile[]>([])
  /** The generation of the engine that decoded `info`: its id means nothing to a later one. */
  const generation = shallowRef(0)

  /** The photo, when the engine that runs now holds it. */
  const ready = computed(() => (generation.value === engine.generation.value ? info.value : null))

  let newest: AbortController | null = null

  /** Opens in place of what was open; the old photo stays when the new one is refused. */
  async function open(wanted: PhotoSource): Promise<boolean> {
    newest?.abort()
    const mine = (newest = new AbortController())
    opening.value = true
    lookedAt()
    try {
      const opened = await decode(wanted, mine.signal)
      const previous = ready.value
      source.value = wanted
      info.value = Object.freeze(opened)
      generation.value = engine.generation.value
      if (previous) void engine.call('closeImage', { image: previous.id }).catch(notices.report)
      notices.withdraw('errors.during.openPhoto')
      void refreshRecent()
      return true
    } catch (thrown) {
      if (newest === mine) lookedAt()
      notices.report(thrown, 'errors.during.openPhoto')
      return false
    } finally {
      if (newest === mine) opening.value = false
    }
  }

  function decode(wanted: PhotoSource, signal: AbortSignal): Promise<ImageInfo> {
    if (wanted.kind === 'sample') return engine.call('openSample', null, { signal })
    if (wanted.kind === 'lecture') return engine.call('openLecture', null, { signal })
    const request = wanted.kind === 'file' ? { token: wanted.file.token } : { name: wanted.name, bytes: wanted.bytes }
    return engine.call('openImage', request, { signal, onProgress: (glance) => look(glance, signal) })
  }

  function look(glance: Glance, signal: AbortSignal): void {
    if (signal.aborted || !opening.value) return
    const { width, height } = glance
    lookedAt()
    firstLook.value = { width, height, bitmap: paintPixels(glance) }
  }

  /** The photo itself is on screen. */
  function lookedAt(): void {
    firstLook.value?.bitmap.close()
    firstLook.value = null
  }

  async function choose(): Promise<void> {
    const file = await notices.attempt(() => host.choosePhoto(), 'errors.during.openPhoto')
    if (file) await open({ kind: 'file', file })
  }

  function close(): void {
    newest?.abort()
    lookedAt()
    const closed = ready.value
    source.value = null
    info.value = null
    if (closed) void engine.call('closeImage', { image: closed.id }).catch(notices.report)
  }

  async function refreshRecent(): Promise<void> {
    recent.value = (await notices.attempt(() => host.recentFiles())) ?? recent.value
  }

  // A new engine knows nothing: it is given the same photo again.
  watch(engine.generation, () => {
    if (source.value) void open(source.value)
  })

  return { source, info, ready, opening, firstLook, arriving, recent, open, lookedAt, choose, close, refreshRecent }
})
