import { describe, expect, it } from 'vitest'
import { gridAction, neighbor } from '../../../../renderer/panes/kernel/gridKeys.ts'

const place = { row: 1, column: 1, rows: 3, columns: 4 }
const press = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  gridAction({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held }, place)

describe('gridAction', () => {
  it('moves by arrows and to the ends', () => {
    expect(press('ArrowLeft')).toEqual({ kind: 'move', row: 1, column: 0 })
    expect(press('ArrowDown')).toEqual({ kind: 'move', row: 2, column: 1 })
    expect(press('End')).toEqual({ kind: 'move', row: 1, column: 3 })
    expect(press('Home', { ctrlKey: true })).toEqual({ kind: 'move', row: 0, column: 0 })
    expect(press('PageDown')).toEqual({ kind: 'move', row: 2, column: 1 })
  })

  it('stays inside', () => {
    const corner = { row: 0, column: 0, rows: 1, columns: 1 }
    const event = { key: 'ArrowUp', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }
    expect(gridAction(event, corner)).toEqual({ kind: 'move', row: 0, column: 0 })
  })

  it('steps with Shift, ten with Ctrl, a tenth with Alt', () => {
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ kind: 'nudge', steps: 1 })
    expect(press('ArrowLeft', { shiftKey: true })).toEqual({ kind: 'nudge', steps: -1 })
    expect(press('ArrowUp', { shiftKey: true, metaKey: true })).toEqual({ kind: 'nudge', steps: 10 })
    expect(press('ArrowDown', { shiftKey: true, altKey: true })).toEqual({ kind: 'nudge', steps: -0.1 })
  })

  it('edits by typing, Enter and F2, and clears', () => {
    expect(press('7')).toEqual({ kind: 'edit', text: '7' })
    expect(press('-')).toEqual({ kind: 'edit', text: '-' })
    expect(press('Enter')).toEqual({ kind: 'edit', text: null })
    expect(press('Delete')).toEqual({ kind: 'clear' })
  })

  it('leaves the keys of commands alone', () => {
    const strange = [press('ArrowLeft', { altKey: true }), press('0', { ctrlKey: true }), press('t', { altKey: true })]
    expect([...strange, press('Tab'), press('a')]).toEqual([null, null, null, null, null])
  })
})

describe('neighbor', () => {
  it('goes in reading order and ends at the ends', () => {
    expect(neighbor({ ...place, column: 3 }, 1)).toEqual([2, 0])
    expect(neighbor(place, -1)).toEqual([1, 0])
    expect(neighbor({ ...place, row: 2, column: 3 }, 1)).toBeNull()
    expect(neighbor({ ...place, row: 0, column: 0 }, -1)).toBeNull()
  })
})
