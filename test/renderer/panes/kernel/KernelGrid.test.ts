// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { kernelFromRows } from '../../../../shared/kernel/kernel.ts'
import KernelGrid from '../../../../renderer/panes/kernel/KernelGrid.vue'
import { firstKernel, useKernelStore } from '../../../../renderer/stores/kernelStore.ts'
import { createLab } from '../../support/labApp.ts'

let grid: VueWrapper
let kernels: ReturnType<typeof useKernelStore>

beforeEach(() => {
  const { global } = createLab()
  kernels = useKernelStore()
  grid = mount(KernelGrid, { global, attachTo: document.body })
})
afterEach(() => grid.unmount())

const cell = (index: number) => grid.find(`[data-index="${index}"]`)
const focused = (): string | undefined => (document.activeElement as HTMLElement).dataset.index
const input = () => grid.find('input')

async function focus(index: number): Promise<void> {
  ;(cell(index).element as HTMLElement).focus()
  await nextTick()
}

async function press(key: string, held: object = {}): Promise<void> {
  const options = { key, bubbles: true, cancelable: true, ...held }
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', options))
  document.activeElement?.dispatchEvent(new KeyboardEvent('keyup', options))
  await nextTick()
  await nextTick()
}

async function type(index: number, text: string, end: string, held: object = {}): Promise<void> {
  await focus(index)
  await press(text[0])
  await input().setValue(text)
  await press(end, held)
}

describe('KernelGrid', () => {
  it('is a grid of rows and cells, one of which is in the order of Tab', () => {
    expect(grid.find('[role=grid]').attributes()).toMatchObject({ 'aria-rowcount': '3', 'aria-colcount': '3' })
    expect(grid.findAll('[role=row]')).toHaveLength(3)
    expect(grid.findAll('[role=gridcell]')).toHaveLength(9)
    expect(grid.findAll('[tabindex="0"]')).toHaveLength(1)
    expect(cell(4).attributes()).toMatchObject({ 'aria-rowindex': '2', 'aria-colindex': '2', 'aria-label': '8' })
  })

  it('moves the focus with the arrows, and its place in the order of Tab with it', async () => {
    await focus(4)
    await press('ArrowRight')
    await press('ArrowDown')
    expect(focused()).toBe('8')
    expect(grid.findAll('[tabindex="0"]').map((found) => found.attributes('data-index'))).toEqual(['8'])
  })

  it('takes what is typed at Enter, and goes down', async () => {
    await type(1, '2,5', 'Enter')
    expect(kernels.kernel.weight[1]).toBe(2.5)
    expect([focused(), input().exists()]).toEqual(['4', false])
    expect(kernels.undoLabel).toBe('kernel.history.weight')
  })

  it('takes it at Tab, and edits the next cell', async () => {
    await type(2, '1/4', 'Tab')
    expect(kernels.kernel.weight[2]).toBe(0.25)
    await nextTick()
    expect([input().element.value, input().element.closest('[data-index]')?.getAttribute('data-index')]).toEqual([
      '-1',
      '3',
    ])
  })

  it('forgets it at Escape', async () => {
    await type(1, '99', 'Escape')
    expect([kernels.kernel, focused()]).toEqual([firstKernel, '1'])
  })

  it('keeps what is no number for mending, and drops it when it is left', async () => {
    await type(1, '-', 'Enter')
    expect(input().attributes('aria-invalid')).toBe('true')
    await input().trigger('blur')
    expect([kernels.kernel, input().exists()]).toEqual([firstKernel, false])
  })

  it('sets 0 with Delete', async () => {
    await focus(4)
    await press('Delete')
    expect(kernels.kernel.weight[4]).toBe(0)
  })

  it('steps with Shift, one step of undo per press', async () => {
    await focus(4)
    await press('ArrowUp', { shiftKey: true })
    await press('ArrowUp', { shiftKey: true, ctrlKey: true })
    expect(kernels.kernel.weight[4]).toBe(19)
    kernels.undo()
    expect(kernels.kernel.weight[4]).toBe(9)
    kernels.undo()
    expect(kernels.kernel).toBe(firstKernel)
  })

  it('changes a value by dragging, one step of undo for the whole drag', async () => {
    const drag = (kind: string, clientX: number, held: object = {}) =>
      cell(4).trigger(kind, { button: 0, pointerId: 1, clientX, ...held })
    await drag('pointerdown', 0)
    for (const x of [6, 12, 18]) await drag('pointermove', x)
    expect(kernels.kernel.weight[4]).toBe(11)
    // Shift is ten times as fast, from where the drag is
    await drag('pointermove', 24, { shiftKey: true })
    expect(kernels.kernel.weight[4]).toBe(21)
    kernels.undo() // not in the middle of it
    expect(kernels.kernel.weight[4]).toBe(21)
    await drag('pointerup', 24)
    kernels.undo()
    expect(kernels.kernel).toBe(firstKernel)
  })

  it('takes a drag back at Escape and when the pointer is lost', async () => {
    for (const lost of ['Escape', 'pointercancel']) {
      await cell(4).trigger('pointerdown', { button: 0, pointerId: 1, clientX: 0 })
      await cell(4).trigger('pointermove', { pointerId: 1, clientX: 60 })
      expect(kernels.kernel.weight[4]).toBe(18)
      if (lost === 'Escape') await cell(4).trigger('keydown', { key: 'Escape' })
      else await cell(4).trigger('pointercancel', { pointerId: 1 })
      await cell(4).trigger('pointermove', { pointerId: 1, clientX: 90 })
      expect([kernels.kernel, kernels.canRedo]).toEqual([firstKernel, false])
    }
  })

  it('is no drag when the pointer hardly moved', async () => {
    await cell(0).trigger('pointerdown', { button: 0, pointerId: 1, clientX: 0 })
    await cell(0).trigger('pointermove', { pointerId: 1, clientX: 2 })
    await cell(0).trigger('pointerup', { pointerId: 1, clientX: 2 })
    expect(kernels.canUndo).toBe(false)
  })

  it('takes a matrix pasted into a cell for the kernel', async () => {
    await focus(0)
    await press('Enter')
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', '1\t2\n3\t4')
    await input().trigger('paste', { clipboardData })
    expect(kernels.kernel).toMatchObject({ shape: [1, 1, 2, 2], weight: [1, 2, 3, 4] })
    expect(kernels.undoLabel).toBe('kernel.history.paste')
  })

  it('copies the kernel for a spreadsheet', async () => {
    const clipboardData = new DataTransfer()
    await cell(0).trigger('copy', { clipboardData })
    expect(clipboardData.getData('text/plain')).toBe('-1\t-1\t-1\n-1\t8\t-1\n-1\t-1\t-1')
  })

  it('keeps a selection inside a kernel that shrinks', async () => {
    await focus(8)
    kernels.commit(kernelFromRows([[1, 2]]), 'kernel.history.resize')
    await nextTick()
    expect(grid.findAll('[tabindex="0"]').map((found) => found.attributes('data-index'))).toEqual(['1'])
  })

  it('gives a large kernel colors and one field for the weight that is selected', async () => {
    const rows = Array.from({ length: 31 }, (_, r) => Array.from({ length: 31 }, (_, s) => r - s))
    kernels.commit(kernelFromRows(rows), 'kernel.history.resize')
    await nextTick()
    expect(grid.findAll('[role=gridcell]')).toHaveLength(1) // the others are colors on a canvas
    await focus(0)
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await press(key)
    expect(focused()).toBe('33')
    expect(cell(33).attributes()).toMatchObject({ 'aria-rowindex': '2', 'aria-colindex': '3', 'aria-label': '-1' })
    expect(input().element.value).toBe('-1')
    expect(grid.find('label').text()).toBe('Row 2, column 3')
    await press('4')
    expect(document.activeElement).toBe(input().element)
    await input().setValue('40')
    await press('Enter')
    expect([kernels.kernel.weight[33], focused()]).toEqual([40, '33'])
  })

  it('selects and drags the color that the pointer is on', async () => {
    kernels.commit(kernelFromRows(Array.from({ length: 31 }, () => Array<number>(31).fill(1))), 'kernel.history.resize')
    await nextTick()
    const colors = grid.find('[role=row]')
    colors.element.getBoundingClientRect = () => new DOMRect(10, 20, 310, 310)
    const drag = (kind: string, clientX: number) =>
      colors.trigger(kind, { button: 0, pointerId: 1, clientX, clientY: 20 + 305 })
    await drag('pointerdown', 10 + 25)
    await nextTick()
    expect(focused()).toBe(String(30 * 31 + 2))
    await drag('pointermove', 10 + 25 + 6)
    await drag('pointerup', 10 + 25 + 6)
    expect([kernels.kernel.weight[30 * 31 + 2], kernels.kernel.weight[0]]).toEqual([2, 1])
    kernels.undo()
    expect(kernels.kernel.weight[30 * 31 + 2]).toBe(1)
  })
})
