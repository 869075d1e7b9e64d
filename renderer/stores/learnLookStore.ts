import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { errorRecord } from '../../shared/errors.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import type { MomentOfRun } from '../../shared/rpc/learnContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useLearnProblemStore } from './learnProblemStore.ts'
import { keptBefore, learnedKernel } from './learnRun.ts'
import type { LearnRun } from './learnRun.ts'
import { useLearnRunsStore } from './learnRunsStore.ts'
import { mostIterations } from './learnSettingsStore.ts'
import { useLearnStore } from './learnStore.ts'
import { useNoticeStore } from './noticeStore.ts'

interface Looked extends MomentOfRun {
  readonly run: number
}

/** Which run is looked at, and at which of its iterations: the newest one, or any other. */
export const useLearnLookStore = defineStore('learnLook', () => {
  const engine = useEngine()
  const notices = useNoticeStore()
  const learn = useLearnStore()
  const runs = useLearnRunsStore()
  const problems = useLearnProblemStore()

  /** null looks at the run at hand. */
  const chosen = shallowRef<number | null>(null)
  /** null follows the run. */
  const wanted = shallowRef<number | null>(null)
  const looked = shallowRef<Looked | null>(null)

  const all = computed<readonly LearnRun[]>(() => (learn.run ? [...runs.earlier, learn.run] : runs.earlier))
  const run = computed(() => all.value.find(({ id }) => id === chosen.value) ?? all.value.at(-1) ?? null)
  const following = computed(() => wanted.value === null)

  /** The moment that is shown: while another is on its way, the one before. */
  const moment = computed<MomentOfRun | null>(() => {
    if (!run.value) return null
    const { id, state, loss } = run.value
    if (wanted.value !== null && looked.value?.run === id) return looked.value
    const { parameters, iteration } = state
    return { iteration, parameters, loss: loss ?? NaN }
  })

  /** null where a diverging run has left the numbers. */
  const kernel = computed<Kernel | null>(() => {
    if (!run.value || !moment.value?.parameters.every(Number.isFinite)) return null
    return learnedKernel(run.value, moment.value.parameters)
  })

  /** Plain gradient descent is known at any iteration; the others only as far as they have come. */
  const furthest = computed(() => {
    if (!run.value) return 0
    const plain = run.value.optimizer.kind === 'sgd' && !run.value.wish.constraint
    return plain ? mostIterations : run.value.state.iteration
  })

  /** The problem of a run as the engine that runs now holds it. */
  async function ask<T>(of: LearnRun, signal: AbortSignal, question: (id: LearnRun['problem']['id']) => Promise<T>) {
    const { id } = await problems.pose(of.wish, signal)
    try {
      return await question(id)
    } catch (thrown) {
      if (errorRecord(thrown).code !== 'unknown-problem') throw thrown
      problems.forgetHeld()
      return question((await problems.pose(of.wish, signal)).id)
    }
  }

  function momentAt(of: LearnRun, iteration: number, signal: AbortSignal): Promise<MomentOfRun> {
    const { optimizer, state: from } = keptBefore(of, iteration)
    const request = { optimizer, from, iteration }
    return ask(of, signal, (problem) => engine.call('momentOfRun', { problem, ...request }, { signal }))
  }

  const looks = keepUp<readonly [LearnRun, number]>(async ([of, iteration], signal) => {
    await notices.attempt(async () => {
      const found = await momentAt(of, iteration, signal)
      if (!signal.aborted) looked.value = Object.freeze({ run: of.id, ...found })
    })
  })

  /** null goes back to following the run. */
  function lookAt(iteration: number | null): void {
    if (iteration === null || !run.value) {
      looks.abort()
      wanted.value = null
      looked.value = null
      return
    }
    wanted.value = Math.min(furthest.value, Math.max(0, Math.round(iteration)))
    looks.wish([run.value, wanted.value])
  }

  function choose(id: number | null): void {
    lookAt(null)
    chosen.value = id
  }

  // A new run is what there is to see now.
  watch(
    () => learn.run?.id,
    () => choose(null),
  )

  return { all, run, moment, kernel, wanted, following, furthest, chosen, lookAt, choose, ask, momentAt }
})
