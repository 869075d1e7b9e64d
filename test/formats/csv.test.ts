import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { csv, imagej } from '../../shared/formats/csv.ts'
import { decodeText } from '../../shared/formats/text.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { binomial, oneToNine, twoByFour } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

describe('CSV', () => {
  it('is plain rows where there is nothing more to say', () => {
    expect(written(csv, oneToNine)).toBe('1,2,3\n4,5,6\n7,8,9\n')
  })

  it('says the rest in a comment', () => {
    const kernel = createKernel({ ...binomial, name: 'Bin "3"\n', bias: [-0.5] })
    expect(written(csv, kernel).split('\n')[0]).toBe('# name="Bin \\"3\\"\\n" divisor=16 bias=-0.5')
    expect(kernelOf(csv, written(csv, kernel))).toEqual(kernel)
  })

  it('keeps channels by their shape', () => {
    const kernel = createKernel({ shape: [2, 1, 1, 2], weight: [1, 2, 3, 4], bias: [5, 6] })
    expect(written(csv, kernel)).toBe('# shape=2x1x1x2 bias=5,6\n1,2\n3,4\n')
    expect(kernelOf(csv, written(csv, kernel))).toEqual(kernel)
  })

  it.each([
    ['semicolons', '1;2\n3;4\n'],
    ['tabs, in UTF-16 with its mark', '\ufeff1\t2\r\n3\t4\r\n'],
    ['blanks', ' 1  2 \n 3  4'],
    ['a comment that is none of ours', '# made by hand\n1,2\n3,4'],
    ['quotes', '"1","2"\n"3","4"'],
  ])('reads %s', (name, text) => {
    const wide = Uint8Array.from([...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]))
    const { kernel } = (name.includes('UTF-16') ? csv.read(wide) : read(csv, text)).kernels[0]
    expect([kernel.shape, kernel.weight]).toEqual([
      [1, 1, 2, 2],
      [1, 2, 3, 4],
    ])
  })

  it.each([
    ['ragged rows', '1,2\n3', 'broken-file', 'row 2'],
    ['words', '1,x', 'broken-file', 'x'],
    ['nothing', '# only a comment\n', 'broken-file', 'none'],
    ['a shape that does not fit', '# shape=1x1x3x3\n1,2', 'broken-file', 'has 9 weights'],
    ['infinity', '1e999', 'broken-file', '1e999'],
  ])('refuses %s', (_, text, code, words) => {
    expect(() => read(csv, text)).toThrow(refusal(code, words))
  })

  it('refuses bytes that are no text', () => {
    expect(() => csv.read(Uint8Array.of(0x31, 0xff, 0xff))).toThrow(refusal('broken-file', 'UTF-8'))
  })

  it('refuses a text that is longer than any kernel before it is read', () => {
    expect(() => csv.read(new Uint8Array((1 << 23) + 1))).toThrow(refusal('too-large', 'at most 8388608 bytes'))
  })

  it('refuses to write a text that it would not read', () => {
    const long = createKernel({ shape: [1, 1, 1024, 512], weight: new Float64Array(2 ** 19).fill(1 / 3) })
    expect(() => csv.write(long)).toThrow(refusal('cannot-hold', 'at most 8388608 bytes'))
  })
})

describe('ImageJ text', () => {
  it('is divided rows with blanks, and says what it cannot keep', () => {
    const { bytes, notes, loss } = imagej.write(createKernel({ ...binomial, bias: [0.25] }))
    expect(decodeText(bytes)).toBe('0.0625 0.125 0.0625\n0.125 0.25 0.125\n0.0625 0.125 0.0625\n')
    expect(englishNotes(notes).join('\n')).toMatch(/Normalize Kernel.*\n.*divided by 16.*\nThe bias 0.25 is lost/)
    expect(loss).toBe(0.25)
  })

  it('refuses even sizes', () => {
    expect(() => imagej.write(twoByFour)).toThrow(refusal('cannot-hold', 'odd sizes, this one is 2×4'))
  })
})
