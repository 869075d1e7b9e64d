import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amend, commit, createHistory, redo, redoLabel, revert, undo, undoLabel } from '../shared/history.ts'

const edited = commit(commit(createHistory('a'), 'b', 'Rotate'), 'c', 'Negate')

describe('history', () => {
  it('goes back and forth through what was committed', () => {
    const back = undo(undo(edited))
    expect(back.present.document).toBe('a')
    expect(redo(back).present.document).toBe('b')
    expect(redo(redo(back))).toEqual(edited)
  })

  it('says what undo and redo are about', () => {
    expect([undoLabel(edited), redoLabel(edited)]).toEqual(['Negate', undefined])
    expect([undoLabel(undo(edited)), redoLabel(undo(edited))]).toEqual(['Rotate', 'Negate'])
    expect(undoLabel(createHistory('a'))).toBeUndefined()
  })

  it('is the same history where there is nothing to do', () => {
    const start = createHistory('a')
    expect(undo(start)).toBe(start)
    expect(redo(start)).toBe(start)
    expect(revert(start)).toBe(start)
    expect(commit(start, 'a', 'Rotate')).toBe(start)
    expect(amend(start, 'a')).toBe(start)
  })

  it('forgets what was undone once something new is committed', () => {
    const other = commit(undo(edited), 'd', 'Transpose')
    expect(redo(other)).toBe(other)
    expect(undo(other).present.document).toBe('b')
  })

  it('takes a whole drag back at once', () => {
    const dragged = amend(amend(commit(edited, 'd1', 'Drag'), 'd2'), 'd3')
    expect(dragged.present).toEqual({ document: 'd3', label: 'Drag' })
    expect(undo(dragged).present.document).toBe('c')
    expect(redo(undo(dragged)).present.document).toBe('d3')
  })

  it('leaves no trace of a drag that was cancelled', () => {
    const cancelled = revert(amend(commit(edited, 'd1', 'Drag'), 'd2'))
    expect(cancelled).toEqual(edited)
    expect(redoLabel(cancelled)).toBeUndefined()
  })

  it('forgets the oldest steps beyond its capacity', () => {
    let history = createHistory(0, 3)
    for (let i = 1; i <= 10; i++) history = commit(history, i, `${i}`)
    const oldest = undo(undo(undo(history)))
    expect(oldest.present.document).toBe(7)
    expect(undo(oldest)).toBe(oldest)
    expect(redo(redo(redo(oldest))).present.document).toBe(10)
  })

  it('refuses a capacity that keeps nothing', () => {
    expect(() => createHistory('a', 0)).toThrow('at least 1, got 0')
    expect(() => createHistory('a', 1.5)).toThrow('got 1.5')
  })

  it('never changes a history that it was given', () => {
    const before = structuredClone(edited)
    commit(edited, 'd', 'Scale')
    amend(edited, 'd')
    revert(undo(edited))
    expect(edited).toEqual(before)
  })

  it('behaves as a list with a cursor does', () => {
    const steps = fc.array(fc.oneof(fc.nat(99), fc.constantFrom('undo', 'redo')), { maxLength: 60 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (actions, capacity) => {
        let history = createHistory<number>(-1, capacity)
        let [list, cursor] = [[-1], 0]
        for (const action of actions) {
          if (action === 'undo') {
            history = undo(history)
            cursor = Math.max(0, cursor - 1)
          } else if (action === 'redo') {
            history = redo(history)
            cursor = Math.min(list.length - 1, cursor + 1)
          } else if (typeof action === 'number' && action !== list[cursor]) {
            history = commit(history, action, `${action}`)
            list = [...list.slice(0, cursor + 1), action].slice(-capacity - 1)
            cursor = list.length - 1
          }
          expect(history.present.document).toBe(list[cursor])
          expect([history.past.length, history.future.length]).toEqual([cursor, list.length - 1 - cursor])
        }
      }),
    )
  })
})
