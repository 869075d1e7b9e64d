import { useThrottleFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import * as v from 'valibot'
import { shallowRef, watch } from 'vue'
import { LabError } from '../../shared/errors.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { optimizerKinds } from '../../shared/learning/learnTypes.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import { newestWins } from '../engine/newest.ts'
import { useHost } from '../host.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import type { ConvolutionChoices } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useKernelStore } from './kernelStore.ts'
import { useLearnProblemStore } from './learnProblemStore.ts'
import { restoreRun } from './learnRun.ts'
import type { Checkpoint, LearnRun } from './learnRun.ts'
import { useLearnSettingsStore } from './learnSettingsStore.ts'
import type { LearnSettings } from './learnSettingsStore.ts'
import { useLearnStore } from './learnStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'
import { useSettingsStore } from './settingsStore.ts'
import { useTargetPhotoStore } from './targetPhotoStore.ts'

/** Only as much as a chart shows; the optimizer's own state is kept to the last digit. */
const mostPoints = 200
const saveEveryMs = 1000

const numbers = v.array(v.number())
const photoSchema = v.variant('kind', [
  v.object({ kind: v.literal('sample') }),
  v.object({ kind: v.literal('lecture') }),
  v.object({ kind: v.literal('file'), name: v.string() }),
])
/** The shape of it; what the numbers mean is checked by whoever gets them, as when a person types them. */
const checkpointSchema = v.object({
  photo: photoSchema,
  target: v.nullable(v.string()),
  kernel: v.looseObject({ shape: numbers, weight: numbers }),
  choices: v.looseObject({}),
  settings: v.looseObject({ iterations: v.number() }),
  run: v.object({
    seed: v.number(),
    optimizer: v.looseObject({ kind: v.picklist(optimizerKinds), learningRate: v.number() }),
    state: v.object({ iteration: v.number(), parameters: numbers, m: numbers, v: numbers }),
    loss: v.nullable(v.number()),
    curve: v.array(v.tuple([v.number(), v.number()])),
  }),
})

type Kept = v.InferOutput<typeof checkpointSchema>

/** What a run under way needs to go on after the lab itself has ended; written every second, gone when the run is done. */
export const useLearnCheckpointStore = defineStore('learnCheckpoint', () => {
  const host = useHost()
  const stored = useSettingsStore()
  const images = useImageStore()
  const targets = useTargetPhotoStore()
  const kernels = useKernelStore()
  const convolutions = useConvolutionStore()
  const learnSettings = useLearnSettingsStore()
  const problems = useLearnProblemStore()
  const learn = useLearnStore()
  const notices = useNoticeStore()
  const place = usePlaceStore()
  const calls = newestWins()

  /** A run that an earlier window left. */
  const offer = shallowRef<Kept | null>(null)
  offerAgain()

  /** What is remembered, which a lesson's own run has left alone. */
  function offerAgain(): void {
    offer.value = stored.recall('learnCheckpoint', checkpointSchema) ?? null
  }

  if (offer.value) place.tool = 'learn' // behind another tab nobody would find it

  function keep(run: LearnRun): void {
    const { photo, target } = run.wish
    if (photo.kind === 'bytes') return // pasted pixels are not on any disk
    const { seed, optimizer, state, loss, curve } = run
    const every = Math.ceil(curve.length / mostPoints)
    stored.remember('learnCheckpoint', {
      photo: photo.kind === 'file' ? { kind: 'file', name: photo.file.name } : photo,
      target: target.kind === 'photo' ? target.file.name : null,
      kernel: target.kind === 'kernel' ? target.convolution.kernel : kernels.kernel,
      choices: convolutions.choices,
      settings: learnSettings.settings,
      run: { seed, optimizer, state, loss, curve: curve.filter((_, i) => i % every === 0) },
    })
  }

  const keepSometimes = useThrottleFn(() => learn.run && learn.locked && keep(learn.run), saveEveryMs, true)
  watch([() => learn.run, () => learn.locked], ([run, locked]) => {
    if (run && run.loss !== null && locked) {
      offer.value = null
      void keepSometimes()
    } else if (!offer.value && stored.settings.workspace.learnCheckpoint) discard()
  })

  function discard(): void {
    offer.value = null
    stored.remember('learnCheckpoint', null)
  }

  /** Opens what the run was on, puts everything back as it was, and leaves the run paused where it stood. */
  async function resume(): Promise<void> {
    const kept = offer.value
    if (!kept) return
    const signal = calls.begin()
    await notices.attempt(async () => {
      const recent = await host.recentFiles()
      const source =
        kept.photo.kind === 'file' ? ({ kind: 'file', file: named(recent, kept.photo.name) } as const) : kept.photo
      if (kept.target !== null) await targets.open(named(recent, kept.target))
      if (!(await images.open(source))) return
      kernels.commit(createKernel(kept.kernel as unknown as Kernel), 'kernel.history.learned')
      convolutions.change(kept.choices as Partial<ConvolutionChoices>)
      learn.change(kept.settings as unknown as Partial<LearnSettings>)
      const { wish } = problems
      if (!wish) throw new LabError('bad-argument', 'the kept run has no target any more')
      const problem = await problems.pose(wish, signal)
      learn.takeUp(restoreRun(wish, problem, kept.run as Checkpoint))
    }, 'errors.during.openPhoto')
  }

  function named(files: readonly ChosenFile[], name: string): ChosenFile {
    const found = files.find((file) => file.name === name)
    if (!found) throw new LabError('not-found', `'${name}' is not among the recent photos any more`)
    return found
  }

  return { offer, offerAgain, resume, discard }
})
