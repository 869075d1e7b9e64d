import { useEventListener } from '@vueuse/core'
import { defineStore } from 'pinia'
import { safeParse } from 'valibot'
import type { GenericSchema } from 'valibot'
import { computed, inject, shallowRef } from 'vue'
import type { InjectionKey } from 'vue'
import { chooseLocale } from '../../shared/commandLabels.ts'
import type { Settings, StartInfo } from '../../shared/rpc/hostContract.ts'
import { useHost } from '../host.ts'
import { useNoticeStore } from './noticeStore.ts'

/** What main knew when the window opened; there before the first store is made. */
export const startKey: InjectionKey<StartInfo> = Symbol('start')

export const emptyStart: StartInfo = {
  settings: { locale: 'system', theme: 'system', workspace: {} },
  systemLanguages: [],
  file: null,
  version: '',
}

/** What stores keep of themselves, each under its own name. */
export type WorkspacePart =
  'kernel' | 'convolution' | 'preview' | 'workshop' | 'network' | 'train' | 'learn' | 'learnCheckpoint' | 'lessons'

const saveDelayMs = 400

/** Language, theme and the workspace: what comes back at the next start. */
export const useSettingsStore = defineStore('settings', () => {
  const host = useHost()
  const notices = useNoticeStore()
  const start = inject(startKey, emptyStart)
  const settings = shallowRef<Settings>(start.settings)
  /** Runs while something is not saved yet. */
  let timer: ReturnType<typeof setTimeout> | undefined
  let lent: readonly WorkspacePart[] = []

  const language = computed(() => chooseLocale(settings.value.locale, start.systemLanguages))

  function change(part: Partial<Settings>): void {
    settings.value = Object.freeze({ ...settings.value, ...part })
    clearTimeout(timer)
    timer = setTimeout(save, saveDelayMs)
  }

  function save(): void {
    clearTimeout(timer)
    timer = undefined
    void notices.attempt(() => host.saveSettings(settings.value), 'errors.during.saveSettings')
  }

  // Whoever closes the window right after a change means the change, too.
  useEventListener('beforeunload', () => timer !== undefined && save())

  /** Keeps a part of the workspace for the next start; plain data only. Not while the part is lent. */
  function remember(part: WorkspacePart, value: unknown): void {
    if (!lent.includes(part)) change({ workspace: { ...settings.value.workspace, [part]: value } })
  }

  /**
   * For a while these parts hold what is not a person's own, such as a lesson's kernel: what is remembered stays as it was, so
   * that no close and no crash can lose it. Returns what ends it, to be called when the person's own is back in its place.
   */
  function lend(parts: readonly WorkspacePart[]): () => void {
    lent = parts
    return () => (lent = [])
  }

  /** The part as it was remembered, or undefined when there is none or it is not of this shape (any more). */
  function recall<T>(part: WorkspacePart, schema: GenericSchema<unknown, T>): T | undefined {
    const read = safeParse(schema, settings.value.workspace[part])
    return read.success ? read.output : undefined
  }

  return { settings, language, version: start.version, startFile: start.file, change, save, remember, recall, lend }
})
