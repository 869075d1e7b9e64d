// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Host } from '../../../renderer/host.ts'
import { useIncoming } from '../../../renderer/commands/useIncoming.ts'
import { useImageStore } from '../../../renderer/stores/imageStore.ts'
import { useKernelStore } from '../../../renderer/stores/kernelStore.ts'
import { useNoticeStore } from '../../../renderer/stores/noticeStore.ts'
import { createFakeEngine, createLab, imageInfo, token } from '../support/labApp.ts'

let unmount = (): void => undefined
afterEach(() => unmount())

function mountWindow(host: Partial<Host> = {}) {
  const engine = createFakeEngine({
    openImage: (request) => imageInfo({ name: 'name' in request ? request.name : 'by token' }),
    importKernel: () => ({ kernel: structuredClone(useKernelStore().kernel), format: 'CSV', notes: [] }),
  })
  const { global } = createLab({ engine, host })
  const wrapper = mount(
    { template: '<textarea />', setup: () => void useIncoming() },
    { global, attachTo: document.body },
  )
  unmount = () => wrapper.unmount()
  return { engine, field: wrapper.element as HTMLElement }
}

function send(type: 'drop' | 'paste', files: readonly File[], text = '', target: EventTarget = window): Event {
  const event = new Event(type, { bubbles: true, cancelable: true })
  const transfer = { files, types: ['Files'], getData: () => text }
  Object.assign(event, type === 'drop' ? { dataTransfer: transfer } : { clipboardData: transfer })
  target.dispatchEvent(event)
  return event
}

const photo = new File([Uint8Array.of(1, 2, 3)], 'IMG_1.jpg')

describe('useIncoming', () => {
  it('opens a dropped photo by the token of its path', async () => {
    const { engine } = mountWindow({ acceptDrop: async () => ({ token: token('d'), name: 'IMG_1.jpg' }) })
    expect(send('drop', [photo]).defaultPrevented).toBe(true)
    await vi.waitFor(() => expect(useImageStore().info).not.toBeNull())
    expect(engine.asked('openImage')[0].request).toEqual({ token: 'd' })
  })

  it('sends the bytes of a dropped or pasted photo that has no path', async () => {
    const { engine } = mountWindow()
    send('paste', [photo])
    await vi.waitFor(() => expect(useImageStore().info).not.toBeNull())
    expect(engine.asked('openImage')[0].request).toEqual({ name: 'IMG_1.jpg', bytes: Uint8Array.of(1, 2, 3) })
  })

  it('imports a dropped kernel', async () => {
    const { engine } = mountWindow({ acceptDrop: async () => ({ token: token('k'), name: 'edge.csv' }) })
    send('drop', [new File(['1,2'], 'edge.csv')])
    await vi.waitFor(() => expect(engine.asked('importKernel')).toHaveLength(1))
  })

  it('reads a kernel without a path by itself', async () => {
    mountWindow()
    send('drop', [new File(['1,2\n3,4\n'], 'edge.csv')])
    await vi.waitFor(() => expect(useKernelStore().kernel.weight).toEqual([1, 2, 3, 4]))
  })

  it('takes pasted numbers for a kernel, and says what is wrong with other text', async () => {
    mountWindow()
    send('paste', [], '1 2\n3 4')
    await vi.waitFor(() => expect(useKernelStore().kernel.weight).toEqual([1, 2, 3, 4]))
    send('paste', [], 'dear diary')
    await vi.waitFor(() => expect(useNoticeStore().notices).toMatchObject([{ during: 'errors.during.pasteKernel' }]))
  })

  it('leaves what is pasted into a text field to the field', () => {
    const { field } = mountWindow()
    expect(send('paste', [], '1 2', field).defaultPrevented).toBe(false)
    expect(useKernelStore().canUndo).toBe(false)
  })

  it('never lets the browser go to a dropped file', () => {
    mountWindow()
    const over = new Event('dragover', { cancelable: true })
    window.dispatchEvent(over)
    expect(over.defaultPrevented).toBe(true)
  })
})
