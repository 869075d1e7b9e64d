import { describe, expect, it } from 'vitest'
import { libvips } from '../../shared/formats/libvips.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { binomial, twoByFour } from './kernels.ts'
import { kernelOf, read, refusal, written } from './textFiles.ts'

describe('libvips matrices', () => {
  it('have width, height, scale and 8-bit offset in the first line', () => {
    expect(written(libvips, createKernel({ ...binomial, bias: [1] }))).toBe('3 3 16 255\n1 2 1\n2 4 2\n1 2 1\n')
  })

  it('give even kernels a row of zeros, because libvips would move them by a pixel', () => {
    expect(written(libvips, twoByFour)).toBe('5 3 1 0\n0 0 0 0 0\n0 1 2 3 4\n0 5 6 7 8\n')
    expect(kernelOf(libvips, '2 1\n1 2\n')).toEqual(kernelFromRows([[1, 2, 0]]))
  })

  it.each([
    ['scale 0', '1 1 0\n1', 'divisor'],
    ['too few numbers', '2 2\n1 2 3', 'got 2 and 3'],
    ['no numbers', '', 'got 0 and 0'],
    ['a line too long', '1 1 1 0 5\n1', 'got 5 and 1'],
  ])('are refused with %s', (_, text, words) => {
    expect(() => read(libvips, text)).toThrow(refusal('broken-file', words))
  })
})
