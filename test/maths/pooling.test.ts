import { describe, expect, it } from 'vitest'
import {
  averagePool,
  averagePoolGradInput,
  maxPool,
  maxPoolGradInput,
  poolingGeometry,
} from '../../shared/maths/pooling.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { centralDifferences, expectGradient } from '../support/centralDifferences.ts'
import { expectRelative } from '../support/closeTo.ts'
import { readVectors, unpack } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

interface PoolingCase {
  readonly kind: 'max' | 'average'
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  readonly ceilMode: boolean
  readonly countIncludePad: boolean
  readonly x: PackedTensor
  readonly y: PackedTensor
  readonly upstream: PackedTensor
  readonly gradX: PackedTensor
}

/** 36 float64 terms at most, added in another order than PyTorch's: 2 · 36 · 2⁻⁵³ of the largest, which is about 1. */
const reordered = 2 * 36 * 2 ** -53

describe.each(readVectors<PoolingCase>('pooling').cases)(
  '$kind pooling of $x.shape, kernel $kernel, stride $stride, padding $padding, ceil $ceilMode, pad counted $countIncludePad: as PyTorch',
  (vector) => {
    const x = unpack(vector.x)
    const dy = unpack(vector.upstream)
    const g = poolingGeometry(x.shape, vector)

    it('forward', () => {
      const y = vector.kind === 'max' ? maxPool(x, g).y : averagePool(x, g, vector.countIncludePad)
      expect(y.shape).toEqual(vector.y.shape)
      expectRelative(y.data, vector.y.data, reordered)
    })

    it('∂L/∂x', () => {
      const dx =
        vector.kind === 'max'
          ? maxPoolGradInput(dy, maxPool(x, g).indices, g)
          : averagePoolGradInput(dy, g, vector.countIncludePad)
      expect(dx.shape).toEqual(vector.gradX.shape)
      expectRelative(dx.data, vector.gradX.data, reordered)
    })
  },
)

describe('maxPool', () => {
  it('takes the first of equal values, and says where it stands in its plane', () => {
    const g = poolingGeometry([1, 1, 2, 4], { kernel: 2 })
    const { y, indices } = maxPool(handTensor([1, 1, 2, 4], 5, 1, 0, 2, 1, 5, 2, 2), g)
    expect([...y.data]).toEqual([5, 2])
    expect([...indices]).toEqual([0, 3])
  })

  it('lets NaN win, wherever it stands', () => {
    const g = poolingGeometry([1, 1, 1, 4], { kernel: [1, 2] })
    const { y } = maxPool(handTensor([1, 1, 1, 4], NaN, 9, 9, NaN), g)
    expect([...y.data]).toEqual([NaN, NaN])
  })

  it('finds maxima below 0 beside its padding, which counts as −∞', () => {
    const g = poolingGeometry([1, 1, 2, 2], { kernel: 3, padding: 1 })
    expect([...maxPool(handTensor([1, 1, 2, 2], -4, -3, -2, -7), g).y.data]).toEqual([-2])
  })

  it('answers −∞ for a window whose taps pass over the whole picture', () => {
    const g = poolingGeometry([1, 1, 1, 3], { kernel: [1, 2], padding: [0, 1], dilation: [1, 4] })
    const { y, indices } = maxPool(handTensor([1, 1, 1, 3], 1, 2, 3), g) // columns −1 and 3
    expect([[...y.data], [...indices]]).toEqual([[-Infinity], [-1]])
    expect([...maxPoolGradInput(handTensor([1, 1, 1, 1], 5), indices, g).data]).toEqual([0, 0, 0])
  })

  it('skips columns under dilation', () => {
    const g = poolingGeometry([1, 1, 1, 5], { kernel: [1, 2], stride: 1, dilation: [1, 3] })
    // 0 and 3, 1 and 4
    expect([...maxPool(handTensor([1, 1, 1, 5], 1, 2, 9, 3, 0), g).y.data]).toEqual([3, 2])
  })

  it('has the gradient that central differences find', () => {
    const x = normalTensor([2, 2, 5, 7], 1)
    const g = poolingGeometry(x.shape, { kernel: [2, 3], stride: [2, 1], padding: [1, 0], ceilMode: true })
    const dy = normalTensor([g.N, g.C, g.P, g.Q], 2)
    const differences = centralDifferences(x, () => maxPool(x, g).y, dy)
    expectGradient(maxPoolGradInput(dy, maxPool(x, g).indices, g), differences)
  })
})

describe('averagePool', () => {
  it.each([true, false])('has the gradient that central differences find, pad counted %s', (countIncludePad) => {
    const x = normalTensor([2, 2, 5, 7], 3)
    const g = poolingGeometry(x.shape, { kernel: [2, 3], stride: [3, 2], padding: [1, 1], ceilMode: true })
    const dy = normalTensor([g.N, g.C, g.P, g.Q], 4)
    const differences = centralDifferences(x, () => averagePool(x, g, countIncludePad), dy)
    expectGradient(averagePoolGradInput(dy, g, countIncludePad), differences)
  })

  it('divides by the places in the picture where ceilMode lets the last window hang over', () => {
    // 4 rows and 1 of padding: windows of 2 at −1, 1 and 3; the last counts row 3 and, with its padding, row 4.
    const g = poolingGeometry([1, 1, 4, 1], { kernel: [2, 1], stride: [2, 1], padding: [1, 0], ceilMode: true })
    const x = handTensor([1, 1, 4, 1], 1, 2, 3, 4)
    expect([...averagePool(x, g, false).data]).toEqual([1, 2.5, 4])
    expect([...averagePool(x, g, true).data]).toEqual([0.5, 2.5, 2])
  })
})

describe('poolingGeometry', () => {
  it('drops the window that ceilMode would begin behind the padded picture', () => {
    const sizes = (ceilMode: boolean) => poolingGeometry([1, 1, 6, 5], { kernel: 1, stride: 3, ceilMode })
    expect([sizes(false).P, sizes(true).P]).toEqual([2, 2]) // a third would begin at row 6
    expect([sizes(false).Q, sizes(true).Q]).toEqual([2, 2])
    expect(poolingGeometry([1, 1, 5, 5], { kernel: 2, ceilMode: true }).P).toBe(3)
  })

  it.each([
    [{ kernel: 3, padding: 2 }, 'bad-argument', /at most half the kernel's 3 rows, got 2/],
    [{ kernel: 6 }, 'shape-mismatch', /covers 6 rows.*got 5/],
    [{ kernel: 0 }, 'bad-argument', /kernel wants whole numbers from 1, got 0/],
  ])('refuses %j', (options, code, message) => {
    const make = () => poolingGeometry([1, 1, 5, 5], options)
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })
})
