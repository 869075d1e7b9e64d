import { describe, expect, it } from 'vitest'
import { createArena } from '../../shared/backend/arena.ts'
import { createSimd } from '../../shared/backend/simd/simd.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { sizeOf } from '../../shared/maths/tensor.ts'
import { integerTensor } from '../support/builders.ts'
import { shapeOfY } from '../support/geometries.ts'

describe('simd', () => {
  /** Pictures of several tiles and several stages, which the grid of small geometries has not. */
  it.each<[string, readonly number[], readonly number[], ConvolutionOptions]>([
    ['a large kernel', [1, 1, 200, 1100], [1, 1, 15, 15], { padding: 'same' }],
    ['a stride across', [1, 1, 150, 2300], [1, 1, 5, 7], { stride: [1, 2], padding: 'full' }],
    ['strides on both axes', [1, 1, 300, 1700], [1, 1, 3, 3], { stride: 3, padding: 'same' }],
    ['a stride longer than the kernel', [1, 1, 400, 400], [1, 1, 2, 2], { stride: [7, 5], padding: 1 }],
    ['dilation beyond the picture', [1, 1, 90, 90], [1, 1, 3, 3], { dilation: [60, 70], padding: 'same' }],
    ['many channels', [2, 48, 33, 40], [4, 48, 3, 3], { padding: 'same' }],
    ['many groups', [1, 32, 40, 50], [64, 1, 3, 3], { padding: 'same', groups: 32 }],
    ['a border deeper than a tile', [1, 1, 20, 30], [1, 1, 3, 3], { padding: [150, 700] }],
  ])('has the reference’s bits for %s', (_, xShape, wShape, options) => {
    const arena = createArena()
    const g = convolutionGeometry(xShape, wShape, { ...options, border: { mode: 'circular', value: 0 } })
    const [x, w] = [integerTensor(xShape, 1, -9, 9), integerTensor(wShape, 2, -9, 9)]
    const expected = convolve(x, w, null, g).data
    const here = [arena.allocate(x.data.length), arena.allocate(sizeOf(shapeOfY(g)))] as const
    here[0].set(x.data)
    for (const [input, output] of [here, [x.data, new Float32Array(expected.length)]] as const) {
      createSimd(arena).convolveRows(input, w.data, null, g, output, 0, g.P)
      expect(output.findIndex((value, i) => value !== expected[i])).toBe(-1)
    }
  })

  it('gives back all its scratch', () => {
    const arena = createArena()
    const g = convolutionGeometry([1, 1, 9, 9], [1, 1, 3, 3])
    createSimd(arena).convolveRows(new Float32Array(81), new Float32Array(9), null, g, new Float32Array(49), 0, 7)
    expect(arena.bytes.taken).toBe(0)
  })

  it('computes nothing for a band of no rows', () => {
    const g = convolutionGeometry([1, 1, 5, 5], [1, 1, 3, 3])
    const y = new Float32Array(9).fill(-1)
    createSimd(createArena()).convolveRows(new Float32Array(25), new Float32Array(9), null, g, y, 2, 2)
    expect([...new Set(y)]).toEqual([-1])
  })

  it('refuses float64 numbers and what is not of the geometry', () => {
    const simd = createSimd(createArena())
    const g = convolutionGeometry([1, 1, 5, 5], [1, 1, 3, 3])
    const [x, w, y] = [25, 9, 9].map((length) => new Float32Array(length))
    const wide = new Float64Array(25)
    expect(() => simd.convolveRows(wide, w, null, g, y, 0, 3)).toThrow('simd computes in float32, x is float64')
    expect(() => simd.convolveRows(x, w, null, g, x, 0, 3)).toThrow('y wants 1×1×3×3 = 9 numbers, got 25')
    expect(() => simd.convolveRows(x, w, null, g, y, 0, 4)).toThrow('a band wants rows 0 ≤ from ≤ to ≤ 3')
  })
})
