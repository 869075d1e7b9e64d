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

const saveDelayMs = 400

/** Language, theme and the workspace: what comes back at the next start. */
export const useSettingsStore = defineStore('settings', () => {
  const host = useHost()
  const notices = useNoticeStore()
  const start = inject(startKey, emptyStart)
  const settings = shallowRef<Settings>(start.settings)
  /** Runs while something is not saved yet. */
  let timer: ReturnType<typeof setTimeout> | undefined

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

  /** Keeps a part of the workspace for the next start; plain data only. */
  function remember(part: string, value: unknown): void {
    change({ workspace: { ...settings.value.workspace, [part]: value } })
  }

  /** The part as it was remembered, or undefined when there is none or it is not of this shape (any more). */
  function recall<T>(part: string, schema: GenericSchema<unknown, T>): T | undefined {
    const read = safeParse(schema, settings.value.workspace[part])
    return read.success ? read.output : undefined
  }

  return { settings, language, version: start.version, startFile: start.file, change, save, remember, recall }
})
