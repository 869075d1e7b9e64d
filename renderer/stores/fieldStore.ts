import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { fieldOf, receptiveFields } from '../../shared/network/receptiveField.ts'
import type { Axes, ReceptiveField, Region } from '../../shared/network/receptiveField.ts'
import type { Influence, MapPlace } from '../../shared/rpc/stackContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useNoticeStore } from './noticeStore.ts'
import { useStackMapStore, useStackPhotoStore } from './stackViewStores.ts'
import { shapeOf, useStackStore } from './stackStore.ts'
import type { Cursor } from './usePlaced.ts'

/** A point of the network's input, in pixels; a value's is the middle of its field. */
export type Anchor = Axes<number>

/** One value, how it depends on the photo, and of which place it is told. */
export interface ToldInfluence extends Influence {
  readonly place: MapPlace
}

/** The value of a map that is pointed at, or pinned: what of the photo it sees. */
export const useFieldStore = defineStore('field', () => {
  const engine = useEngine()
  const stacks = useStackStore()
  const mapView = useStackMapStore()
  const photoView = useStackPhotoStore()
  const notices = useNoticeStore()

  /** Where the pinned value's field has its middle: it stays when another layer is looked at, and its field grows. */
  const pinned = shallowRef<Anchor | null>(null)
  const value = shallowRef<{ readonly place: MapPlace; readonly value: number } | null>(null)
  const influence = shallowRef<ToldInfluence | null>(null)
  const showsInfluence = shallowRef(true)

  const fields = computed(() => (stacks.posed ? receptiveFields(stacks.posed.network) : []))
  const hovered = computed<Anchor | null>(() => {
    if (mapView.cursor) return anchorOf(fieldAt(stacks.layer), mapView.cursor)
    return photoView.cursor && [photoView.cursor.row, photoView.cursor.column]
  })
  /** Where the pointer was last: it has to leave the picture to reach anything else. The middle of the photo before that. */
  const pointed = shallowRef<Anchor | null>(null)
  const at = computed<Anchor | null>(() => hovered.value ?? pinned.value ?? pointed.value ?? middle())
  const place = computed<MapPlace | null>(() => (at.value ? placeOn(stacks.layer, at.value) : null))
  /** What the value can depend on at most, clipped to the photo. */
  const region = computed(() => regionOn(stacks.layer))
  /** The same of every layer up to this one: how it grew. */
  const grown = computed(() => {
    const layers = stacks.posed?.network.layers.slice(0, Math.max(0, stacks.layer)) ?? []
    const regions = layers.map(({ output }, layer) => (output.length === 3 ? regionOn(layer) : null))
    return regions.filter((found): found is Region => found !== null)
  })

  function fieldAt(layer: number): ReceptiveField | null {
    return fields.value[layer] ?? null
  }

  function placeOn(layer: number, anchor: Anchor): MapPlace | null {
    if (!stacks.posed) return null
    return {
      stack: stacks.posed.id,
      layer,
      ...placeNear(anchor, fieldAt(layer), shapeOf(stacks.posed.network, layer), stacks.map),
    }
  }

  function regionOn(layer: number): Region | null {
    if (!stacks.posed || !at.value) return null
    const isSelected = layer === stacks.layer
    const shape = shapeOf(stacks.posed.network, layer)
    const { map, row, column } = placeNear(at.value, fieldAt(layer), shape, isSelected ? stacks.map : 0)
    if (layer >= 0) return fieldOf(stacks.posed.network, layer, { k: map, p: row, q: column })
    return { rows: { first: row, end: row + 1 }, columns: { first: column, end: column + 1 } }
  }

  function middle(): Anchor | null {
    const size = photoView.extent
    return size && [Math.floor(size.height / 2), Math.floor(size.width / 2)]
  }

  const values = keepUp<MapPlace>(async (wanted, signal) => {
    await attempt(async () => {
      value.value = { place: wanted, value: await engine.call('readMap', wanted, { signal }) }
    }, signal)
  })
  const influences = keepUp<MapPlace>(async (wanted, signal) => {
    await attempt(async () => {
      influence.value = Object.freeze({ place: wanted, ...(await engine.call('influence', wanted, { signal })) })
    }, signal)
  })

  async function attempt(ask: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await ask()
    } catch (thrown) {
      if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.influence')
    }
  }

  watch(hovered, (anchor) => (pointed.value = anchor ?? pointed.value), { flush: 'sync' })

  const key = (wanted: MapPlace | null): string => (wanted ? Object.values(wanted).join() : '')

  watch([() => key(place.value), () => stacks.active, showsInfluence], () => {
    const wanted = stacks.active ? place.value : null
    if (!wanted || wanted.layer < 0) {
      values.abort()
      influences.abort()
      value.value = influence.value = null
      return
    }
    values.wish(wanted)
    if (showsInfluence.value) influences.wish(wanted)
    else influence.value = null
  })
  watch(
    () => String(stacks.posed?.network.input),
    () => (pinned.value = pointed.value = null), // the same pixels are elsewhere now
  )

  /** Row and column of the map that is looked at. */
  function pinAt(row: number, column: number): void {
    pinned.value = anchorOf(fieldAt(stacks.layer), { row, column })
  }

  /** The value whose field lies about this pixel of the photo. */
  function pinPhoto(row: number, column: number): void {
    pinned.value = [row, column]
  }

  function unpin(): void {
    pinned.value = null
  }

  /** By keys, one value at a time; begins in the middle of the map. */
  function movePin(rows: number, columns: number): void {
    const [, P, Q] = stacks.output
    if (P === undefined || Q === undefined) return
    const now = place.value ?? { row: Math.floor(P / 2), column: Math.floor(Q / 2) }
    const within = (index: number, extent: number): number => Math.min(extent - 1, Math.max(0, index))
    mapView.cursor = photoView.cursor = null
    pinAt(within(now.row + rows, P), within(now.column + columns, Q))
  }

  return {
    ...{ pinned, at, place, region, grown, fields, value, influence, showsInfluence },
    ...{ pinAt, pinPhoto, unpin, movePin },
  }
})

/** The middle of a value's field; the pixel itself on the input. */
function anchorOf(field: ReceptiveField | null, { row, column }: Cursor): Anchor {
  if (!field) return [row, column]
  const { center, stride } = field
  return [center[0] + row * stride[0], center[1] + column * stride[1]]
}

/** The value whose field's middle is nearest to a point of the input, of a layer of that field and shape; no field: the input itself. */
function placeNear(anchor: Anchor, field: ReceptiveField | null, shape: readonly number[], map: number) {
  const [K, P = 1, Q = 1] = shape // a unit of a row of numbers is k alone
  const nearest = (axis: 0 | 1, extent: number): number => {
    const { center, stride } = field ?? { center: [0, 0], stride: [1, 1] }
    const index = Math.round((anchor[axis] - center[axis]) / Math.max(1, stride[axis]))
    return Math.min(extent - 1, Math.max(0, index))
  }
  return { map: Math.min(map, K - 1), row: nearest(0, P), column: nearest(1, Q) }
}
