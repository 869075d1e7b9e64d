import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'

/** Longer than from one pixel to the next of a pointer on its way. */
const restMilliseconds = 120

/**
 * A value that has rested: what is said aloud is said of the pixel that the pointer stays on. To put those that it crosses into
 * words takes longer than to show them, and nobody could listen.
 */
export function useRested<T>(value: () => T): Readonly<ShallowRef<T>> {
  const rested = shallowRef(value()) as ShallowRef<T>
  let changed = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  /** One timer for many changes: to stop one and start another at each would cost more than the rest of this. */
  function wait(milliseconds: number): void {
    timer = setTimeout(() => {
      timer = null
      const left = changed + restMilliseconds - performance.now()
      if (left > 1) wait(left)
      else rested.value = value()
    }, milliseconds)
  }

  watch(value, () => {
    changed = performance.now()
    if (!timer) wait(restMilliseconds)
  })
  onScopeDispose(() => clearTimeout(timer ?? undefined))
  return rested
}
