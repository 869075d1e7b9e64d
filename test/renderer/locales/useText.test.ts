// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { errorRecord } from '../../../shared/errors.ts'
import { englishNotes, fileNoteBecause, fileNoteTexts } from '../../../shared/fileNote.ts'
import type { FileNoteId } from '../../../shared/fileNote.ts'
import { filled } from '../../../shared/filledText.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import { refusal, refusalBecause, refusalTexts, refusalWords } from '../../../shared/refusal.ts'
import { texts } from '../support/texts.ts'

describe('useText', () => {
  for (const language of ['en', 'zh'] as const) {
    it(`writes numbers for people, in ${language}`, () => {
      const { n, fixed } = texts(language)
      expect([n(0), n(-3), n(1_234_567), n(0.123456), n(-0.5, 2)]).toEqual(['0', '−3', '1,234,567', '0.1235', '−0.5'])
      expect([fixed(0.5), fixed(-1 / 3), fixed(12_345.678)]).toEqual(['0.5000', '−0.3333', '12,345.7'])
    })

    it(`does not write three hundred digits, in ${language}`, () => {
      const { n, fixed } = texts(language)
      expect([n(3e300), n(-1.23456e12), fixed(1e38)]).toEqual(['3E300', '−1.235E12', '1E38'])
      expect([n(Infinity), fixed(-Infinity)]).toEqual(['∞', '−∞'])
    })
  }

  it('counts one thing in the singular, whoever wrote the number', () => {
    const { t, n } = texts('en')
    const said = [0, '0', 1, '1', n(-1), 2, n(1000)].map((count) => t('frame.counts.rows', { count }))
    expect(said).toEqual(['0 rows', '0 rows', '1 row', '1 row', '−1 row', '2 rows', '1,000 rows'])
    expect(texts('zh').t('frame.counts.rows', { count: 1 })).toBe('1 行')
  })

  it('says a refusal in its language where it has the words, else as the engine said it', () => {
    const known = errorRecord(refusal('shape-mismatch', 'fewRows', { reach: 9, padded: 4 }))
    expect(texts('en').refusal(known)).toBe(known.message)
    expect(texts('zh').refusal(known)).toBe('卷积核覆盖 9 行，填充后的输入至少要有这么多行，现在只有 4 行。')
    expect(texts('zh').refusal({ message: 'at most 4, got 5' })).toBe('at most 4, got 5')
  })

  it('says a refusal that stands in another one, and in a note, in its language, too', () => {
    const inner = refusal('broken-file', 'pictureEmpty', { name: 'a.png' })
    const why = { message: inner.message, words: refusalWords(inner) }
    const outer = errorRecord(refusalBecause('bad-argument', 'noPicturesBecause', why, { where: 'cats' }))
    expect(outer.message).toBe(
      "'cats' wants a picture at least, none can be read; the first: 'a.png' is empty; wanted a picture",
    )
    expect(texts('en').refusal(outer)).toBe(outer.message)
    const said = '“cats”中至少要有一张图片，没有能读取的。第一个文件：“a.png”是空文件；需要一张图片。'
    expect(texts('zh').refusal(outer)).toBe(said)
    const note = fileNoteBecause('convolutionsOnly', inner)
    expect(texts('zh').note(note)).toContain('“a.png”是空文件；需要一张图片。')
    expect(englishNotes([note])).toEqual([`Only the convolutions are read: ${inner.message}.`])
  })

  it('says what an argument of a network file wants in its language', () => {
    const refused = (written: unknown): string => {
      try {
        parseNetwork(written)
      } catch (thrown) {
        return texts('zh').refusal(errorRecord(thrown))
      }
      return expect.fail('nothing was refused')
    }
    const layers = (...all: object[]) => ({ input: [3, 8, 8], layers: all })
    expect(refused(layers({ type: 'conv2d', out: 1, kernel: 0 }))).toBe(
      '第 0 层：kernel 需要不小于 1 的整数，或两个这样的数 [纵向, 横向]，现在是 0。',
    )
    expect(refused(layers({ type: 'dropout', p: 1 }))).toBe('第 0 层：p 需要从 0 到小于 1 的数，现在是 1。')
    expect(refused({ ...layers({ type: 'relu' }), loss: 'mes' })).toBe(
      'loss 需要其中之一：crossEntropy, mse, l1, huber, squaredError，现在是 "mes"。',
    )
  })

  it('says every refusal and note with all of its values, whatever signs are in the text', () => {
    const [en, zh] = [texts('en'), texts('zh')]
    for (const [id, text] of Object.entries(refusalTexts)) {
      const names = Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name)
      const values = Object.fromEntries(names.map((name) => [name, `<${name}>`]))
      const record = { message: '', detail: { words: { id, values } } }
      expect(en.refusal(record)).toBe(filled(text, values))
      for (const value of Object.values(values)) expect(zh.refusal(record), id).toContain(value)
    }
    for (const [id, text] of Object.entries(fileNoteTexts)) {
      const names = Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name)
      const values = Object.fromEntries(names.map((name) => [name, `<${name}>`]))
      const note = { id: id as FileNoteId, values }
      expect(en.note(note)).toBe(filled(text, values))
      for (const value of Object.values(values)) expect(zh.note(note), id).toContain(value)
    }
  })
})
