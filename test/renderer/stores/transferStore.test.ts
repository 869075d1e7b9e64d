import { describe, expect, it } from 'vitest'
import { fileNote } from '../../../shared/fileNote.ts'
import { formats } from '../../../shared/formats/registry.ts'
import { kernelFromRows } from '../../../shared/kernel/kernel.ts'
import type { SaveSuggestion } from '../../../shared/rpc/hostContract.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { useKernelStore } from '../../../renderer/stores/kernelStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { isKernelFile, useTransferStore } from '../../../renderer/stores/transferStore.ts'
import { createFakeEngine, createLab, token } from '../support/labApp.ts'

const blur = kernelFromRows([[1, 2, 1]], { name: 'blur', divisor: 4 })
const written = { name: 'saved.npy', bytes: 2048, notes: [fileNote('pytorchFloat32')] }

describe('useTransferStore', () => {
  it('puts an imported kernel in the editor, frozen, with a step to undo', async () => {
    const reply = { kernel: structuredClone(blur), format: 'CSV', notes: [] }
    createLab({
      engine: createFakeEngine({ importKernel: () => reply }),
      host: { chooseKernel: async () => ({ token: token('k'), name: 'blur.csv' }) },
    })
    await useTransferStore().chooseKernel()
    const kernels = useKernelStore()
    expect(kernels.kernel).toEqual(blur)
    expect(Object.isFrozen(kernels.kernel.weight)).toBe(true)
    expect(kernels.undoLabel).toBe('kernel.history.import')
  })

  it('exports what is in the editor to the file that was chosen', async () => {
    const suggestions: SaveSuggestion[] = []
    const engine = createFakeEngine({ exportKernel: () => written })
    createLab({
      engine,
      host: { chooseSave: async (wanted) => (suggestions.push(wanted), { token: token('s'), name: 'saved.npy' }) },
    })
    useKernelStore().commit(blur, 'kernel.history.paste')
    expect(await useTransferStore().exportKernel('npy')).toBe(true)
    expect(suggestions).toEqual([{ name: 'blur.npy', filters: [{ name: 'NumPy array', extensions: ['npy'] }] }])
    expect(engine.asked('exportKernel')[0].request).toEqual({ kernel: blur, format: 'npy', token: 's' })
    expect(useNoticeStore().notices).toMatchObject([
      { text: 'transfer.saved', named: { size: '2.0 kB' }, details: written.notes },
    ])
  })

  it('saves nothing, and says nothing, when the dialog is left', async () => {
    const engine = createFakeEngine({ exportKernel: () => written })
    createLab({ engine, host: { chooseSave: async () => null } })
    expect(await useTransferStore().exportKernel('npy')).toBe(false)
    expect(engine.calls).toHaveLength(0)
    expect(useNoticeStore().notices).toHaveLength(0)
  })

  it('names a result after the photo and the kernel', async () => {
    const names: string[] = []
    createLab({
      engine: createFakeEngine({ exportResult: () => written }),
      host: { chooseSave: async ({ name }) => (names.push(name), { token: token('s'), name }) },
    })
    await useImageStore().open({ kind: 'sample' })
    useKernelStore().commit(blur, 'kernel.history.paste')
    await useTransferStore().exportResult('jpeg')
    expect(names).toEqual(['photo-blur.jpg'])
  })

  it('can stop an export that runs', async () => {
    const engine = createFakeEngine({ exportResult: () => new Promise<never>(() => undefined) })
    createLab({ engine, host: { chooseSave: async ({ name }) => ({ token: token('s'), name }) } })
    await useImageStore().open({ kind: 'sample' })
    const transfer = useTransferStore()
    void transfer.exportResult('png8')
    await Promise.resolve()
    await Promise.resolve()
    const { signal } = engine.asked('exportResult')[0]
    expect(signal?.aborted).toBe(false)
    transfer.cancelSaving()
    expect(signal?.aborted).toBe(true)
  })

  it('reads a matrix that was pasted', () => {
    createLab()
    useTransferStore().readKernelText('1\t2\n3\t4')
    expect(useKernelStore().kernel.weight).toEqual([1, 2, 3, 4])
  })
})

describe('isKernelFile', () => {
  it('tells kernels from photos by the name, and takes SVG for a picture', () => {
    const readable = formats.filter(({ canRead, id }) => canRead && id !== 'svg')
    expect(readable.every(({ extensions }) => isKernelFile(`k.${extensions[0]}`))).toBe(true)
    expect(['a.jpg', 'a.PNG', 'a.svg', 'noextension'].filter(isKernelFile)).toEqual([])
  })
})
