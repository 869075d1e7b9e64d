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
/** The first maps of a layer; nobody tells thousands apart. */
export const mostThumbs = 256
export const mostRow = 1024
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
  let running = false
  let fresh = new Set<string>()

  /** A layer came into sight, or left it. */
  function attend(layer: number, isSeen: boolean): void {
    if (isSeen) watched.add(layer)
    else watched.delete(layer)
    if (isSeen && !running) begin()
  }

  function begin(): void {
    const { posed, mapping } = stacks
    if (!stacks.active || !posed) return stop()
    void run(posed.id, mapping, runs.begin())
  }

  function stop(): void {
    runs.abort()
    running = false
  }

  async function run(stack: StackId, mapping: DisplayMapping, signal: AbortSignal): Promise<void> {
    running = true
    try {
      for (let next = nextPart(); next && !signal.aborted; next = nextPart()) {
        const { layer, first, end } = next
        if (shapeOf(stacks.posed!.network, layer).length === 1) {
          show(layer, { kind: 'row', values: await engine.call('readRow', { stack, layer, first, end }, { signal }) })
        } else {
          const side = Math.round(thumbSide * devicePixelRatio)
          const request = { stack, layer, first, end, boxWidth: side, boxHeight: side, mapping }
          show(layer, { kind: 'maps', first, pictures: await engine.call('renderMaps', request, { signal }) })
        }
        fresh.add(`${layer} ${first}`)
      }
    } catch (thrown) {
      if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.showMaps')
    } finally {
      if (!signal.aborted) running = false
    }
  }

  /** From the photo on: what a layer is made of has to be computed anyway. */
  function nextPart(): { readonly layer: number; readonly first: number; readonly end: number } | null {
    const { posed } = stacks
    if (!posed) return null
    for (const layer of [...watched].sort((a, b) => a - b)) {
      if (layer >= posed.network.layers.length) continue
      const output = shapeOf(posed.network, layer)
      const [step, most] = output.length === 1 ? [mostRow, mostRow] : [mapsAtOnce, mostThumbs]
      const count = Math.min(output[0], most)
      for (let first = 0; first < count; first += step) {
        if (!fresh.has(`${layer} ${first}`)) return { layer, first, end: Math.min(count, first + step) }
      }
    }
    return null
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
      next.set(layer, { kind: 'maps', pictures, fresh: found.first + found.pictures.length, more: before.more })
    }
    layers.value = next
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

function shapeAt(network: Parameters<typeof shapeOf>[0], layer: number) {
  return network && layer < network.layers.length ? shapeOf(network, layer) : null
}
