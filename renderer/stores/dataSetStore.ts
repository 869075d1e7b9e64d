import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { LabError } from '../../shared/errors.ts'
import type { InputShape } from '../../shared/network/description.ts'
import type { ChosenFile } from '../../shared/rpc/hostContract.ts'
import type { DataSetInfo, DataSetKind } from '../../shared/rpc/dataSetContract.ts'
import { useEngine } from '../engine/engineClient.ts'
import { newestWins } from '../engine/newest.ts'
import { useHost } from '../host.ts'
import { useNoticeStore } from './noticeStore.ts'

/** What the pictures are made for: another network may want them smaller, or gray. */
export interface DataSetWish {
  readonly kind: DataSetKind
  readonly input: InputShape
  /** Channels of the network's answer to pairs: their targets are made so. */
  readonly answers?: number
}

export interface Decoding {
  readonly done: number
  readonly total: number
  readonly bad: number
}

/** The pictures that are learned from: a folder that a person chose, decoded in the engine. */
export const useDataSetStore = defineStore('dataSet', () => {
  const engine = useEngine()
  const host = useHost()
  const notices = useNoticeStore()

  const folder = shallowRef<ChosenFile | null>(null)
  const info = shallowRef<DataSetInfo | null>(null)
  /** How far the decoding is; null when nothing is decoded. */
  const decoding = shallowRef<Decoding | null>(null)
  const openings = newestWins()
  /** Of the engine that holds `info`. */
  let generation = 0
  /** What its targets were made for. */
  let heldAnswers: number | undefined

  const bad = computed(() => info.value?.bad ?? [])

  function isHeld({ kind, input, answers }: DataSetWish): boolean {
    const held = info.value
    const fits = held?.kind === kind && held.input.join() === input.join() && heldAnswers === answers
    return fits && generation === engine.generation.value
  }

  /** Asks for a folder and opens it; null when nobody chose one, or it was refused. */
  async function choose(wish: DataSetWish): Promise<DataSetInfo | null> {
    return notices.attempt(async () => {
      const chosen = await host.chooseFolder({ purpose: 'data' })
      if (!chosen) return null
      forget()
      folder.value = chosen
      return open(wish)
    }, 'errors.during.openDataSet')
  }

  /** The pictures as this network wants them, decoded again only where they are not held so. Rejects as the engine refuses. */
  async function open(wish: DataSetWish, outer?: AbortSignal): Promise<DataSetInfo> {
    const chosen = folder.value
    if (!chosen) throw new LabError('bad-argument', 'a folder of pictures is wanted, none was chosen')
    if (info.value && isHeld(wish)) return info.value
    const mine = openings.begin()
    const signal = outer ? AbortSignal.any([mine, outer]) : mine
    closeHeld()
    decoding.value = { done: 0, total: 0, bad: 0 }
    const onProgress = (progress: Decoding): void => {
      if (!signal.aborted) decoding.value = progress
    }
    try {
      const opened = await engine.call('openDataSet', { token: chosen.token, ...wish }, { signal, onProgress })
      generation = engine.generation.value
      heldAnswers = wish.answers
      info.value = opened
      return opened
    } finally {
      if (!mine.aborted) decoding.value = null
    }
  }

  function closeHeld(): void {
    const held = info.value
    info.value = null
    if (!held || generation !== engine.generation.value) return
    // Nobody waits for it: an engine that is gone holds nothing anyway.
    void engine.call('closeDataSet', { dataSet: held.id }).catch(() => undefined)
  }

  function cancel(): void {
    openings.abort()
    decoding.value = null
  }

  function forget(): void {
    cancel()
    closeHeld()
    folder.value = null
  }

  onScopeDispose(cancel)

  return { folder, info, bad, decoding, choose, open, isHeld, cancel, forget }
})
