import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { displayMappings } from '../../shared/image/image.ts'
import type { DisplayMapping } from '../../shared/image/image.ts'
import type { Network } from '../../shared/network/network.ts'
import type { Shape } from '../../shared/network/layer.ts'
import type { StackId, StackRequest } from '../../shared/rpc/stackContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useImageStore } from './imageStore.ts'
import { useNetworkStore } from './networkStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'

/** Layers on the photo, as the engine holds them. */
export interface PosedStack {
  readonly id: StackId
  readonly network: Network
}

/** A number that is dragged or typed is not yet meant. */
export const poseDelayMs = 150

/** The network on the open photo, and which of its maps is looked at. */
export const useStackStore = defineStore('stack', () => {
  const engine = useEngine()
  const images = useImageStore()
  const networks = useNetworkStore()
  const notices = useNoticeStore()
  const place = usePlaceStore()

  const posed = shallowRef<PosedStack | null>(null)
  const posing = shallowRef(false)
  const mapping = shallowRef<DisplayMapping>('minmax')
  const chosenMap = shallowRef(0)

  const active = computed(() => place.room === 'layers')
  const wanted = computed<{ readonly request: StackRequest; readonly network: Network } | null>(() => {
    const { network, given, choices } = networks
    if (!images.ready || !network) return null
    const { description } = network
    return { network, request: { image: images.ready.id, description, parameters: given, seed: choices.seed } }
  })
  const wish = computed(() => (active.value ? wanted.value : null))

  /** Of the stack that the engine holds: it may lag behind the list by a moment. */
  const layer = computed(() => Math.min(networks.selected, (posed.value?.network.layers.length ?? 0) - 1))
  const output = computed<Shape>(() => shapeOf(posed.value?.network ?? null, layer.value))
  const map = computed({
    get: () => Math.min(chosenMap.value, Math.max(0, (output.value[0] ?? 1) - 1)),
    set: (chosen) => (chosenMap.value = chosen),
  })

  const poses = newestWins()
  let timer: ReturnType<typeof setTimeout> | undefined
  let made: typeof wish.value = null

  async function pose(next: NonNullable<typeof wish.value>): Promise<void> {
    const signal = poses.begin()
    posing.value = true
    try {
      const id = await engine.call('poseStack', next.request, { signal })
      if (signal.aborted) return
      made = next
      posed.value = Object.freeze({ id, network: next.network })
      notices.withdraw('errors.during.poseStack')
    } catch (thrown) {
      if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.poseStack')
    } finally {
      if (!signal.aborted) posing.value = false
    }
  }

  watch(
    wish,
    (next) => {
      clearTimeout(timer)
      // What this engine holds of this photo is still good after a visit to another room.
      if (!next || next === made) return
      const isOther = next.request.image !== made?.request.image
      if (isOther) posed.value = null
      timer = setTimeout(() => void pose(next), posed.value ? poseDelayMs : 0)
    },
    { immediate: true },
  )
  watch(
    () => images.ready,
    (photo) => {
      if (photo) return
      poses.abort()
      posing.value = false
      posed.value = made = null
    },
  )
  onScopeDispose(() => clearTimeout(timer))

  /** Layer −1 is the input; `index` is any of the list's. */
  function select(index: number, chosen: number = map.value): void {
    networks.selected = index
    map.value = chosen
  }

  return { active, posed, posing, mapping, mappings: displayMappings, layer, map, output, select }
})

/** What a layer of a network gives; −1 is its input. */
export function shapeOf(network: Network | null, layer: number): Shape {
  if (!network) return []
  return layer < 0 ? network.input : network.layers[layer].output
}
