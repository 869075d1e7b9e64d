import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { errorRecord, isAbort, LabError } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import type { ChannelChoice } from '../../shared/image/image.ts'
import type { Clipping, ColorMode, Constraint } from '../../shared/learning/learnTypes.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import type { ConvolutionSettings, ImageInfo, LearnProblem, LearnTarget } from '../../shared/rpc/engineContract.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import type { PhotoSource } from './imageStore.ts'
import { constraintOf, useLearnSettingsStore } from './learnSettingsStore.ts'
import { useTargetPhotoStore } from './targetPhotoStore.ts'
import { waitFor } from './waitFor.ts'

/** A learning problem by what a person chose: it outlives the engine, whose ids do not. */
export interface LearnWish {
  readonly photo: PhotoSource
  readonly target:
    | { readonly kind: 'kernel'; readonly convolution: ConvolutionSettings }
    | { readonly kind: 'photo'; readonly file: ChosenFile }
  readonly size: readonly [R: number, S: number]
  readonly options: ConvolutionOptions
  readonly channels: ChannelChoice
  readonly bias: boolean
  readonly constraint: Constraint | null
  readonly color: ColorMode
  readonly shift: 'auto' | 'none'
  readonly clipped: Clipping
}

interface Posed {
  readonly wish: LearnWish
  readonly generation: number
  readonly problem: LearnProblem
}

/** Whoever made the second photo may have used any border: only windows inside the picture are learned from. */
const insideOnly: ConvolutionOptions = Object.freeze({ padding: 'valid' })

/** Above this the sums are worth waiting for only when somebody asks: the exact answer takes O(n³). */
const mostUnasked = 200
const restMs = 250

export function sameWish(a: LearnWish | null, b: LearnWish | null): boolean {
  if (!a || !b || a.photo !== b.photo) return a === b
  const rest = ({ target, size, options, channels, bias, constraint, color, shift, clipped }: LearnWish): string =>
    JSON.stringify([target, size, options, channels, bias, constraint, color, shift, clipped])
  return rest(a) === rest(b)
}

/** The pair of pictures and what is known about it before any iteration: the exact answer, the limit of the rate. */
export const useLearnProblemStore = defineStore('learnProblem', () => {
  const engine = useEngine()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const settings = useLearnSettingsStore()
  const targets = useTargetPhotoStore()

  const posed = shallowRef<Posed | null>(null)
  /** Share of the sums that is gathered, 0 to 1; null when nothing is. */
  const gathering = shallowRef<number | null>(null)
  /** Why the pair as it is wished for cannot be learned from. */
  const refusal = shallowRef<LabErrorRecord | null>(null)
  /** Whether somebody looks: a pair is gathered unasked only then. */
  const attended = shallowRef(false)

  const wish = computed<LearnWish | null>(() => {
    const { source } = images
    const { target: kind, bias, color, shift, clipped } = settings.settings
    const { file } = targets
    if (!source || (kind === 'photo' && !file)) return null
    const target =
      kind === 'photo' && file
        ? ({ kind, file } as const)
        : ({ kind: 'kernel', convolution: convolutions.convolution } as const)
    const options = kind === 'photo' ? insideOnly : convolutions.options
    const { channels } = convolutions.choices
    const holds = { constraint: constraintOf(settings.settings), color, shift, clipped }
    return Object.freeze({ photo: source, target, size: settings.size, options, channels, bias, ...holds })
  })

  /** Null while the numbers known are those of another wish. */
  const problem = computed(() => (posed.value && sameWish(posed.value.wish, wish.value) ? posed.value.problem : null))
  const large = computed(() => {
    const [R, S] = settings.size
    return R * S > mostUnasked
  })

  const unasked = newestWins()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Whose share is shown: one that was cancelled, or that was asked for twice, may end later than the next. */
  let gatheredFor: AbortSignal | null = null

  function pauseUnasked(): void {
    clearTimeout(timer)
    unasked.abort()
  }

  watch([wish, attended, () => images.ready], () => {
    pauseUnasked()
    refusal.value = null
    const wanted = wish.value
    if (!wanted || !attended.value || !images.ready || large.value || problem.value) return
    timer = setTimeout(() => void poseUnasked(wanted), restMs)
  })

  async function poseUnasked(wanted: LearnWish): Promise<void> {
    try {
      await gather(wanted, unasked.begin())
    } catch (thrown) {
      if (isAbort(thrown) || !sameWish(wanted, wish.value)) return
      // A new engine gets the photo again, and this runs once more.
      if (errorRecord(thrown).code !== 'disconnected') refusal.value = errorRecord(thrown)
    }
  }

  /** The problem as the engine that runs now holds it, gathered if need be. */
  async function pose(wanted: LearnWish, signal: AbortSignal): Promise<LearnProblem> {
    pauseUnasked()
    const held = posed.value
    if (held && held.generation === engine.generation.value && sameWish(held.wish, wanted)) return held.problem
    return gather(wanted, signal)
  }

  async function gather(wanted: LearnWish, signal: AbortSignal): Promise<LearnProblem> {
    gatheredFor = signal
    gathering.value = 0
    try {
      const photo = await photoOf(wanted, signal)
      const target = await targetOf(wanted, signal)
      const generation = engine.generation.value
      const { size, options, channels, bias, constraint, color, shift, clipped } = wanted
      const holds = { constraint, color, shift, clipped }
      const request = { image: photo.id, target, size, options, channels, bias, ...holds }
      const onProgress = ({ done, total }: { done: number; total: number }): void => {
        if (gatheredFor === signal) gathering.value = done / Math.max(1, total)
      }
      const answer = Object.freeze(await engine.call('poseProblem', request, { signal, onProgress }))
      posed.value = Object.freeze({ wish: wanted, generation, problem: answer })
      return answer
    } finally {
      if (gatheredFor === signal) gathering.value = null
    }
  }

  /** Waits for a new engine to have been given the photo again. */
  function photoOf({ photo }: LearnWish, signal: AbortSignal): Promise<ImageInfo> {
    return waitFor(() => {
      if (images.source !== photo) throw new LabError('unknown-image', 'the photo of this run was closed')
      if (engine.status.value === 'gave-up') throw new LabError('engine-failed', 'the engine is not running')
      return images.ready
    }, signal)
  }

  async function targetOf({ target }: LearnWish, signal: AbortSignal): Promise<LearnTarget> {
    if (target.kind === 'kernel') return target
    const { id } = await targets.hold(target.file, signal)
    return { kind: 'image', image: id }
  }

  /** What an engine held that is gone. The numbers told about it stay true. */
  function forgetHeld(): void {
    if (posed.value) posed.value = Object.freeze({ ...posed.value, generation: -1 })
  }

  return { wish, problem, large, gathering, refusal, attended, pose, targetOf, forgetHeld }
})
