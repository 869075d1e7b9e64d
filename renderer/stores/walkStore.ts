import { useIntervalFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { resultPixel, resultPlacement } from '../../shared/image/view.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { walkStep, walkText } from '../../shared/maths/walk.ts'
import type { Region, Walk } from '../../shared/maths/walk.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useConvolutionStore } from './convolutionStore.ts'
import { outputOver, useExplainStore } from './explainStore.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import type { Cursor } from './viewportStore.ts'

/** Steps per second. */
export const speeds = [1, 2, 5, 10, 30] as const
export type Speed = (typeof speeds)[number]

/** A region this large is still followed; the whole of a small result is. */
export const mostSide = 48
const defaultSize = { rows: 9, columns: 12 }
const smallResult = 16

/** The loop over a region, step by step: the walk comes from the engine at once, a step is a number. */
export const useWalkStore = defineStore('walk', () => {
  const engine = useEngine()
  const images = useImageStore()
  const convolutions = useConvolutionStore()
  const explain = useExplainStore()
  const notices = useNoticeStore()

  const region = shallowRef<Region | null>(null)
  /** What a drag would make of it. */
  const draft = shallowRef<Region | null>(null)
  const walk = shallowRef<Walk | null>(null)
  /** The last that was asked for has no answer. */
  const failed = shallowRef(false)
  /** The output that was computed last; −1 before the first. */
  const index = shallowRef(-1)
  const speed = shallowRef<Speed>(5)

  const active = computed(() => explain.active && explain.question === 'walk')
  const steps = computed(() => walk.value?.y.length ?? 0)
  const step = computed(() => (walk.value && index.value >= 0 ? walkStep(walk.value, index.value) : null))
  /** What is framed on the pictures: known before the walk over it is. */
  const outline = computed(() => {
    const { geometry } = explain
    return draft.value ?? (geometry && region.value && fitRegion(region.value, geometry))
  })
  const isLast = computed(() => index.value >= steps.value - 1)

  const interval = computed(() => 1000 / speed.value)
  const clock = useIntervalFn(() => (isLast.value ? clock.pause() : void index.value++), interval, { immediate: false })
  const playing = computed(() => clock.isActive.value)

  const wish = computed(() => {
    const { geometry } = explain
    if (!active.value || !images.ready || !geometry || !region.value) return null
    const inside = fitRegion(region.value, geometry)
    const { convolution } = convolutions
    return { image: images.ready.id, convolution, region: inside, channel: explain.plane }
  })
  const walks = keepUp<NonNullable<typeof wish.value>>(async (request, signal) => {
    try {
      const next = Object.freeze(await engine.call('explainRegion', request, { signal }))
      failed.value = false
      if (images.info?.id === request.image) take(next)
    } catch (thrown) {
      if (!notices.reportUnlessLost(thrown, 'errors.during.explain')) return
      restart()
      walk.value = null // it was of another kernel or another region
      failed.value = true
    }
  })

  /** Another kernel in the same region goes on where the walk was; another region begins anew. */
  function take(next: Walk): void {
    const isSame = walk.value !== null && sameRegion(walk.value.region, next.region)
    walk.value = next
    if (!isSame) restart()
  }

  function restart(): void {
    clock.pause()
    index.value = -1
  }

  function go(to: number): void {
    clock.pause()
    index.value = Math.min(steps.value - 1, Math.max(-1, to))
  }

  function play(): void {
    if (steps.value === 0) return
    if (isLast.value) index.value = -1
    index.value++
    if (!isLast.value) clock.resume()
  }

  function change(part: Partial<Region>): void {
    const { geometry } = explain
    if (geometry && region.value) region.value = fitRegion({ ...region.value, ...part }, geometry)
  }

  function sketch(next: Region | null): void {
    draft.value = next && Object.freeze(next)
  }

  /** Around the pixel that is pointed at, or else in the middle. A small result is walked whole. */
  function placeRegion(): void {
    const { geometry, at } = explain
    if (!geometry) return
    const { P, Q } = geometry
    const isSmall = Math.max(P, Q) <= smallResult
    const { rows, columns } = region.value ?? (isSmall ? { rows: P, columns: Q } : defaultSize)
    const [p, q] = (at && outputOver(geometry, at)) ?? [Math.floor(P / 2), Math.floor(Q / 2)]
    const corner = { p: p - Math.floor(rows / 2), q: q - Math.floor(columns / 2) }
    region.value = fitRegion({ ...corner, rows, columns }, geometry)
  }

  /** Everything up to the step that is shown; all of it before the first. */
  async function copyText(): Promise<void> {
    if (!walk.value) return
    await navigator.clipboard.writeText(walkText(walk.value, index.value < 0 ? undefined : index.value + 1))
    notices.tell('done', 'explain.walk.copied')
  }

  watch(wish, (next) => (next ? walks.wish(next) : walks.abort()), { immediate: true })
  watch(
    [active, () => explain.geometry !== null],
    () => {
      if (active.value && !region.value) placeRegion()
      if (!active.value) clock.pause()
    },
    { immediate: true },
  )
  watch(
    () => explain.pinned,
    (pinned) => {
      if (pinned && active.value) placeRegion()
    },
  )
  watch(
    () => images.source,
    () => {
      restart()
      region.value = draft.value = walk.value = null
    },
    { flush: 'sync' },
  )

  return {
    ...{ region, draft, outline, walk, failed, index, speed, active, steps, step, isLast, playing },
    ...{ go, play, pause: clock.pause, change, sketch, placeRegion, copyText },
  }
})

/** Within the result, and at most as large as can be followed. */
function fitRegion({ p, q, rows, columns }: Region, { P, Q }: Geometry): Region {
  const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
  const [high, wide] = [within(rows, 1, Math.min(P, mostSide)), within(columns, 1, Math.min(Q, mostSide))]
  return { p: within(p, 0, P - high), q: within(q, 0, Q - wide), rows: high, columns: wide }
}

/** The outputs over and between two pixels: at most `mostSide` each way, counted from the first. */
export function regionBetween(g: Geometry, from: Cursor, to: Cursor): Region {
  const placement = resultPlacement(g)
  const [first, last] = [from, to].map(({ row, column }) => resultPixel(row, column, placement))
  const [p, rows] = stretch(first[0], last[0], g.P)
  const [q, columns] = stretch(first[1], last[1], g.Q)
  return { p, q, rows, columns }
}

/** Indices below `extent` from one to the other, either way round. */
function stretch(from: number, to: number, extent: number): readonly [start: number, count: number] {
  const within = (index: number, least: number, most: number): number => Math.min(most, Math.max(least, index))
  const first = within(from, 0, extent - 1)
  const last = within(within(to, 0, extent - 1), first - mostSide + 1, first + mostSide - 1)
  return [Math.min(first, last), Math.abs(last - first) + 1]
}

function sameRegion(a: Region, b: Region): boolean {
  return a.p === b.p && a.q === b.q && a.rows === b.rows && a.columns === b.columns
}
