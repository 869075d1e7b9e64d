import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { MapSight, Shift, ShiftComparison } from '../../shared/rpc/stackContract.ts'
import { mapSights } from '../../shared/rpc/stackContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useNoticeStore } from './noticeStore.ts'
import { useStackStore } from './stackStore.ts'

export const mostShift = 64
const restMs = 250

/** The photo moved by some pixels, and whether the maps moved along. */
export const useShiftStore = defineStore('shift', () => {
  const engine = useEngine()
  const stacks = useStackStore()
  const notices = useNoticeStore()

  const shift = shallowRef<Shift>([0, 0])
  const chosenSight = shallowRef<MapSight>('map')
  /** By layer, as far as they are counted. */
  const comparisons = shallowRef<ReadonlyMap<number, ShiftComparison>>(new Map())

  const isShifted = computed(() => shift.value.some((pixels) => pixels !== 0))
  const sight = computed<MapSight>({
    get: () => (isShifted.value ? chosenSight.value : 'map'),
    set: (chosen) => (chosenSight.value = chosen),
  })
  const comparison = computed(() => comparisons.value.get(stacks.layer) ?? null)

  const runs = newestWins()
  let timer: ReturnType<typeof setTimeout> | undefined

  /** From the first layer on: where exactness is lost, it is lost for all that follow. */
  async function compareAll(): Promise<void> {
    const { posed } = stacks
    if (!posed) return
    const signal = runs.begin()
    try {
      for (const layer of posed.network.layers.keys()) {
        const request = { stack: posed.id, layer, shift: shift.value }
        const found = await engine.call('compareShift', request, { signal })
        if (signal.aborted) return
        comparisons.value = new Map([...comparisons.value, [layer, Object.freeze(found)]])
      }
    } catch (thrown) {
      if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.compareShift')
    }
  }

  watch([() => stacks.posed, () => stacks.active, shift], () => {
    clearTimeout(timer)
    runs.abort()
    comparisons.value = new Map()
    if (stacks.active && stacks.posed && isShifted.value) timer = setTimeout(() => void compareAll(), restMs)
  })

  /** Down and to the right, in pixels of the network's input. The maps are then shown as they are for that photo. */
  function moveTo(rows: number, columns: number): void {
    const within = (pixels: number): number => Math.min(mostShift, Math.max(-mostShift, Math.round(pixels)))
    const was = isShifted.value
    shift.value = Object.freeze([within(rows), within(columns)] as const)
    if (!was && isShifted.value) chosenSight.value = 'shifted'
  }

  return { shift, sight, sights: mapSights, isShifted, comparison, comparisons, moveTo }
})
