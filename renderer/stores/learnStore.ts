import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { errorRecord, LabError } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { optimizerKinds } from '../../shared/learning/learnTypes.ts'
import type { DescentProgress } from '../../shared/rpc/engineContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useImageStore } from './imageStore.ts'
import { useKernelStore } from './kernelStore.ts'
import { makesAnotherProblem, onlySteers } from './learnChanges.ts'
import { sameWish, useLearnProblemStore } from './learnProblemStore.ts'
import { createRun, exactKernel, learnedKernel, withOptimizer, withProgress } from './learnRun.ts'
import type { LearnRun } from './learnRun.ts'
import { useLearnRunsStore } from './learnRunsStore.ts'
import {
  defaultLearnSettings,
  optimizerOf,
  resolveRate,
  useLearnSettingsStore,
  watchSeconds,
} from './learnSettingsStore.ts'
import type { LearnSettings } from './learnSettingsStore.ts'
import { throughCrashes } from './throughCrashes.ts'

export type LearnPhase = 'idle' | 'gathering' | 'running' | 'paused' | 'done' | 'stopped' | 'failed'

/** A run on its way: what it was begun with is not up for change. */
const underWay: readonly LearnPhase[] = ['gathering', 'running', 'paused']

/** Learning a kernel. The run lives here and not in the engine, so that a pause or a crash loses nothing of it. */
export const useLearnStore = defineStore('learn', () => {
  const engine = useEngine()
  const images = useImageStore()
  const kernels = useKernelStore()
  const settings = useLearnSettingsStore()
  const problems = useLearnProblemStore()
  const runs = useLearnRunsStore()

  const run = shallowRef<LearnRun | null>(null)
  const phase = shallowRef<LearnPhase>('idle')
  const failure = shallowRef<LabErrorRecord | null>(null)
  /** The engine is gone and the run waits for the next. */
  const waiting = shallowRef(false)
  const calls = newestWins()

  /** What is shown: a run keeps the numbers of its own pair. */
  const problem = computed(() => run.value?.problem ?? problems.problem)
  const locked = computed(() => underWay.includes(phase.value))
  const rate = computed(() => resolveRate(settings.settings, problem.value?.stableLearningRate ?? null))
  const diverges = computed(() => {
    const { value, limit } = rate.value
    return value !== null && limit !== null && value > limit
  })
  /** Whether a new run would learn something else. */
  const stale = computed(() => run.value !== null && !sameWish(run.value.wish, problems.wish))

  /** A new run waits for a photo that is on its way: it would learn from the one that goes. */
  const canBegin = computed(() => problems.wish !== null && !locked.value && !images.opening)
  const canStart = computed(() => phase.value === 'paused' || canBegin.value)
  const canStep = computed(() => phase.value === 'paused' || (canStart.value && run.value === null))
  const canPause = computed(() => phase.value === 'running')
  const canCompare = computed(() => canStart.value && phase.value !== 'paused')
  const canStop = computed(() => locked.value)
  const canAdoptLearned = computed(() => (run.value?.state.iteration ?? 0) > 0 && !kernels.inGesture)
  const canAdoptExact = computed(() => problem.value !== null && !kernels.inGesture)

  /** Begins a run, or goes on with the paused one. */
  const start = (): Promise<void> => go(Infinity)

  /** One iteration of the paused run, or the first of a new one. */
  async function step(): Promise<void> {
    if (canStep.value) await go(1)
  }

  async function go(most: number): Promise<void> {
    if (!canStart.value) return
    if (phase.value !== 'paused') putAside()
    failure.value = null
    const signal = calls.begin()
    try {
      await descendThroughCrashes(signal, most)
      const left = settings.settings.iterations - (run.value?.state.iteration ?? 0)
      phase.value = left > 0 ? 'paused' : 'done'
    } catch (thrown) {
      if (!signal.aborted) fail(thrown)
    } finally {
      if (!signal.aborted) waiting.value = false
    }
  }

  /** A run that has come anywhere stays to be compared. */
  function putAside(): void {
    if (run.value && run.value.loss !== null) runs.keep(run.value)
    run.value = null
  }

  function descendThroughCrashes(signal: AbortSignal, most: number): Promise<void> {
    const onLost = (): void => {
      problems.forgetHeld()
      waiting.value = true
    }
    return throughCrashes(engine, () => descend(signal, most), onLost, signal)
  }

  async function descend(signal: AbortSignal, most: number): Promise<void> {
    const wish = run.value?.wish ?? problems.wish
    if (!wish) throw new LabError('bad-argument', 'a photo and a target are wanted')
    if (!run.value) phase.value = 'gathering'
    const { id, ...told } = await problems.pose(wish, signal)
    const optimizer = optimizerOf(settings.settings, rate.value.value ?? 0)
    run.value = run.value
      ? withOptimizer(run.value, optimizer)
      : createRun(wish, { id, ...told }, settings.settings.seed, optimizer)
    runs.keepOnly(wish)
    phase.value = 'running'
    waiting.value = false
    const { iterations, pace } = settings.settings
    const { state } = run.value
    const left = Math.min(most, iterations - state.iteration)
    if (left < 1) return
    const seconds = pace === 'watch' ? (watchSeconds * left) / iterations : 0
    const request = { problem: id, optimizer, from: state, iterations: left, seconds }
    const onProgress = (progress: DescentProgress): void => {
      if (!signal.aborted && run.value) run.value = withProgress(run.value, progress)
    }
    onProgress(await engine.call('descend', request, { signal, onProgress }))
  }

  /** A run that only lost its engine, or its photo, may go on when that is back. */
  function fail(thrown: unknown): void {
    failure.value = errorRecord(thrown)
    const mayGoOn = run.value !== null && failure.value.code === 'engine-failed'
    phase.value = mayGoOn ? 'paused' : 'failed'
  }

  function pause(): void {
    if (!canPause.value) return
    calls.abort()
    waiting.value = false
    phase.value = 'paused'
  }

  function stop(): void {
    if (!canStop.value) return
    calls.abort()
    waiting.value = false
    phase.value = run.value ? 'stopped' : 'idle'
  }

  /** Settings of the pair make the run that is shown one of another pair: it goes. */
  function change(part: Partial<LearnSettings>): void {
    if (locked.value && !onlySteers(part)) return
    settings.change(part)
    if (!locked.value && makesAnotherProblem(part)) clear()
  }

  /** Takes the run at hand away. */
  function forget(): void {
    if (!locked.value) clear()
  }

  function clear(): void {
    run.value = null
    failure.value = null
    phase.value = 'idle'
  }

  /** Every optimizer on this pair, one after the other as fast as they go, each at its own automatic rate. */
  async function compare(): Promise<void> {
    if (!canCompare.value) return
    const { optimizer, rate: chosen, pace } = settings.settings
    for (const kind of optimizerKinds) {
      settings.change({ optimizer: kind, rate: defaultLearnSettings.rate, pace: 'fast' })
      await start()
      if (phase.value !== 'done') break // stopped by the person, or by an error that the next would meet, too
    }
    settings.change({ optimizer, rate: chosen, pace })
  }

  /** Goes on with a run of an earlier start of the lab, once its photo is open again. */
  function takeUp(kept: LearnRun): void {
    if (locked.value) return
    putAside()
    failure.value = null
    run.value = kept
    phase.value = 'paused'
  }

  /** The run's newest kernel, or the one that is looked at. */
  function adoptLearned(kernel = run.value && learnedKernel(run.value)): void {
    if (kernel && canAdoptLearned.value) kernels.commit(kernel, 'kernel.history.learned')
  }

  function adoptExact(): void {
    if (problem.value && canAdoptExact.value) kernels.commit(exactKernel(problem.value), 'kernel.history.exact')
  }

  return {
    ...{ run, phase, failure, waiting, problem, locked, rate, diverges, stale },
    ...{ canStart, canStep, canPause, canStop, canCompare, canAdoptLearned, canAdoptExact },
    ...{ start, step, pause, stop, compare, takeUp, forget, change, adoptLearned, adoptExact },
  }
})
