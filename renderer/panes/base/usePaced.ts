import { shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import { useRested } from './useRested.ts'

/** Digits that change more often cannot be read. */
const paceMilliseconds = 100

/** A value now and then, and the one that it rests at: fields to type into are slow to write, at every move of the pointer. */
export function usePaced<T>(value: () => T): Readonly<ShallowRef<T>> {
  const paced = shallowRef(value()) as ShallowRef<T>
  let last = -Infinity
  // With what else changed, never by itself: a frame of its own would be in the next move's way.
  watch(value, (now) => {
    if (performance.now() - last < paceMilliseconds) return
    last = performance.now()
    paced.value = now
  })
  watch(useRested(value), (rested) => (paced.value = rested))
  return paced
}
