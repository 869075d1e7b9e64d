import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { isAbort } from '../../shared/errors.ts'
import type { View, ViewRequest } from '../../shared/rpc/engineContract.ts'
import { keepUp, newestWins } from './newest.ts'

/** What the pane should show; the quality is the requests' own affair. */
export type WantedView = Omit<ViewRequest, 'quality'>

/** What it does show, and for which wish it was made. */
export interface ShownView {
  readonly made: WantedView
  readonly bitmap: ImageBitmap
  readonly quality: View['quality']
  readonly milliseconds: number
}

export interface PreviewRequestsOptions {
  /** A new object whenever anything of it changed; null when there is nothing to ask for. */
  readonly wanted: () => WantedView | null
  readonly render: (request: ViewRequest, signal: AbortSignal) => Promise<View>
  readonly onError: (thrown: unknown) => void
  readonly toBitmap?: (view: View) => Promise<ImageBitmap>
}

export interface PreviewRequests {
  readonly shown: Readonly<ShallowRef<ShownView | null>>
  /** Whether the pane shows, exactly, what is wanted now. */
  readonly exact: ComputedRef<boolean>
  clear(): void
}

/** Shorter than a person's pause, longer than the time between two events of one drag. */
export const restMs = 120

/** Drafts while the wish changes, one exact view when it has come to rest. */
export function usePreviewRequests(options: PreviewRequestsOptions): PreviewRequests {
  const { render, onError, toBitmap = bitmapOf } = options
  const wanted = computed(options.wanted)
  const shown = shallowRef<ShownView | null>(null)
  const exact = computed(() => shown.value?.quality === 'exact' && shown.value.made === wanted.value)
  const exactCalls = newestWins()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function show(made: WantedView, quality: View['quality'], signal: AbortSignal): Promise<void> {
    try {
      const view = await render({ ...made, quality }, signal)
      const bitmap = await toBitmap(view)
      if (signal.aborted) return bitmap.close()
      replace({ made, bitmap, quality: view.quality, milliseconds: view.milliseconds })
    } catch (thrown) {
      // The exact view that follows a draft meets the same refusal: one report of it, not one per move.
      if (quality === 'exact' && !isAbort(thrown) && !signal.aborted) onError(thrown)
    }
  }

  const drafts = keepUp<WantedView>((made, signal) => show(made, 'draft', signal))

  /** A slow draft may come after the exact view that made it needless. */
  function replace(next: ShownView): void {
    const overtaken = next.quality === 'draft' && shown.value?.quality === 'exact' && shown.value.made === wanted.value
    if (overtaken) return next.bitmap.close()
    shown.value?.bitmap.close()
    shown.value = next
  }

  function stop(): void {
    clearTimeout(timer)
    drafts.abort()
    exactCalls.abort()
  }

  function clear(): void {
    stop()
    shown.value?.bitmap.close()
    shown.value = null
  }

  watch(
    wanted,
    (wish, previous) => {
      clearTimeout(timer)
      exactCalls.abort()
      if (!wish) return stop()
      // A draft of another photo is worth nothing.
      if (previous && previous.image !== wish.image) drafts.abort()
      drafts.wish(wish)
      timer = setTimeout(() => void show(wish, 'exact', exactCalls.begin()), restMs)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(clear)

  return { shown, exact, clear }
}

export function bitmapOf({
  rgba,
  pixelWidth,
  pixelHeight,
}: Pick<View, 'rgba' | 'pixelWidth' | 'pixelHeight'>): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(rgba, pixelWidth, pixelHeight))
}
