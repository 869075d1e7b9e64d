import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import type { ImportedLayers } from '../../shared/rpc/stackContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { useHost } from '../host.ts'
import { pixelChoices } from './networkChoices.ts'
import { useNetworkStore } from './networkStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'
import { useTransferStore } from './transferStore.ts'

/** A file of somebody else's network, and which of its convolutions is looked at. */
interface ForeignFile extends NonNullable<ImportedLayers['foreign']> {
  readonly file: ChosenFile
  /** Of the layer that was made of it; while that is there, another one can be chosen. */
  readonly key: number
}

/** Networks as files: read with their weights where they have them, written as what `kernel-lab shape` reads. */
export const useNetworkFileStore = defineStore('networkFile', () => {
  const host = useHost()
  const engine = useEngine()
  const networks = useNetworkStore()
  const notices = useNoticeStore()
  const place = usePlaceStore()
  const transfer = useTransferStore()

  const held = shallowRef<ForeignFile | null>(null)
  const foreign = computed(() => {
    const key = held.value?.key
    return networks.entries.some((entry) => entry.key === key) ? held.value : null
  })

  async function choose(): Promise<void> {
    const file = await notices.attempt(() => host.chooseNetwork(), 'errors.during.importNetwork')
    if (file) await read(file)
  }

  async function read(file: ChosenFile): Promise<void> {
    await notices.attempt(async () => {
      const { notes, foreign: found } = await take(file)
      place.room = 'layers'
      if (found)
        notices.tell('done', 'layers.file.foreign', { name: file.name, count: found.convolutions.length }, notes)
      else notices.tell('done', 'layers.file.imported', { name: file.name }, notes)
    }, 'errors.during.importNetwork')
  }

  /** Another convolution of the foreign file. */
  async function look(convolution: number): Promise<void> {
    const file = foreign.value?.file
    if (file) await notices.attempt(() => take(file, convolution), 'errors.during.importNetwork')
  }

  async function take(file: ChosenFile, convolution = 0): Promise<ImportedLayers> {
    const read = await engine.call('importLayers', { token: file.token, convolution })
    networks.adopt(read.description, read.parameters)
    if (read.foreign) {
      networks.setSize({ kind: 'photo', mostPixels: pixelChoices[0] })
      networks.selected = read.foreign.layer
    }
    held.value = read.foreign && { ...read.foreign, file, key: networks.entries[read.foreign.layer].key }
    return read
  }

  async function save(): Promise<void> {
    const { description } = networks
    const suggestion = { name: 'network.json', filters: [{ name: 'JSON', extensions: ['json'] }] }
    await notices.attempt(
      () => transfer.save(suggestion, ({ token }) => engine.call('exportLayers', { description, token })),
      'errors.during.exportNetwork',
    )
  }

  return { foreign, choose, read, look, save }
})
