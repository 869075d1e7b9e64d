import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { imagemagick } from '../../shared/formats/imagemagick.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { laplacian, twoByFour } from './kernels.ts'
import { read, refusal, written } from './textFiles.ts'

describe('ImageMagick strings', () => {
  it('are for Correlate, name the origin of even kernels, and say how to add a bias', () => {
    expect(written(imagemagick, laplacian)).toBe('3x3: -1,-1,-1 -1,8,-1 -1,-1,-1\n')
    expect(written(imagemagick, twoByFour)).toBe('4x2+1+0: 1,2,3,4 5,6,7,8\n')
    const notes = englishNotes(imagemagick.write(createKernel({ ...laplacian, bias: [0.5] })).notes)
    expect(notes[0]).toContain('-morphology Correlate')
    expect(notes[1]).toContain('convolve:bias=50%')
  })

  it('are read with holes, origins, quotes and in lists', () => {
    const { kernels, notes } = read(imagemagick, `"2x1+0+0@: -,1; 3: 1 2 3, 4 5 6 7 8 9 ;"`)
    expect(kernels.map(({ kernel }) => kernel.weight)).toEqual([
      [0, 1],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ])
    expect(englishNotes(notes).join()).toMatch(/nan or -.*@/)
  })

  it.each([
    ['named kernels', 'Sobel:90', 'unsupported-format', 'Sobel:90'],
    ['too few numbers', '3x3: 1,2', 'broken-file', 'has 9 numbers, got 2'],
    ['an origin outside', '2x2+5+0: 1,2,3,4', 'broken-file', 'origin'],
    ['only holes', '1x1: nan', 'broken-file', 'at least one'],
    ['nothing', ' ; ', 'broken-file', 'got nothing'],
  ])('refuse %s', (_, text, code, words) => {
    expect(() => read(imagemagick, text)).toThrow(refusal(code, words))
  })
})
