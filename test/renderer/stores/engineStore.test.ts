import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { useEngineStore } from '../../../renderer/stores/engineStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { createFakeEngine, createLab } from '../support/labApp.ts'

async function startWith(turbo: boolean, state: { asked: boolean; on: boolean }) {
  const engine = createFakeEngine({ turboState: () => state })
  createLab({ engine, start: { settings: { locale: 'en', theme: 'system', turbo, workspace: {} } } })
  useEngineStore()
  await flushPromises()
  return { engine, settings: useSettingsStore(), notices: useNoticeStore() }
}

describe('turbo', () => {
  it('is switched off, with a word, when the engine’s self-check refused it', async () => {
    const { settings, notices } = await startWith(true, { asked: true, on: false })
    expect(settings.settings.turbo).toBe(false)
    expect(notices.notices).toMatchObject([{ tone: 'warning', text: 'frame.turbo.refused' }])
  })

  it('stays on where the bits are the same, and where the engine that runs was started before it was chosen', async () => {
    for (const state of [
      { asked: true, on: true },
      { asked: false, on: false },
    ]) {
      const { settings, notices } = await startWith(true, state)
      expect(settings.settings.turbo).toBe(true)
      expect(notices.notices).toEqual([])
    }
  })

  it('is not asked about by those who never chose it', async () => {
    const { engine } = await startWith(false, { asked: false, on: false })
    expect(engine.asked('turboState')).toEqual([])
  })
})
