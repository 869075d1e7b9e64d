import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Settings } from '../../../shared/rpc/hostContract.ts'
import { defaultChoices, useConvolutionStore } from '../../../renderer/stores/convolutionStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { createLab } from '../support/labApp.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const base: Settings = { locale: 'system', theme: 'system', workspace: {} }

describe('useSettingsStore', () => {
  it("speaks the system's language unless another was chosen", () => {
    createLab({ start: { settings: base, systemLanguages: ['de-DE', 'zh-Hans-CN', 'en'] } })
    const settings = useSettingsStore()
    expect(settings.language).toBe('zh')
    settings.change({ locale: 'en' })
    expect(settings.language).toBe('en')
  })

  it('saves once for many changes in a row', async () => {
    const saved: Settings[] = []
    createLab({ host: { saveSettings: async (settings) => (saved.push(settings), null) } })
    const settings = useSettingsStore()
    for (const split of [0.1, 0.2, 0.3]) settings.remember('preview', { split })
    await vi.advanceTimersByTimeAsync(1000)
    expect(saved).toHaveLength(1)
    expect(saved[0].workspace).toEqual({ preview: { split: 0.3 } })
  })

  it('keeps what it remembers of a part that is lent, and remembers the others', () => {
    createLab()
    const settings = useSettingsStore()
    settings.remember('kernel', 'own')
    const rememberAgain = settings.lend(['kernel'])
    settings.remember('kernel', 'borrowed')
    settings.remember('train', 'other')
    expect(settings.settings.workspace).toEqual({ kernel: 'own', train: 'other' })
    rememberAgain()
    settings.remember('kernel', 'new')
    expect(settings.settings.workspace).toEqual({ kernel: 'new', train: 'other' })
  })

  it('says when saving fails', async () => {
    createLab({ host: { saveSettings: () => Promise.reject(new Error('disk full')) } })
    useSettingsStore().change({ theme: 'dark' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(useNoticeStore().notices).toMatchObject([{ during: 'errors.during.saveSettings', message: 'disk full' }])
  })

  it('recalls a part only when it has the shape that is asked for', () => {
    createLab({ start: { settings: { ...base, workspace: { train: { n: 1 }, learn: { n: 'one' } } } } })
    const settings = useSettingsStore()
    const schema = v.object({ n: v.number() })
    expect(settings.recall('train', schema)).toEqual({ n: 1 })
    expect(settings.recall('learn', schema)).toBeUndefined()
    expect(settings.recall('kernel', schema)).toBeUndefined()
  })
})

describe('useConvolutionStore', () => {
  it('comes back as it was left', () => {
    createLab()
    useConvolutionStore().change({ padding: [1, 2, 3, 4], mapping: 'offset', stride: [2, 3] })
    const { workspace } = useSettingsStore().settings
    createLab({ start: { settings: { ...base, workspace: structuredClone(workspace) } } })
    expect(useConvolutionStore().choices).toEqual({
      ...defaultChoices,
      padding: [1, 2, 3, 4],
      mapping: 'offset',
      stride: [2, 3],
    })
  })

  it('starts from the defaults when a remembered value makes no sense', () => {
    const convolution = { ...defaultChoices, stride: [0, 1] }
    createLab({ start: { settings: { ...base, workspace: { convolution } } } })
    expect(useConvolutionStore().choices).toEqual(defaultChoices)
  })

  it('gives plain frozen data that a port can clone', () => {
    createLab()
    const { convolution } = useConvolutionStore()
    expect(Object.isFrozen(convolution)).toBe(true)
    expect(structuredClone(convolution)).toEqual(convolution)
  })
})
