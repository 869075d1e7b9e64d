// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { englishNote } from '../../../../shared/learning/englishNote.ts'
import type { LearnNote, WeakPattern } from '../../../../shared/learning/learnTypes.ts'
import { noteText } from '../../../../renderer/panes/learn/noteText.ts'
import { scientific } from '../../../../renderer/panes/learn/scientific.ts'
import { texts } from '../../support/texts.ts'

const tap = (row: number, column: number, channel = 0) => ({ channel, row, column })
const terms = [
  { tap: tap(0, 1), coefficient: 0.7 },
  { tap: tap(2, 1), coefficient: -0.7 },
]
const weak = (pattern: WeakPattern, noiseGain: number): LearnNote => {
  return { id: 'weak-combination', pattern, terms, count: 3, unknowns: 9, noiseGain }
}
const notes: readonly LearnNote[] = [
  { id: 'black' },
  { id: 'flat' },
  { id: 'too-few-samples', samples: 12, unknowns: 25 },
  { id: 'undetermined', count: 2, unknowns: 9 },
  { id: 'equal-taps', taps: [tap(0, 1), tap(0, 3)] },
  { id: 'unseen-taps', taps: [tap(2, 2)] },
  { id: 'ill-conditioned', conditionNumber: 1.5e7 },
  weak('checkerboard', 12),
  weak('difference', Infinity),
  weak('other', 1e4),
  { id: 'target-border', rows: -2, columns: -4 },
  { id: 'slow', iterations: 290_123 },
  { id: 'unexplained', share: 0.875 },
  { id: 'worst-regions', regions: [{ row: 0, column: 64, height: 32, width: 48, share: 0.4 }] },
  { id: 'shifted', shift: [3, -2], share: 0.99, unshifted: 0.5, applied: false },
  { id: 'shifted', shift: [3, -2], share: 0.99, unshifted: 0.5, applied: true },
  { id: 'target-border', rows: 2, columns: 1 },
  { id: 'constrained', share: 0.9, unconstrained: 0.95 },
  { id: 'unsettled' },
]
const say = (language: 'en' | 'zh', note: LearnNote) => noteText(note, texts(language).t, String)

describe('noteText', () => {
  it('says every finding in both languages, with all its numbers', () => {
    for (const note of notes) {
      const [english, chinese] = [say('en', note), say('zh', note)]
      expect(english).not.toMatch(/learn\.(notes|weak)/)
      expect(chinese).toMatch(/[\u4e00-\u9fff]/)
      expect(`${english} ${chinese}`).not.toMatch(/[{}]|undefined/)
    }
    expect(say('zh', notes[2])).toContain('12')
    expect(say('en', notes[11])).toContain('290000')
    expect(say('zh', notes[12])).toContain('87.5 %')
  })

  it('says what the terminal says', () => {
    for (const note of [...notes.slice(0, 3), notes[7], notes[10], notes[16]]) {
      expect(say('en', note)).toBe(englishNote(note))
    }
    expect(englishNote(notes[9])).toContain('+0.70·(0,1) −0.70·(2,1)')
    expect(say('en', notes[9])).toContain('+0.70·(0,1) −0.70·(2,1)')
    const many = Array.from({ length: 40 }, (_, i) => tap(i, 0))
    expect(englishNote({ id: 'unseen-taps', taps: many })).toContain('(11,0), and 28 more')
  })

  it('names weights and the bias, with their channel where there are several, and not all of many', () => {
    expect(say('en', { id: 'equal-taps', taps: [tap(0, 1), 'bias'] })).toContain('(0,1) the bias')
    expect(say('en', { id: 'unseen-taps', taps: [tap(0, 1), tap(0, 1, 2)] })).toContain('(0,0,1) (2,0,1)')
    const many = Array.from({ length: 40 }, (_, i) => tap(i, 0))
    expect(say('en', { id: 'unseen-taps', taps: many })).toContain('(11,0) … 28 more')
  })
})

describe('scientific', () => {
  it('has three digits at any size', () => {
    expect([0.1234, 12.345, 12345, 1.234e-7, -2.5e9, 0, Infinity, NaN].map((value) => scientific(value))).toEqual([
      '0.123',
      '12.3',
      '12345',
      '1.23·10⁻⁷',
      '−2.50·10⁹',
      '0',
      '∞',
      '—',
    ])
  })
})
