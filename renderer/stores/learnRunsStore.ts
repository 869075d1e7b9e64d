import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { sameWish } from './learnProblemStore.ts'
import type { LearnWish } from './learnProblemStore.ts'
import type { LearnRun } from './learnRun.ts'

/** More curves in one chart are told apart by nobody. */
const mostRuns = 12

/** Earlier runs on the same pair, to be compared with the one at hand. */
export const useLearnRunsStore = defineStore('learnRuns', () => {
  /** The oldest first. */
  const earlier = shallowRef<readonly LearnRun[]>([])
  /** The runs whose curve is not drawn, by id. */
  const hidden = shallowRef<ReadonlySet<number>>(new Set())

  function keep(run: LearnRun): void {
    earlier.value = [...earlier.value, run].slice(-mostRuns)
  }

  /** Losses of different pairs have nothing to do with each other. */
  function keepOnly(wish: LearnWish): void {
    const same = earlier.value.filter((run) => sameWish(run.wish, wish))
    if (same.length < earlier.value.length) earlier.value = same
  }

  function remove(id: number): void {
    earlier.value = earlier.value.filter((run) => run.id !== id)
  }

  function clear(): void {
    earlier.value = []
  }

  function setShown(id: number, shown: boolean): void {
    const next = new Set(hidden.value)
    if (shown) next.delete(id)
    else next.add(id)
    hidden.value = next
  }

  return { earlier, hidden, keep, keepOnly, remove, clear, setShown }
})
