import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../shared/fileNote.ts'
import { ffmpeg } from '../../shared/formats/ffmpeg.ts'
import { decodeText } from '../../shared/formats/text.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import { binomial, laplacian } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

describe('ffmpeg strings', () => {
  it('are whole numbers with multiplier and bias for three planes', () => {
    const { bytes, notes } = ffmpeg.write(createKernel({ ...laplacian, bias: [128 / 255] }))
    const matrix = "'-1 -1 -1 -1 8 -1 -1 -1 -1'"
    const planes = [0, 1, 2].map((p) => `${p}m=${matrix}:${p}rdiv=1:${p}bias=128`)
    expect(decodeText(bytes)).toBe(`format=gbrp,convolution=${planes.join(':')}\n`)
    expect(englishNotes(notes).join()).not.toContain('FFmpeg 5.1')
  })

  it('warn where old versions divide by the sum instead', () => {
    expect(englishNotes(ffmpeg.write(binomial).notes).join()).not.toContain('FFmpeg 5.1')
    const { notes: divided } = ffmpeg.write(createKernel({ ...binomial, divisor: 8 }))
    expect(englishNotes(divided).join()).toContain('by the sum 16 and not by 8')
  })

  it('find the smallest common denominator', () => {
    const thirds = createKernel({ shape: [1, 1, 1, 3], weight: [1 / 3, 0.5, 1 / 6] })
    const { bytes, loss } = ffmpeg.write(thirds)
    expect(decodeText(bytes)).toContain("0m='0 0 0 2 3 1 0 0 0':0rdiv=0.16666666666666666")
    expect(loss).toBe(0)
  })

  it('turn a negative divisor into negative weights, because rdiv cannot be negative', () => {
    expect(written(ffmpeg, createKernel({ ...laplacian, divisor: -1 }))).toContain("0m='1 1 1 1 -8 1 1 1 1':0rdiv=1:")
  })

  it('become rows and columns beyond 7', () => {
    const line = createKernel({ shape: [1, 1, 1, 9], weight: [1, 2, 3, 4, 5, 6, 7, 8, 9] })
    expect(written(ffmpeg, line)).toContain('0mode=row')
    expect(kernelOf(ffmpeg, written(ffmpeg, line)).shape).toEqual([1, 1, 1, 9])
    const column = createKernel({ ...line, shape: [1, 1, 9, 1] })
    expect(kernelOf(ffmpeg, written(ffmpeg, column)).shape).toEqual([1, 1, 9, 1])
  })

  it('are read by position, with | between numbers, rdiv 0 as one over the sum, and planes that differ', () => {
    const { kernels } = read(ffmpeg, 'convolution=0|1|0|1|1|1|0|1|0:1 1 1 1 1 1 1 1 1,negate')
    expect(kernels.map(({ kernel }) => [kernel.name, kernel.divisor])).toEqual([
      ['plane 0', 5],
      ['plane 1', 9],
    ])
    const positional = `convolution="0 -1 0 -1 5 -1 0 -1 0:0 -1 0 -1 5 -1 0 -1 0:0 -1 0 -1 5 -1 0 -1 0:0 -1 0 -1 5 -1 0 -1 0"`
    expect(read(ffmpeg, positional.replace(/"/g, '')).kernels.length).toBe(1)
  })

  it.each([
    ['9×9', createKernel({ shape: [1, 1, 9, 9], weight: new Array<number>(81).fill(1) }), 'up to 7×7'],
    ['51 in a row', createKernel({ shape: [1, 1, 1, 51], weight: new Array<number>(51).fill(1) }), 'up to 49'],
    ['a negative bias', createKernel({ ...laplacian, bias: [-0.1] }), 'bias from 0'],
    ['weights beyond its sums', createKernel({ ...laplacian, weight: laplacian.weight.map((w) => w * 1e6) }), '32767'],
    ['weights that would all become 0', createKernel({ ...laplacian, divisor: 1e9 }), 'whole numbers'],
  ])('refuse %s', (_, kernel, words) => {
    expect(() => ffmpeg.write(kernel)).toThrow(refusal('cannot-hold', words))
  })

  it.each([
    ['no matrix', 'convolution=', 'no plane'],
    ['four numbers', "convolution=0m='1 2 3 4'", '9, 25 or 49'],
    ['fractions', "convolution=0m='0.5 1 1 1 1 1 1 1 1'", 'whole number'],
    ['too many numbers', `convolution=0m='${'1 '.repeat(1001)}'`, 'got 1001'],
  ])('are refused with %s', (_, text, words) => {
    expect(() => read(ffmpeg, text)).toThrow(refusal('broken-file', words))
  })
})
