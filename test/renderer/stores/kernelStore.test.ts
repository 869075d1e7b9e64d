import { beforeEach, describe, expect, it } from 'vitest'
import { kernelFromRows } from '../../../shared/kernel/kernel.ts'
import { firstKernel, useKernelStore } from '../../../renderer/stores/kernelStore.ts'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { createLab } from '../support/labApp.ts'

const kernel = (value: number) => kernelFromRows([[value]])

describe('useKernelStore', () => {
  beforeEach(() => void createLab())

  it("starts with the lecture's edges", () => {
    expect(useKernelStore().kernel).toBe(firstKernel)
    expect(firstKernel.weight).toEqual([-1, -1, -1, -1, 8, -1, -1, -1, -1])
  })

  it('takes back and brings again, each step with its label', () => {
    const store = useKernelStore()
    store.commit(kernel(1), 'commands.negate')
    store.commit(kernel(2), 'commands.transpose')
    expect(store.undoLabel).toBe('commands.transpose')
    store.undo()
    expect(store.kernel.weight).toEqual([1])
    expect(store.redoLabel).toBe('commands.transpose')
    store.redo()
    expect(store.kernel.weight).toEqual([2])
  })

  it('makes one step of a drag', () => {
    const store = useKernelStore()
    for (const value of [1, 2, 3]) store.drag(kernel(value), 'commands.negate')
    store.endGesture()
    expect(store.kernel.weight).toEqual([3])
    store.undo()
    expect(store.kernel).toBe(firstKernel)
  })

  it('makes two steps of two drags', () => {
    const store = useKernelStore()
    store.drag(kernel(1), 'commands.negate')
    store.endGesture()
    store.drag(kernel(2), 'commands.negate')
    store.endGesture()
    store.undo()
    expect(store.kernel.weight).toEqual([1])
  })

  it('refuses undo in the middle of a drag', () => {
    const store = useKernelStore()
    store.drag(kernel(1), 'commands.negate')
    store.undo()
    expect(store.kernel.weight).toEqual([1])
  })

  it('forgets a cancelled drag, leaving nothing to redo', () => {
    const store = useKernelStore()
    store.drag(kernel(1), 'commands.negate')
    store.drag(kernel(2), 'commands.negate')
    store.cancelGesture()
    expect(store.kernel).toBe(firstKernel)
    expect(store.canRedo).toBe(false)
  })

  it('keeps the kernel for the next start', () => {
    useKernelStore().commit(kernel(5), 'commands.negate')
    const { workspace } = useSettingsStore().settings
    createLab({ start: { settings: { locale: 'en', theme: 'dark', workspace: structuredClone(workspace) } } })
    expect(useKernelStore().kernel.weight).toEqual([5])
    expect(Object.isFrozen(useKernelStore().kernel)).toBe(true)
  })

  it('starts afresh when what was kept is no kernel', () => {
    const broken = { name: 'x', shape: [1, 1, 2, 2], weight: [1], bias: [0], divisor: 1 }
    createLab({ start: { settings: { locale: 'en', theme: 'dark', workspace: { kernel: broken } } } })
    expect(useKernelStore().kernel).toBe(firstKernel)
  })
})
