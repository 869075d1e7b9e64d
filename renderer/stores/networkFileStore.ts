import { defineStore } from 'pinia'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { useHost } from '../host.ts'
import { useNetworkStore } from './networkStore.ts'
import { useNoticeStore } from './noticeStore.ts'
import { usePlaceStore } from './placeStore.ts'
import { useTransferStore } from './transferStore.ts'

/** Networks as files: read with their weights where they have them, written as what `kernel-lab shape` reads. */
export const useNetworkFileStore = defineStore('networkFile', () => {
  const host = useHost()
  const engine = useEngine()
  const networks = useNetworkStore()
  const notices = useNoticeStore()
  const place = usePlaceStore()
  const transfer = useTransferStore()

  async function choose(): Promise<void> {
    const file = await notices.attempt(() => host.chooseNetwork(), 'errors.during.importNetwork')
    if (file) await read(file)
  }

  async function read(file: ChosenFile): Promise<void> {
    await notices.attempt(async () => {
      const { description, parameters, notes } = await engine.call('importLayers', { token: file.token })
      networks.adopt(description, parameters)
      place.room = 'layers'
      notices.tell('done', 'layers.file.imported', { name: file.name }, notes)
    }, 'errors.during.importNetwork')
  }

  async function save(): Promise<void> {
    const { description } = networks
    const suggestion = { name: 'network.json', filters: [{ name: 'JSON', extensions: ['json'] }] }
    await notices.attempt(
      () => transfer.save(suggestion, ({ token }) => engine.call('exportLayers', { description, token })),
      'errors.during.exportNetwork',
    )
  }

  return { choose, read, save }
})
