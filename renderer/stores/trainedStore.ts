import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import type { BadFile } from '../../shared/rpc/dataSetContract.ts'
import type { ModelRef, NetworkFormat, Prediction, TrainedNetwork } from '../../shared/rpc/modelContract.ts'
import { networkFormats } from '../../shared/formats/network/networkFormats.ts'
import { useEngine } from '../engine/engineClient.ts'
import { keepUp, newestWins } from '../engine/newest.ts'
import { pause } from '../engine/pause.ts'
import { useHost } from '../host.ts'
import { useImageStore } from './imageStore.ts'
import { useNetworkStore } from './networkStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'
import { useTrainStore } from './trainStore.ts'
import { useTransferStore } from './transferStore.ts'

export interface Classified {
  readonly folder: string
  readonly predictions: readonly Prediction[]
  readonly bad: readonly BadFile[]
}

/** So often the window looks into a network that is being trained. */
const lookEveryMs = 1000

/** The network of the run, asked: its weights, the classes of photos, files of it. */
export const useTrainedStore = defineStore('trained', () => {
  const engine = useEngine()
  const host = useHost()
  const images = useImageStore()
  const networks = useNetworkStore()
  const notices = useNoticeStore()
  const place = usePlaceStore()
  const training = useTrainStore()
  const transfer = useTransferStore()

  const network = shallowRef<TrainedNetwork | null>(null)
  /** Of the open photo; null before it was asked, and for networks that make pictures. */
  const photo = shallowRef<Prediction | null>(null)
  const classified = shallowRef<Classified | null>(null)
  /** How far a folder is classified; null when none is. */
  const classifying = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  const folders = newestWins()

  const model = computed<ModelRef | null>(() => {
    const { run, progress } = training
    if (!run || !progress) return null
    // While it trains a person watches it change; then what is used is the best of it.
    const which = training.busy || progress.best === null ? 'now' : 'best'
    return { run: run.run, which }
  })
  const active = computed(() => place.wide !== null)

  interface Look {
    readonly model: ModelRef
    readonly asksPhoto: boolean
  }

  const looks = keepUp<Look>(async ({ model: asked, asksPhoto }, signal) => {
    try {
      network.value = await engine.call('trainedNetwork', { model: asked }, { signal })
      networks.adoptWeights(network.value)
      if (asksPhoto && images.ready) await classifyPhoto(asked, signal)
    } catch (thrown) {
      if (!signal.aborted) notices.reportUnlessLost(thrown, 'errors.during.look')
    }
    await pause(lookEveryMs, signal)
  })

  async function classifyPhoto(asked: ModelRef, signal: AbortSignal): Promise<void> {
    const sources = [{ image: images.ready!.id }]
    const { predictions } = await engine.call('classify', { model: asked, sources }, { signal })
    photo.value = predictions[0] ?? null
  }

  watch(
    [model, () => training.progress?.iteration, () => images.ready?.id, active],
    () => {
      if (!model.value) {
        looks.abort()
        network.value = null
        photo.value = null
      } else if (active.value) looks.wish({ model: model.value, asksPhoto: training.runKind === 'classes' })
    },
    { immediate: true },
  )
  watch(
    () => images.ready?.id,
    () => (photo.value = null),
  )
  onScopeDispose(looks.abort)

  /** Every picture of a folder (and of the folders in it), by the network as it is. */
  async function classifyFolder(): Promise<void> {
    const asked = model.value
    if (!asked) return
    const chosen = await notices.attempt(() => host.chooseFolder({ purpose: 'data' }), 'errors.during.classify')
    if (chosen) await notices.attempt(() => classifyIn(chosen, asked), 'errors.during.classify')
  }

  async function classifyIn(chosen: ChosenFile, asked: ModelRef): Promise<void> {
    const signal = folders.begin()
    classifying.value = { done: 0, total: 0 }
    try {
      const request = { model: asked, sources: [{ token: chosen.token }] }
      const onProgress = (done: { done: number; total: number }): void => void (classifying.value = done)
      const found = await engine.call('classify', request, { signal, onProgress })
      classified.value = Object.freeze({ folder: chosen.name, ...found })
    } finally {
      if (!signal.aborted) classifying.value = null
    }
  }

  async function exportNetwork(id: NetworkFormat): Promise<void> {
    const format = networkFormats.find((each) => each.id === id)
    const asked = model.value
    if (!format || !asked) return
    const { name, extension } = format
    const suggestion = { name: `model.${extension}`, filters: [{ name, extensions: [extension] }] }
    await notices.attempt(
      () => transfer.save(suggestion, ({ token }) => engine.call('exportNetwork', { model: asked, format: id, token })),
      'errors.during.exportNetwork',
    )
  }

  function cancelClassifying(): void {
    folders.abort()
    classifying.value = null
  }

  return { model, network, photo, classified, classifying, classifyFolder, cancelClassifying, exportNetwork }
})
