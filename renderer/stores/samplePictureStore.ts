import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { MapPicture } from '../../shared/rpc/stackContract.ts'
import type { DataSetId, DataSetInfo } from '../../shared/rpc/dataSetContract.ts'
import type { Mistake } from '../../shared/rpc/trainingContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useDataSetStore } from './dataSetStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { useTrainStore } from './trainStore.ts'

/** As many as fit one row of the pane that shows what became of the photos. */
const mostShown = 12

export interface ShownMistake extends Mistake {
  readonly picture: MapPicture
}

/** Pictures of the data set as the network sees them: some of all, and those it is most wrong about. */
export const useSamplePictureStore = defineStore('samplePictures', () => {
  const engine = useEngine()
  const pictures = useDataSetStore()
  const training = useTrainStore()
  const notices = useNoticeStore()

  const some = shallowRef<readonly MapPicture[]>([])
  const mistakes = shallowRef<readonly ShownMistake[]>([])
  const found = computed(() => training.history.evaluation?.mistakes ?? [])

  /** Asks for the pictures of what `wanted` names, and shows nothing while there is nothing to name. */
  function follow<T>(
    wanted: () => {
      readonly id: DataSetId
      readonly samples: readonly number[]
      readonly made: (pictures: readonly MapPicture[]) => T
    } | null,
    shown: ShallowRef<T>,
    nothing: T,
  ): void {
    const newest = newestWins()
    watch(
      wanted,
      async (next) => {
        const signal = newest.begin()
        if (!next) return void (shown.value = nothing)
        try {
          const request = { dataSet: next.id, samples: next.samples }
          const got = await engine.call('dataSetPictures', request, { signal })
          if (!signal.aborted) shown.value = next.made(got)
        } catch (thrown) {
          if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.samplePictures')
        }
      },
      { immediate: true },
    )
  }

  follow(() => pictures.info && { id: pictures.info.id, samples: spread(pictures.info), made: (got) => got }, some, [])
  follow(
    () => {
      const worst = found.value
      if (!pictures.info || worst.length === 0) return null
      const made = (got: readonly MapPicture[]): ShownMistake[] =>
        worst.map((mistake, i) => ({ ...mistake, picture: got[i] }))
      return { id: pictures.info.id, samples: worst.map(({ sample }) => sample), made }
    },
    mistakes,
    [],
  )

  return { some, mistakes }
})

/** Evenly over all of them, so that every class is likely among them. */
function spread({ count }: DataSetInfo): number[] {
  const shown = Math.min(count, mostShown)
  return Array.from({ length: shown }, (_, i) => Math.floor((i * count) / shown))
}
