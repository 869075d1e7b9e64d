import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp } from '../engine/newest.ts'
import { useImageStore } from './imageStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { useViewportStore } from './viewportStore.ts'
import { grayLevels } from './workshopInputs.ts'
import type { NumberGrid } from './workshopInputs.ts'

export interface PhotoRegion {
  readonly top: number
  readonly left: number
  readonly rows: number
  readonly columns: number
}

type Extent = Pick<PhotoRegion, 'rows' | 'columns'>

/** Nothing but the change to gray. */
const grayOnly: ConvolutionSettings = Object.freeze({
  kernel: kernelFromRows([[1]]),
  options: Object.freeze({ padding: 'valid' }),
  channels: 'gray',
  linearLight: false,
})

/** A few pixels of the photo as gray levels 0 to 255: the numbers that a picture file holds. */
export const useWorkshopPhotoStore = defineStore('workshopPhoto', () => {
  const engine = useEngine()
  const images = useImageStore()
  const view = useViewportStore()
  const notices = useNoticeStore()

  /** How many rows and columns somebody looks at; null while nobody does. */
  const extent = shallowRef<Extent | null>(null)
  /** Its upper left pixel; null follows the pixel cursor of the preview, or else the middle of the photo. */
  const corner = shallowRef<readonly [top: number, left: number] | null>(null)
  const grid = shallowRef<NumberGrid | null>(null)

  const region = computed<PhotoRegion | null>(() => {
    const photo = images.ready
    if (!photo || !extent.value) return null
    const rows = Math.min(extent.value.rows, photo.height)
    const columns = Math.min(extent.value.columns, photo.width)
    const middle = view.cursor ?? { row: Math.floor(photo.height / 2), column: Math.floor(photo.width / 2) }
    const [top, left] = corner.value ?? [middle.row - (rows >> 1), middle.column - (columns >> 1)]
    const within = (at: number, most: number): number => Math.min(most, Math.max(0, at))
    return Object.freeze({
      top: within(top, photo.height - rows),
      left: within(left, photo.width - columns),
      rows,
      columns,
    })
  })

  const reads = keepUp<PhotoRegion>(async ({ top, left, rows, columns }, signal) => {
    if (!images.ready) return
    const frame = { top, left, width: columns, height: rows, pixelWidth: columns, pixelHeight: rows }
    const request = {
      image: images.ready.id,
      frame,
      convolution: grayOnly,
      mapping: 'clamp',
      quality: 'exact',
    } as const
    try {
      const { rgba } = await engine.call('renderView', request, { signal })
      grid.value = grayLevels(rgba, rows, columns)
    } catch (thrown) {
      notices.reportUnlessLost(thrown, 'errors.during.preview')
    }
  })

  watch(
    [region, () => images.ready],
    ([wanted]) => {
      if (wanted) return reads.wish(wanted)
      reads.abort()
      grid.value = null
    },
    { immediate: true },
  )
  watch(
    () => images.source,
    () => (corner.value = null),
  )

  function attend(wanted: Extent | null): void {
    const known = extent.value
    if (wanted?.rows !== known?.rows || wanted?.columns !== known?.columns) extent.value = wanted
  }

  function moveTo(top: number, left: number): void {
    corner.value = [top, left]
  }

  return { region, grid, attend, moveTo }
})
