import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { errorRecord, LabError } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { createNetwork } from '../../shared/network/network.ts'
import type { DataSetKind } from '../../shared/rpc/dataSetContract.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import type { TrainingProgress, TrainingRun } from '../../shared/rpc/trainingContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useHost } from '../host.ts'
import { useDataSetStore } from './dataSetStore.ts'
import { useNetworkStore } from './networkStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { emptyHistory, withProgress } from './trainHistory.ts'
import type { TrainHistory } from './trainHistory.ts'
import { trainingKind } from './trainNetwork.ts'
import { trainingSettings, useTrainSettingsStore } from './trainSettingsStore.ts'
import { trainWish } from './trainWish.ts'
import { waitFor } from './waitFor.ts'

export type TrainPhase = 'idle' | 'preparing' | 'running' | 'paused' | 'finished' | 'failed'

/** A training run. The engine holds it and keeps checkpoints in a folder, so that a crash loses at most the last seconds. */
export const useTrainStore = defineStore('train', () => {
  const engine = useEngine()
  const host = useHost()
  const networks = useNetworkStore()
  const pictures = useDataSetStore()
  const settings = useTrainSettingsStore()
  const notices = useNoticeStore()

  const run = shallowRef<TrainingRun | null>(null)
  const progress = shallowRef<TrainingProgress | null>(null)
  const history = shallowRef<TrainHistory>(emptyHistory)
  const phase = shallowRef<TrainPhase>('idle')
  const failure = shallowRef<LabErrorRecord | null>(null)
  /** The engine is gone and the run waits for the next. */
  const waiting = shallowRef(false)
  /** Where a person wants the run kept; null takes the lab's own folder. */
  const chosenFolder = shallowRef<ChosenFile | null>(null)
  const calls = newestWins()
  /** Where the run that is shown is kept. */
  let kept: ChosenFile | null = null
  let ending = false

  const wanted = trainWish()
  const { kind, description, wish, fitOutputs } = wanted
  /** What the run that is shown learns; the layers may be others by now. */
  const runKind = computed<DataSetKind | null>(() =>
    run.value ? trainingKind(createNetwork(run.value.description).output) : kind.value,
  )
  const busy = computed(() => phase.value === 'preparing' || phase.value === 'running')
  const canStart = computed(() => !busy.value && (phase.value === 'paused' || canPose()))
  const canPause = computed(() => phase.value === 'running')
  const canStop = computed(() => busy.value || phase.value === 'paused')

  function canPose(): boolean {
    return pictures.folder !== null && wish.value !== null && pictures.decoding === null
  }

  async function choosePictures(): Promise<void> {
    if (!wish.value || busy.value) return
    if (await pictures.choose(wish.value)) {
      fitOutputs()
      clear()
      await closeRun() // it learned from other pictures
    }
  }

  async function chooseFolder(): Promise<void> {
    const folder = await notices.attempt(() => host.chooseFolder({ purpose: 'run' }), 'errors.during.train')
    if (folder) chosenFolder.value = folder
  }

  /** Begins a run, or goes on with the paused one. */
  async function start(): Promise<void> {
    if (!canStart.value) return
    const goesOn = phase.value === 'paused' && run.value !== null
    await follow(goesOn ? (signal) => resumed(signal) : (signal) => pose(signal))
  }

  /** From the checkpoint in the folder, in this session or after another. */
  async function resume(): Promise<void> {
    if (busy.value || !canPose()) return
    clear()
    await follow(async (signal) => reopen(await folderOfRun(), signal))
  }

  async function follow(begin: (signal: AbortSignal) => Promise<TrainingRun>): Promise<void> {
    const signal = calls.begin()
    failure.value = null
    phase.value = 'preparing'
    try {
      await trainThroughCrashes(await begin(signal), signal)
    } catch (thrown) {
      if (!signal.aborted) fail(thrown)
    } finally {
      if (!signal.aborted) waiting.value = false
    }
  }

  async function pose(signal: AbortSignal): Promise<TrainingRun> {
    if (!wish.value) throw new LabError('bad-argument', 'a network whose layers fit is wanted')
    await closeRun()
    clear()
    phase.value = 'preparing'
    const dataSet = await pictures.open(wish.value, signal)
    fitOutputs()
    kept = await folderOfRun()
    const request = { dataSet: dataSet.id, folder: kept.token, settings: trainingSettings(settings.choices) }
    const parameters = settings.choices.begin === 'weights' ? networks.given : new Map()
    return show(
      await engine.call('poseTraining', { ...request, description: description.value!, parameters }, { signal }),
    )
  }

  async function folderOfRun(): Promise<ChosenFile> {
    return chosenFolder.value ?? host.ownRunFolder()
  }

  /** The run that the engine holds, with more epochs where more are asked for now. */
  async function resumed(signal: AbortSignal): Promise<TrainingRun> {
    const current = run.value!
    if (settings.choices.epochs <= current.settings.epochs || !kept) return current
    return reopen(kept, signal)
  }

  async function reopen(folder: ChosenFile, signal: AbortSignal): Promise<TrainingRun> {
    if (!wish.value) throw new LabError('bad-argument', 'a network whose layers fit is wanted')
    await closeRun()
    kept = folder
    const dataSet = await pictures.open(wish.value, signal)
    const { epochs } = settings.choices
    return show(await engine.call('resumeTraining', { dataSet: dataSet.id, folder: folder.token, epochs }, { signal }))
  }

  function show(posed: TrainingRun): TrainingRun {
    run.value = posed
    hear(posed.progress)
    return posed
  }

  function hear(told: TrainingProgress): void {
    history.value = withProgress(history.value, told)
    progress.value = told
  }

  async function trainThroughCrashes(first: TrainingRun, signal: AbortSignal): Promise<void> {
    for (let current = first; ;) {
      const generation = engine.generation.value
      try {
        return await train(current, signal)
      } catch (thrown) {
        if (errorRecord(thrown).code !== 'disconnected' || !kept) throw thrown
        waiting.value = true
        await waitFor(() => {
          if (engine.status.value === 'gave-up') throw new LabError('engine-failed', 'the engine is not running')
          return engine.generation.value > generation || null
        }, signal)
        run.value = null // the new engine holds none to close
        current = await reopen(kept, signal)
        waiting.value = false
      }
    }
  }

  async function train(current: TrainingRun, signal: AbortSignal): Promise<void> {
    phase.value = 'running'
    ending = false
    const onProgress = (told: TrainingProgress): void => {
      if (!signal.aborted) hear(told)
    }
    const end = await engine.call('train', { run: current.run }, { signal, onProgress })
    hear(end)
    phase.value = end.state === 'finished' || ending ? 'finished' : 'paused'
  }

  /** The engine ends its step and writes a checkpoint; then the call of `train` says where it stands. */
  async function pause(): Promise<void> {
    const current = run.value
    if (!canPause.value || !current) return
    await notices.attempt(() => engine.call('pauseTraining', { run: current.run }), 'errors.during.train')
  }

  /** Ends the run: its network can still be asked, and its checkpoint stays in the folder. */
  async function stop(): Promise<void> {
    if (phase.value === 'running') {
      ending = true
      return pause()
    }
    calls.abort()
    waiting.value = false
    phase.value = run.value ? 'finished' : 'idle'
  }

  async function closeRun(): Promise<void> {
    const current = run.value
    run.value = null
    if (current) await engine.call('closeTraining', { run: current.run }).catch(() => undefined) // an engine that is gone holds none
  }

  function fail(thrown: unknown): void {
    failure.value = errorRecord(thrown)
    phase.value = 'failed'
  }

  function clear(): void {
    progress.value = null
    history.value = emptyHistory
    failure.value = null
    phase.value = 'idle'
  }

  return {
    ...{ run, runKind, progress, history, phase, failure, waiting, chosenFolder, ...wanted },
    ...{ busy, canStart, canPause, canStop, choosePictures, chooseFolder, start, resume, pause, stop },
  }
})
