import { defineStore } from 'pinia'
import { useShiftStore } from './shiftStore.ts'
import { useStackStore } from './stackStore.ts'
import { useMapView } from './mapView.ts'

/** The network's input in color, with whatever lies over it. */
export const useStackPhotoStore = defineStore('stackPhoto', () => {
  const stacks = useStackStore()
  const shifts = useShiftStore()
  return useMapView({
    size() {
      if (!stacks.posed) return null
      const [, height, width] = stacks.posed.network.input
      return { width, height }
    },
    source() {
      if (!stacks.active || !stacks.posed) return null
      const sight = shifts.sight === 'map' ? 'map' : 'shifted'
      return { stack: stacks.posed.id, layer: -1, map: null, mapping: 'clamp', sight, shift: shifts.shift }
    },
  })
})

/** The map that is enlarged. */
export const useStackMapStore = defineStore('stackMap', () => {
  const stacks = useStackStore()
  const shifts = useShiftStore()
  return useMapView({
    size() {
      const [, height, width] = stacks.output
      return height === undefined || width === undefined ? null : { width, height }
    },
    source() {
      const { active, posed, layer, map, mapping, output } = stacks
      if (!active || !posed || output.length !== 3) return null
      const isInput = layer < 0
      const shown = isInput && shifts.sight === 'difference' ? 'shifted' : shifts.sight
      return { stack: posed.id, layer, map, mapping, sight: shown, shift: shifts.shift }
    },
  })
})

export type MapViewStore = ReturnType<typeof useStackMapStore> | ReturnType<typeof useStackPhotoStore>
