import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSettingsStore } from '../../../renderer/stores/settingsStore.ts'
import { defaultWorkshop } from '../../../renderer/stores/workshopChoices.ts'
import { pastedNumbers } from '../../../renderer/stores/workshopInputs.ts'
import { useWorkshopStore } from '../../../renderer/stores/workshopStore.ts'
import { createLab } from '../support/labApp.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const lecture = [1, 2, 3, 0, 0, 1, 2, 3, 3, 0, 1, 2, 2, 3, 0, 1]

function remembering(workshop: object) {
  return createLab({ start: { settings: { locale: 'system', theme: 'system', workspace: { workshop } } } })
}

describe('useWorkshopStore', () => {
  it('makes any input numbers of one’s own when one of them is typed over', () => {
    createLab()
    const store = useWorkshopStore()
    store.setNumber(1, 2, -7)
    expect(store.choices.input).toBe('typed')
    expect(store.input).toEqual({ rows: 4, columns: 4, values: lecture.with(6, -7) })
    // The lecture: 2·1 + 1·3 + 1·1 + 2·(−7) + 1·3 + 2·1 of the first window
    expect(store.result?.values[0]).toBe(2 * 1 + 1 * 3 + 1 * 1 + 2 * -7 + 1 * 3 + 2 * 1)
  })

  it('cuts numbers of one’s own to another size, and fills up with 0', () => {
    createLab()
    const store = useWorkshopStore()
    store.setNumbers(pastedNumbers('1 2; 3 4'))
    store.resizeInput(1, 3)
    expect(store.input).toEqual({ rows: 1, columns: 3, values: [1, 2, 0] })
    store.chooseInput('ramp')
    store.resizeInput(2, 3)
    expect(store.input).toEqual({ rows: 2, columns: 3, values: [0, 1, 2, 3, 4, 5] })
  })

  it('takes every change back and brings it again', () => {
    createLab()
    const store = useWorkshopStore()
    store.setNumber(0, 0, 9)
    store.change({ stride: [2, 2] })
    store.undo()
    expect([store.choices.stride, store.choices.input]).toEqual([[1, 1], 'typed'])
    store.undo()
    expect([store.choices, store.canUndo]).toEqual([defaultWorkshop, false])
    store.redo()
    store.redo()
    expect([store.choices.stride, store.input?.values[0], store.canRedo]).toEqual([[2, 2], 9, false])
    expect(useSettingsStore().settings.workspace.workshop).toBe(store.choices)
  })

  it('follows a handle as far as there are grids, in one step of undo', () => {
    createLab()
    const store = useWorkshopStore()
    expect(store.setMovement('stride', [2, 3])).toBe(true)
    expect(store.setMovement('stride', [9, 0], true)).toBe(true)
    expect(store.choices.stride).toEqual([6, 1])
    expect(store.setMovement('dilation', [4, 1]), 'the kernel would reach 9 of 4 rows').toBe(false)
    expect(store.setPad(1, 2, true)).toBe(true)
    expect(store.setMovement('dilation', [4, 4], true), '2 columns more').toBe(true)
    expect([store.choices.dilation, store.pads]).toEqual([
      [1, 2],
      [0, 2, 0, 0],
    ])
    store.revert()
    expect([store.choices, store.canUndo, store.canRedo]).toEqual([defaultWorkshop, false, false])
  })

  it('goes back to the numbers that were typed before', () => {
    createLab()
    const store = useWorkshopStore()
    store.chooseInput('typed')
    expect(store.input?.values, 'those in force').toEqual(lecture)
    store.setNumber(0, 0, 9)
    store.chooseInput('ramp')
    store.chooseInput('typed')
    expect(store.input?.values).toEqual(lecture.with(0, 9))
  })

  it('knows what was remembered before numbers could be typed, and refuses numbers that are not a grid', () => {
    const before: Partial<typeof defaultWorkshop> = { ...defaultWorkshop, stride: [2, 3] }
    delete (before as { numbers?: unknown }).numbers
    remembering(before)
    expect(useWorkshopStore().choices).toEqual({ ...defaultWorkshop, stride: [2, 3] })
    remembering({ ...defaultWorkshop, stride: [2, 3], numbers: { rows: 2, columns: 2, values: [1] } })
    expect(useWorkshopStore().choices).toEqual(defaultWorkshop)
  })
})

describe('pastedNumbers', () => {
  it('reads what kernels are read from, with its divisor', () => {
    expect(pastedNumbers('1/2 * [[1, 2], [3, 4]]').values).toEqual([0.5, 1, 1.5, 2])
  })

  it.each([
    ['1 2\n3', 'bad-argument'],
    ['a b', 'bad-argument'],
    [Array(17).fill(0).join(' '), 'too-large'],
    ['[[[[1]]], [[[1]]]]', 'too-large'],
  ])('refuses %j', (text, code) => {
    expect(() => pastedNumbers(text)).toThrow(expect.objectContaining({ code }))
  })
})
