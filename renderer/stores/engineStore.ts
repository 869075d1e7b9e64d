import { defineStore } from 'pinia'
import { watch } from 'vue'
import { useEngine } from '../engine/engineClient.ts'
import { useNoticeStore } from './noticeStore.ts'
import { useSettingsStore } from './settingsStore.ts'

/** How the engine is, for those who may not talk to it themselves. */
export const useEngineStore = defineStore('engine', () => {
  const engine = useEngine()
  const notices = useNoticeStore()
  const settings = useSettingsStore()

  /** After the supervisor gave up. */
  async function restart(): Promise<void> {
    await notices.attempt(() => engine.restart(), 'errors.during.restartEngine')
  }

  /** Turbo that does not give the same bits is switched off for good. */
  async function checkTurbo(): Promise<void> {
    const { asked, on } = await engine.call('turboState', null)
    if (!asked || on) return
    settings.change({ turbo: false })
    notices.tell('warning', 'frame.turbo.refused')
  }

  watch(
    engine.generation,
    (generation) => {
      if (generation > 0 && settings.settings.turbo) void checkTurbo().catch(() => undefined) // the next engine is asked again
    },
    { immediate: true },
  )

  return { status: engine.status, generation: engine.generation, restart }
})
