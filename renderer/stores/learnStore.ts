import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { errorRecord, LabError } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import type { DescentProgress } from '../../shared/rpc/engineContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useKernelStore } from './kernelStore.ts'
import { sameWish, useLearnProblemStore } from './learnProblemStore.ts'
import { createRun, exactKernel, learnedKernel, withProgress } from './learnRun.ts'
import type { LearnRun } from './learnRun.ts'
import { resolveRate, useLearnSettingsStore, watchSeconds } from './learnSettingsStore.ts'
import type { LearnSettings } from './learnSettingsStore.ts'
import { waitFor } from './waitFor.ts'

export type LearnPhase = 'idle' | 'gathering' | 'running' | 'paused' | 'done' | 'stopped' | 'failed'

/** A run on its way: what it was begun with is not up for change. */
const underWay: readonly LearnPhase[] = ['gathering', 'running', 'paused']

/** What may be changed of a paused run. */
const steering: readonly (keyof LearnSettings)[] = ['rate', 'iterations', 'pace']

/** Learning a kernel. The run lives here and not in the engine, so that a pause or a crash loses nothing of it. */
export const useLearnStore = defineStore('learn', () => {
  const engine = useEngine()
  const kernels = useKernelStore()
  const settings = useLearnSettingsStore()
  const problems = useLearnProblemStore()

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

  const canStart = computed(() => phase.value === 'paused' || (problems.wish !== null && !locked.value))
  const canPause = computed(() => phase.value === 'running')
  const canStop = computed(() => locked.value)
  const canAdoptLearned = computed(() => (run.value?.state.iteration ?? 0) > 0 && !kernels.inGesture)
  const canAdoptExact = computed(() => problem.value !== null && !kernels.inGesture)

  /** Begins a run, or goes on with the paused one. */
  async function start(): Promise<void> {
    if (!canStart.value) return
    if (phase.value !== 'paused') run.value = null
    failure.value = null
    const signal = calls.begin()
    try {
      await descendThroughCrashes(signal)
      phase.value = 'done'
    } catch (thrown) {
      if (!signal.aborted) fail(thrown)
    } finally {
      if (!signal.aborted) waiting.value = false
    }
  }

  async function descendThroughCrashes(signal: AbortSignal): Promise<void> {
    for (;;) {
      const generation = engine.generation.value
      try {
        return await descend(signal)
      } catch (thrown) {
        if (!isLost(thrown, generation)) throw thrown
        problems.forgetHeld()
        waiting.value = true
        await newEngine(thrown, generation, signal)
      }
    }
  }

  async function descend(signal: AbortSignal): Promise<void> {
    const wish = run.value?.wish ?? problems.wish
    if (!wish) throw new LabError('bad-argument', 'a photo and a target are wanted')
    if (!run.value) phase.value = 'gathering'
    const { id, ...told } = await problems.pose(wish, signal)
    const current = run.value ?? createRun(wish, { id, ...told }, settings.settings.seed)
    run.value = current
    phase.value = 'running'
    waiting.value = false
    const { optimizer: kind, iterations, pace } = settings.settings
    const left = iterations - current.state.iteration
    if (left < 1) return
    const optimizer = { kind, learningRate: rate.value.value ?? 0 }
    const seconds = pace === 'watch' ? (watchSeconds * left) / iterations : 0
    const request = { problem: id, optimizer, from: current.state, iterations: left, seconds }
    const onProgress = (progress: DescentProgress): void => {
      if (!signal.aborted && run.value) run.value = withProgress(run.value, progress)
    }
    onProgress(await engine.call('descend', request, { signal, onProgress }))
  }

  /** What the engine held is gone: it died, or has gathered other problems since. */
  function isLost(thrown: unknown, generation: number): boolean {
    const { code } = errorRecord(thrown)
    if (code === 'disconnected' || code === 'unknown-problem') return true
    return code === 'unknown-image' && engine.generation.value !== generation
  }

  async function newEngine(thrown: unknown, generation: number, signal: AbortSignal): Promise<void> {
    if (errorRecord(thrown).code !== 'disconnected') return
    await waitFor(() => {
      if (engine.status.value === 'gave-up') throw new LabError('engine-failed', 'the engine is not running')
      return engine.generation.value > generation || null
    }, signal)
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
    const names = Object.keys(part) as (keyof LearnSettings)[]
    if (locked.value && !names.every((name) => steering.includes(name))) return
    settings.change(part)
    if (!locked.value && ['target', 'size', 'bias'].some((name) => name in part)) clear()
  }

  function clear(): void {
    run.value = null
    failure.value = null
    phase.value = 'idle'
  }

  function adoptLearned(): void {
    if (run.value && canAdoptLearned.value) kernels.commit(learnedKernel(run.value), 'kernel.history.learned')
  }

  function adoptExact(): void {
    if (problem.value && canAdoptExact.value) kernels.commit(exactKernel(problem.value), 'kernel.history.exact')
  }

  return {
    ...{ run, phase, failure, waiting, problem, locked, rate, diverges, stale },
    ...{ canStart, canPause, canStop, canAdoptLearned, canAdoptExact },
    ...{ start, pause, stop, change, adoptLearned, adoptExact },
  }
})
