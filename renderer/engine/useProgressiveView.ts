import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import { isAbort } from '../../shared/errors.ts'
import type { ComputedBy, ImageId, View } from '../../shared/rpc/engineContract.ts'
import { keepUp, newestWins } from './newest.ts'

type Quality = View['quality']

/** What the pane shows, and for which wish it was made. */
export interface Shown<Wish, Picture> {
  readonly made: Wish
  readonly bitmap: Picture
  readonly quality: Quality
  readonly milliseconds: number
  readonly by?: ComputedBy | undefined
}

export interface ProgressiveViewOptions<Wish, Reply, Picture> {
  /** A new object whenever anything of it changed; null when there is nothing to ask for. */
  readonly wanted: () => Wish | null
  readonly render: (request: Wish & { readonly quality: Quality }, signal: AbortSignal) => Promise<Reply>
  readonly onError: (thrown: unknown) => void
  readonly toBitmap: (view: Reply) => Picture
}

export interface ProgressiveView<Wish, Picture> {
  readonly shown: Readonly<ShallowRef<Shown<Wish, Picture> | null>>
  /** Whether the pane shows, exactly, what is wanted now. */
  readonly exact: ComputedRef<boolean>
  clear(): void
}

/** Two frames: longer than the time between two events of one drag, and a person does not see it. */
export const restMs = 32

/** Drafts while the wish changes, one exact view when it has come to rest. */
export function useProgressiveView<
  Wish extends { readonly image: ImageId },
  Reply extends Pick<View, 'quality' | 'milliseconds' | 'by'>,
  Picture extends { close(): void },
>(options: ProgressiveViewOptions<Wish, Reply, Picture>): ProgressiveView<Wish, Picture> {
  const { render, onError, toBitmap } = options
  const wanted = computed(options.wanted)
  const shown = shallowRef<Shown<Wish, Picture> | null>(null)
  const exact = computed(() => shown.value?.quality === 'exact' && shown.value.made === wanted.value)
  const exactCalls = newestWins()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isResting = false
  /** What the exact view was asked for. */
  let asked: Wish | null = null

  async function show(made: Wish, quality: Quality, signal: AbortSignal): Promise<void> {
    try {
      const view = await render({ ...made, quality }, signal)
      if (signal.aborted) return
      if (view.quality === 'exact' && made === wanted.value) drafts.abort() // a draft that comes later is needless
      replace({
        made,
        bitmap: toBitmap(view),
        quality: view.quality,
        milliseconds: view.milliseconds,
        by: view.by,
      })
    } catch (thrown) {
      // The exact view that follows a draft meets the same refusal: one report of it, not one per move.
      if (quality === 'exact' && !isAbort(thrown) && !signal.aborted) onError(thrown)
    }
  }

  const drafts = keepUp<Wish>((made, signal) => show(made, 'draft', signal), settle)

  /**
   * Asks for the exact view of a wish that rests. Not beside its own draft, which may be exact already: one would only take the cores
   * from the other, in a slow drag at every move, to be aborted by the next. A draft that did not begin is skipped.
   */
  function settle(): void {
    const wish = wanted.value
    if (!wish || !isResting || wish === asked || exact.value || drafts.running() === wish) return
    asked = wish
    drafts.skip()
    void show(wish, 'exact', exactCalls.begin())
  }

  function replace(next: Shown<Wish, Picture>): void {
    shown.value?.bitmap.close()
    shown.value = next
  }

  function stop(): void {
    clearTimeout(timer)
    isResting = false
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
      isResting = false
      asked = null
      exactCalls.abort()
      if (!wish) return stop()
      // A draft of another photo is worth nothing.
      if (previous && previous.image !== wish.image) drafts.abort()
      drafts.wish(wish)
      timer = setTimeout(() => {
        isResting = true
        settle()
      }, restMs)
    },
    { immediate: true, flush: 'sync' },
  )
  onScopeDispose(clear)

  return { shown, exact, clear }
}
