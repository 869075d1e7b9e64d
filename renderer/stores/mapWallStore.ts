import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { DisplayMapping } from '../../shared/image/image.ts'
import type { MapPicture, StackId } from '../../shared/rpc/stackContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useNoticeStore } from './noticeStore.ts'
import { shapeOf, useStackStore } from './stackStore.ts'

/**
 * Small pictures of a layer's maps as far as they are there, the first `fresh` of them of the stack that is posed; or the numbers of a layer that gives a row of them.
 */
export type LayerThumbs =
  | {
      readonly kind: 'maps'
      readonly pictures: readonly (MapPicture | null)[]
      readonly fresh: number
      readonly more: number
    }
  | { readonly kind: 'row'; readonly values: Float32Array | null; readonly more: number }

/** More in one go would keep the rest of the wall waiting; the engine computes as many together. */
const mapsAtOnce = 8
const firstMaps = 2
/** While one answer is on its way and is shown, the engine is at the next. */
const partsAtOnce = 2
/** The first maps of a layer; nobody tells thousands apart. */
export const mostThumbs = 256
const mostRow = 1024
/** In CSS pixels. */
export const thumbSide = 76

/** Thumbnails of every layer in sight, from the photo on, a few maps at a time. */
export const useMapWallStore = defineStore('mapWall', () => {
  const engine = useEngine()
  const stacks = useStackStore()
  const notices = useNoticeStore()

  /** By layer; what is of an earlier stack stays until its successor comes. */
  const layers = shallowRef<ReadonlyMap<number, LayerThumbs>>(new Map())
  const watched = new Set<number>()
  const runs = newestWins()
  let run: Run | null = null
  let fresh = new Set<string>()

  /** A layer came into sight, or left it. */
  function attend(layer: number, isSeen: boolean): void {
    if (isSeen) watched.add(layer)
    else watched.delete(layer)
    if (isSeen && run) askOn(run)
    else if (isSeen) begin()
  }

  function begin(): void {
    const { posed, mapping } = stacks
    stop()
    if (!stacks.active || !posed) return
    run = { stack: posed.id, mapping, signal: runs.begin(), asked: new Set(fresh), waiting: 0 }
    askOn(run)
  }

  function stop(): void {
    runs.abort()
    run = null
  }

  function askOn(asking: Run): void {
    while (asking.waiting < partsAtOnce && !asking.signal.aborted) {
      const part = nextPart(asking.asked)
      if (!part) return
      asking.asked.add(keyOf(part))
      void follow(part, asking)
    }
  }

  async function follow(part: Part, asking: Run): Promise<void> {
    const { signal } = asking
    asking.waiting++
    try {
      const found = await ask(part, asking)
      if (signal.aborted) return
      fresh.add(keyOf(part))
      show(part.layer, found)
    } catch (thrown) {
      if (signal.aborted) return
      stop()
      notices.reportUnlessLost(thrown, 'errors.during.showMaps')
    } finally {
      asking.waiting--
    }
    askOn(asking)
  }

  async function ask({ layer, first, end }: Part, { stack, mapping, signal }: Run): Promise<Found> {
    if (shapeOf(stacks.posed!.network, layer).length === 1) {
      return { kind: 'row', values: await engine.call('readRow', { stack, layer, first, end }, { signal }) }
    }
    const side = Math.round(thumbSide * devicePixelRatio)
    const request = { stack, layer, first, end, boxWidth: side, boxHeight: side, mapping }
    return { kind: 'maps', first, pictures: await engine.call('renderMaps', request, { signal }) }
  }

  /** From the photo on: what a layer is made of has to be computed anyway. */
  function nextPart(asked: ReadonlySet<string>): Part | null {
    const { posed } = stacks
    if (!posed) return null
    for (const layer of [...watched].sort((a, b) => a - b)) {
      if (layer >= posed.network.layers.length) continue
      const part = partsOf(layer).find((each) => !asked.has(keyOf(each)))
      if (part) return part
    }
    return null
  }

  /** The first two come soon, then four, then eight at a time. */
  function partsOf(layer: number): readonly Part[] {
    const [K, ...extents] = shapeOf(stacks.posed!.network, layer)
    if (extents.length === 0) return [{ layer, first: 0, end: Math.min(K, mostRow) }]
    const parts: Part[] = []
    const count = Math.min(K, mostThumbs)
    for (let first = 0; first < count; first = parts.at(-1)!.end) {
      parts.push({ layer, first, end: Math.min(count, first + Math.min(mapsAtOnce, first + firstMaps)) })
    }
    return parts
  }

  type Found =
    | { readonly kind: 'row'; readonly values: Float32Array }
    | { readonly kind: 'maps'; readonly first: number; readonly pictures: readonly MapPicture[] }

  function show(layer: number, found: Found): void {
    const before = layers.value.get(layer) ?? blank(layer)
    const next = new Map(layers.value)
    if (found.kind === 'row') next.set(layer, { ...found, more: before.more })
    else if (before.kind === 'maps') {
      const pictures = [...before.pictures]
      pictures.splice(found.first, found.pictures.length, ...found.pictures)
      next.set(layer, { kind: 'maps', pictures, fresh: freshMaps(layer), more: before.more })
    }
    layers.value = next
  }

  /** Up to the first that is still of an earlier stack: a part may come before the one that was asked for before it. */
  function freshMaps(layer: number): number {
    const parts = partsOf(layer)
    return parts.find((part) => !fresh.has(keyOf(part)))?.first ?? parts.at(-1)?.end ?? 0
  }

  /** As many places as there will be pictures: nothing moves when they come. */
  function blank(layer: number): LayerThumbs {
    const output = shapeOf(stacks.posed?.network ?? null, layer)
    const [K] = output
    if (output.length === 1) return { kind: 'row', values: null, more: Math.max(0, K - mostRow) }
    const pictures = new Array<null>(Math.min(K, mostThumbs)).fill(null)
    return { kind: 'maps', pictures, fresh: 0, more: K - pictures.length }
  }

  watch(
    () => stacks.posed,
    (posed, before) => {
      fresh = new Set()
      const kept = new Map<number, LayerThumbs>()
      for (const layer of posed ? posed.network.layers.keys() : []) {
        const known = layers.value.get(layer)
        const isSame = String(shapeOf(posed!.network, layer)) === String(before && shapeAt(before.network, layer))
        const stale = known?.kind === 'maps' ? { ...known, fresh: 0 } : known
        kept.set(layer, stale && isSame ? stale : blank(layer))
      }
      layers.value = kept
    },
    { immediate: true },
  )
  watch([() => stacks.posed, () => stacks.active], begin, { immediate: true })
  watch(
    () => stacks.mapping,
    () => {
      fresh = new Set()
      begin()
    },
  )

  return { layers, attend }
})

interface Part {
  readonly layer: number
  readonly first: number
  readonly end: number
}

/** Of one stack under one mapping. */
interface Run {
  readonly stack: StackId
  readonly mapping: DisplayMapping
  readonly signal: AbortSignal
  readonly asked: Set<string>
  waiting: number
}

function keyOf({ layer, first }: Part): string {
  return `${layer} ${first}`
}

function shapeAt(network: Parameters<typeof shapeOf>[0], layer: number) {
  return network && layer < network.layers.length ? shapeOf(network, layer) : null
}
