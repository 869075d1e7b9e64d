import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { errorRecord } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { inputShape } from '../../shared/kernel/inputShape.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { Comparison, ComparisonRequest } from '../../shared/rpc/learnContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { paintPixels } from '../engine/paintedPixels.ts'
import type { PaintedPixels } from '../engine/paintedPixels.ts'
import { useProgressiveView } from '../engine/useProgressiveView.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useLearnLookStore } from './learnLookStore.ts'
import { useLearnProblemStore } from './learnProblemStore.ts'
import type { LearnWish } from './learnProblemStore.ts'
import { exactKernel } from './learnRun.ts'
import { useLearnStore } from './learnStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { boundsOf, visibleFrame } from './viewport.ts'
import { useViewportStore } from './viewportStore.ts'

export const stagePictures = ['target', 'learned', 'difference'] as const
export type StagePicture = (typeof stagePictures)[number]

/** What is compared with the target. */
export const stageKernels = ['learned', 'exact'] as const

/** Everything but the target, whose id in the engine is found when it is asked for. */
type Wanted = Omit<ComparisonRequest, 'target' | 'quality'> & { readonly wish: LearnWish }

interface Pictures extends Pick<Comparison, 'largest' | 'rms'> {
  readonly bitmaps: Readonly<Record<StagePicture, PaintedPixels>>
  close(): void
}

/** Target, learned output and difference on the photo, as far as the middle of the window shows them. */
export const useLearnStageStore = defineStore('learnStage', () => {
  const engine = useEngine()
  const images = useImageStore()
  const learn = useLearnStore()
  const look = useLearnLookStore()
  const problems = useLearnProblemStore()
  const convolutions = useConvolutionStore()
  const view = useViewportStore()
  const notices = useNoticeStore()

  const shows = shallowRef<(typeof stageKernels)[number]>('learned')
  /** The difference on a scale of its own. */
  const amplified = shallowRef(false)
  /** Whether the stage is on screen: nothing is drawn unseen. */
  const attended = shallowRef(false)

  const wish = computed(() => look.run?.wish ?? problems.wish)
  /** Until there is a run, the exact answer is what there is to look at. */
  const kind = computed(() => (look.run && shows.value === 'learned' ? 'learned' : 'exact'))
  const kernel = computed(() => {
    if (kind.value === 'learned') return look.kernel
    const problem = look.run?.problem ?? learn.problem
    return problem && exactKernel(problem)
  })

  const settings = computed<ConvolutionSettings | null>(() => {
    if (!wish.value || !kernel.value) return null
    const { target, channels } = wish.value
    const [K, C] = kernel.value.shape
    // One kernel per plane is one convolution of three groups.
    const options = K > 1 && C === 1 ? { ...wish.value.options, groups: K } : wish.value.options
    const linearLight = target.kind === 'kernel' && target.convolution.linearLight
    return Object.freeze({ kernel: kernel.value, options, channels, linearLight })
  })

  const geometry = computed(() => {
    const photo = images.ready
    if (!photo || !settings.value) return null
    try {
      return convolutionGeometry(inputShape(photo, settings.value), settings.value.kernel.shape, settings.value.options)
    } catch (thrown) {
      return errorRecord(thrown)
    }
  })

  /** Why nothing can be shown. */
  const refusal = shallowRef<LabErrorRecord | null>(null)

  function wanted(): Wanted | null {
    const photo = images.ready
    const [learned, on] = [settings.value, geometry.value]
    if (!attended.value || !photo || !view.placed || !learned || !wish.value || !on || 'code' in on) return null
    if (wish.value.photo !== images.source) return null // a run on another photo
    const frame = visibleFrame(view.placed, boundsOf(on), view.pane)
    const mapping = convolutions.choices.mapping
    const shift = (look.run?.problem ?? learn.problem)?.shift?.applied
    const common = {
      image: photo.id,
      convolution: learned,
      mapping,
      amplified: amplified.value,
      ...(shift && { shift }),
    }
    return frame && { ...common, frame, wish: wish.value }
  }

  async function render(
    { wish: posed, ...request }: Wanted & Pick<ComparisonRequest, 'quality'>,
    signal: AbortSignal,
  ): Promise<Comparison> {
    const target = await problems.targetOf(posed, signal)
    const comparison = await engine.call('renderComparison', { ...request, target }, { signal })
    refusal.value = null
    return comparison
  }

  function onError(thrown: unknown): void {
    const { code } = errorRecord(thrown)
    if (code === 'shape-mismatch') refusal.value = errorRecord(thrown)
    else notices.reportUnlessLost(thrown, 'errors.during.preview')
  }

  const stage = useProgressiveView({ wanted, render, onError, toBitmap: bitmapsOf })

  return { shows, kind, amplified, attended, kernel, wish, refusal, shown: stage.shown, exact: stage.exact }
})

function bitmapsOf({ pixelWidth, pixelHeight, largest, rms, ...pixels }: Comparison): Pictures {
  const made = stagePictures.map((name) => paintPixels({ rgba: pixels[name], pixelWidth, pixelHeight }))
  const [target, learned, difference] = made
  return { bitmaps: { target, learned, difference }, largest, rms, close: () => made.forEach((each) => each.close()) }
}
