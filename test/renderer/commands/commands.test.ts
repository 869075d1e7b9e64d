// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { commandList } from '../../../shared/commandList.ts'
import type { CommandId } from '../../../shared/commandList.ts'
import { kernelFromRows } from '../../../shared/kernel/kernel.ts'
import { useCommandRunner } from '../../../renderer/commands/useCommandRunner.ts'
import { useShortcuts } from '../../../renderer/commands/useShortcuts.ts'
import { useDialogStore } from '../../../renderer/stores/dialogStore.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { useKernelStore } from '../../../renderer/stores/kernelStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { useViewportStore } from '../../../renderer/stores/viewportStore.ts'
import { createLab } from '../support/labApp.ts'

/** A component that does nothing but listen to keys, with a text field in it. */
function mountRunner() {
  const { global, engine } = createLab()
  let runner!: ReturnType<typeof useCommandRunner>
  const wrapper = mount(
    {
      template: '<input aria-label="text" />',
      setup() {
        runner = useCommandRunner()
        useShortcuts()
      },
    },
    { global, attachTo: document.body },
  )
  const press = (key: string, down: Partial<KeyboardEventInit> = {}, target: EventTarget = window): KeyboardEvent => {
    const code = `Key${key.toUpperCase()}`
    const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...down })
    target.dispatchEvent(event)
    return event
  }
  return { runner, engine, wrapper, press, field: wrapper.element as HTMLInputElement }
}

describe('the commands', () => {
  it('can all say whether they can be used, with and without a photo', async () => {
    const { runner, wrapper } = mountRunner()
    const usable = (): CommandId[] => commandList.map(({ id }) => id).filter(runner.enabled)
    expect(usable()).not.toContain('exportResult')
    expect(usable()).toContain('openPhoto')
    await useImageStore().open({ kind: 'sample' })
    expect(usable()).toContain('exportResult')
    wrapper.unmount()
  })

  it.each([
    ['rotateRight', [3, 1, 4, 2]],
    ['rotateLeft', [2, 4, 1, 3]],
    ['rotateHalf', [4, 3, 2, 1]],
    ['flipRows', [3, 4, 1, 2]],
    ['flipColumns', [2, 1, 4, 3]],
    ['transpose', [1, 3, 2, 4]],
    ['negate', [-1, -2, -3, -4]],
    ['makeZeroSum', [-1.5, -0.5, 0.5, 1.5]],
  ] as const)('%s changes the kernel and is one step with its name', async (id, weight) => {
    const { runner, wrapper } = mountRunner()
    const kernels = useKernelStore()
    kernels.commit(kernelFromRows([[1, 2], [3, 4]]), 'kernel.history.paste') // prettier-ignore
    await runner.run(id)
    expect(kernels.kernel.weight).toEqual(weight)
    expect(kernels.undoLabel).toBe(`commands.${id}`)
    await runner.run('undo')
    expect(kernels.kernel.weight).toEqual([1, 2, 3, 4])
    wrapper.unmount()
  })

  it('tell a person when the kernel cannot be changed so', async () => {
    const { runner, wrapper } = mountRunner()
    await runner.run('normalize') // the Laplacian sums to 0
    expect(useNoticeStore().notices).toMatchObject([{ tone: 'error', code: 'bad-kernel' }])
    expect(useKernelStore().canUndo).toBe(false)
    wrapper.unmount()
  })

  it('choose layout, theme and language', async () => {
    const { runner, wrapper } = mountRunner()
    await useImageStore().open({ kind: 'sample' })
    await runner.run('viewSideBySide')
    await runner.run('themeDark')
    await runner.run('languageChinese')
    expect(useViewportStore().layout).toBe('sideBySide')
    expect(useSettingsStore().settings).toMatchObject({ theme: 'dark', locale: 'zh' })
    wrapper.unmount()
  })

  it('switch turbo for the next start, and say so', async () => {
    const { runner, wrapper } = mountRunner()
    for (const turbo of [true, false]) {
      await runner.run('toggleTurbo')
      expect(useSettingsStore().settings.turbo).toBe(turbo)
      const text = turbo ? 'frame.turbo.on' : 'frame.turbo.off'
      expect(useNoticeStore().notices).toMatchObject([{ tone: 'done', text }])
    }
    wrapper.unmount()
  })
})

describe('useShortcuts', () => {
  it('runs a command and keeps the key from the browser', async () => {
    const { press, wrapper } = mountRunner()
    expect(press('k', { ctrlKey: true }).defaultPrevented).toBe(true)
    await nextTick()
    expect(useDialogStore().open).toBe('palette')
    wrapper.unmount()
  })

  it('leaves undo to a text field that has the focus', () => {
    const { press, field, wrapper } = mountRunner()
    useKernelStore().commit(kernelFromRows([[1]]), 'kernel.history.paste')
    expect(press('z', { ctrlKey: true }, field).defaultPrevented).toBe(false)
    expect(useKernelStore().kernel.weight).toEqual([1])
    expect(press('z', { ctrlKey: true }).defaultPrevented).toBe(true)
    wrapper.unmount()
  })

  it('does nothing behind a dialog', () => {
    const { press, wrapper } = mountRunner()
    useDialogStore().show('about')
    expect(press('e', { ctrlKey: true }).defaultPrevented).toBe(false)
    expect(useDialogStore().open).toBe('about')
    wrapper.unmount()
  })
})
