import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import { resultPixel, resultPlacement } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { ImageId, PixelReading } from '../../shared/rpc/engineContract.ts'
import type { InputExplanation, PixelExplanation } from '../../shared/rpc/explanations.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'
import { useViewportStore } from './viewportStore.ts'
import type { Cursor } from './viewportStore.ts'

/** What is asked: how an output came to be, where an input goes, or how the loop goes over a region. */
export const questions = ['output', 'input', 'walk'] as const
export type Question = (typeof questions)[number]

/** An answer and the sizes it belongs to: the kernel may have changed since. */
interface Told<T> {
  readonly at: Cursor
  readonly geometry: Geometry
  readonly told: T
}

/** The terms behind the pixel that is pointed at, or pinned. */
export const useExplainStore = defineStore('explain', () => {
  const engine = useEngine()
  const place = usePlaceStore()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const view = useViewportStore()
  const notices = useNoticeStore()

  const question = shallowRef<Question>('output')
  /** The plane of the result; what a kernel of fewer has in its place is the last one. */
  const chosenPlane = shallowRef(0)
  const pinned = shallowRef<Cursor | null>(null)
  /** Where the pointer was last: it has to leave the picture to reach the pane. */
  const pointed = shallowRef<Cursor | null>(null)
  const output = shallowRef<(Told<PixelExplanation> & { readonly reading: PixelReading }) | null>(null)
  const input = shallowRef<Told<InputExplanation> | null>(null)
  /** The last that was asked has no answer: what was told before is of another pixel, and is told no more. */
  const failed = shallowRef(false)

  const active = computed(() => place.tool === 'explain' && place.room === 'photo' && images.info !== null)
  const at = computed(() => pinned.value ?? view.cursor ?? pointed.value)
  const geometry = computed<Geometry | null>(() => {
    const now = convolutions.geometry
    return now && 'P' in now ? now : null
  })

  const plane = computed({
    get: () => Math.min(chosenPlane.value, geometry.value ? geometry.value.N * geometry.value.K - 1 : 0),
    set: (chosen) => (chosenPlane.value = chosen),
  })

  const ready = computed(() => {
    if (!active.value || !at.value || !images.ready || !geometry.value) return null
    const base = { image: images.ready.id, convolution: convolutions.convolution }
    return { base, at: at.value, geometry: geometry.value }
  })
  type Ready = NonNullable<typeof ready.value>

  const outputs = keepUp<Ready & { p: number; q: number }>(async ({ base, at, geometry, p, q }, signal) =>
    attempt(async () => {
      const { explanation: told, reading } = await engine.call('explainPixel', { ...base, ...at, p, q }, { signal })
      if (isOpen(base.image)) output.value = Object.freeze({ at, geometry, told, reading })
    }, output),
  )
  const inputs = keepUp<Ready>(async ({ base, at, geometry }, signal) =>
    attempt(async () => {
      const told = await engine.call('explainInput', { ...base, ...at }, { signal })
      if (isOpen(base.image)) input.value = Object.freeze({ at, geometry, told })
    }, input),
  )

  /**
   * What is told of the output under the pointer, while every move is answered: what else is shown of that pixel is shown with
   * it, in one frame, and not asked for by itself.
   */
  const followed = computed(() => {
    const { cursor } = view
    if (question.value !== 'output' || pinned.value || !cursor || !ready.value) return null
    return outputOver(ready.value.geometry, cursor) && output.value
  })

  async function attempt(ask: () => Promise<void>, answer: ShallowRef<unknown>): Promise<void> {
    try {
      await ask()
      failed.value = false
    } catch (thrown) {
      if (!notices.reportUnlessLost(thrown, 'errors.during.explain')) return
      answer.value = null
      failed.value = true
    }
  }

  const isOpen = (image: ImageId): boolean => images.info?.id === image

  watch(
    [ready, question],
    ([wish, asked]) => {
      const target = wish && outputOver(wish.geometry, wish.at)
      const inside = wish && isInside(wish.geometry, wish.at)
      if (asked === 'output' && wish && target) outputs.wish({ ...wish, p: target[0], q: target[1] })
      else outputs.abort()
      if (asked === 'input' && wish && inside) inputs.wish(wish)
      else inputs.abort()
      if (wish && !target) output.value = null
      if (wish && !inside) input.value = null
      if (asked === 'output' ? !target : !inside) failed.value = false
    },
    { flush: 'sync' },
  )

  watch(
    () => view.cursor,
    (cursor) => (pointed.value = cursor ?? pointed.value),
    { flush: 'sync' },
  )
  watch(
    () => images.source,
    () => (pinned.value = pointed.value = output.value = input.value = null),
    { flush: 'sync' },
  )

  /** Holds the pixel that is pointed at; the one that is held already is let go. */
  function pin(): void {
    const here = view.cursor ?? at.value
    const isPinned = here !== null && pinned.value?.row === here.row && pinned.value.column === here.column
    pinned.value = isPinned ? null : here
  }

  function unpin(): void {
    pinned.value = null
  }

  /** By number. The photo comes along so that it is in sight. */
  function pinAt(row: number, column: number): void {
    view.moveCursorTo(row, column)
    pinned.value = view.cursor
  }

  function pinOutput(p: number, q: number): void {
    if (geometry.value) pinAt(...pixelOver(geometry.value, p, q))
  }

  return {
    ...{ question, plane, pinned, output, input, failed, followed, active, at, geometry },
    ...{ pin, unpin, pinAt, pinOutput },
  }
})

/** The output that stands over a photo pixel; null where there is none. */
export function outputOver(g: Geometry, { row, column }: Cursor): readonly [p: number, q: number] | null {
  const [p, q] = resultPixel(row, column, resultPlacement(g))
  return p >= 0 && q >= 0 && p < g.P && q < g.Q ? [p, q] : null
}

/** The first photo pixel that an output stands over. */
export function pixelOver(g: Geometry, p: number, q: number): readonly [row: number, column: number] {
  const { rowOffset, rowStep, columnOffset, columnStep } = resultPlacement(g)
  return [p * rowStep + rowOffset, q * columnStep + columnOffset]
}

export function isInside({ H, W }: Pick<Geometry, 'H' | 'W'>, { row, column }: Cursor): boolean {
  return row >= 0 && column >= 0 && row < H && column < W
}
