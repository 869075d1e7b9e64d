import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import {
  anchorAt,
  flipColumns,
  flipRows,
  negate,
  resize,
  rotate,
  rotateQuarter,
  scale,
  setBias,
  setDivisor,
  setWeight,
  transpose,
} from '../../shared/kernel/transforms.ts'

const letters = kernelFromRows(
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  { name: 'letters', divisor: 2, bias: [0.5] },
)

/** The second slice is ten times the first, so that a mixed-up slice shows. */
const stack = createKernel({ shape: [1, 2, 2, 3], weight: [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60] })

const kernels = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([K, R, S]) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: K * R * S, maxLength: K * R * S })
      .map((weight) => createKernel({ shape: [K, 1, R, S], weight: weight.map((value) => value || 0) })),
  )

function rows({ shape: [, , , S], weight }: Kernel): string {
  return Array.from({ length: weight.length / S }, (_, r) => weight.slice(r * S, (r + 1) * S).join(' ')).join('; ')
}

describe('turning and mirroring', () => {
  it.each([
    ['rotate 90', rotate(letters, 90), '4 1; 5 2; 6 3'],
    ['rotate 180', rotate(letters, 180), '6 5 4; 3 2 1'],
    ['rotate 270', rotate(letters, 270), '3 6; 2 5; 1 4'],
    ['rotate −90', rotate(letters, -90), '3 6; 2 5; 1 4'],
    ['flipRows', flipRows(letters), '4 5 6; 1 2 3'],
    ['flipColumns', flipColumns(letters), '3 2 1; 6 5 4'],
    ['transpose', transpose(letters), '1 4; 2 5; 3 6'],
  ])('%s moves every weight to its place', (_, turned, expected) => {
    expect(rows(turned)).toBe(expected)
  })

  it.each([
    ['rotate 90', rotate(stack, 90), '4 1; 5 2; 6 3; 40 10; 50 20; 60 30'],
    ['flipRows', flipRows(stack), '4 5 6; 1 2 3; 40 50 60; 10 20 30'],
    ['transpose', transpose(stack), '1 4; 2 5; 3 6; 10 40; 20 50; 30 60'],
    ['resize', resize(stack, 1, 3), '1 2 3; 10 20 30'],
  ])('%s keeps slices apart', (_, turned, expected) => {
    expect(rows(turned)).toBe(expected)
  })

  it('keeps name, bias and divisor, and freezes what it makes', () => {
    const turned = rotate(letters, 90)
    expect(turned).toMatchObject({ name: 'letters', bias: [0.5], divisor: 2 })
    expect(Object.isFrozen(turned) && Object.isFrozen(turned.weight)).toBe(true)
    expect(letters.weight).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('refuses part turns', () => {
    expect(() => rotate(letters, 45)).toThrow('90, 180 or 270 degrees, got 45')
    expect(() => rotateQuarter(letters, 0.5)).toThrow('got 0.5')
    expect(() => rotate(letters, NaN)).toThrow('got NaN')
  })

  it('forms the group of the square', () => {
    fc.assert(
      fc.property(kernels, fc.integer({ min: -9, max: 9 }), (kernel, times) => {
        const quarter = (turned: Kernel) => rotateQuarter(turned, 1)
        expect(quarter(quarter(quarter(quarter(kernel))))).toEqual(kernel)
        expect(rotateQuarter(rotateQuarter(kernel, times), -times)).toEqual(kernel)
        expect(flipRows(flipColumns(kernel))).toEqual(rotate(kernel, 180))
        expect(flipColumns(transpose(kernel))).toEqual(quarter(kernel))
      }),
    )
  })
})

describe('resize', () => {
  it('adds the odd row below and the odd column at the right', () => {
    const one = kernelFromRows([[5]])
    expect(rows(resize(one, 2, 2))).toBe('5 0; 0 0')
    expect(rows(resize(one, 3, 3))).toBe('0 0 0; 0 5 0; 0 0 0')
    expect(rows(resize(one, 1, 4))).toBe('0 5 0 0')
  })

  it('drops what lies outside', () => {
    expect(rows(resize(letters, 1, 1))).toBe('2')
    // The anchor of 3 columns is the second, of 2 the first.
    expect(rows(resize(letters, 2, 2))).toBe('2 3; 5 6')
  })

  it('gives back the kernel that was grown', () => {
    const growth = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(kernels, growth, growth, (kernel, down, right) => {
        const [, , R, S] = kernel.shape
        expect(resize(resize(kernel, R + down, S + right), R, S)).toEqual(kernel)
      }),
    )
  })

  it('refuses sizes that are none', () => {
    expect(() => resize(letters, 0, 3)).toThrow('got 0×3')
    expect(() => resize(letters, 3, 1.5)).toThrow('got 3×1.5')
  })
})

describe('anchorAt', () => {
  it('puts every tap into the middle by adding zeros on one side', () => {
    expect(rows(anchorAt(letters, 0, 1))).toBe('1 2 3; 4 5 6')
    expect(rows(anchorAt(letters, 1, 1))).toBe('1 2 3; 4 5 6; 0 0 0')
    expect(rows(anchorAt(letters, 0, 0))).toBe('0 1 2 3; 0 4 5 6')
    expect(rows(anchorAt(letters, 0, 2))).toBe('1 2 3 0 0; 4 5 6 0 0')
  })

  it('leaves the tap at the anchor for every size and origin', () => {
    fc.assert(
      fc.property(kernels, fc.nat(4), fc.nat(4), (kernel, row, column) => {
        const [, , R, S] = kernel.shape
        fc.pre(row < R && column < S)
        const moved = anchorAt(kernel, row, column)
        expect(resize(moved, 1, 1).weight[0]).toBe(kernel.weight[row * S + column])
      }),
    )
  })

  it('refuses an origin outside', () => {
    expect(() => anchorAt(letters, 2, 0)).toThrow('inside the 2×3 kernel, got row 2, column 0')
  })
})

describe('changing numbers', () => {
  it('negates and scales the weights alone, and 0 stays 0 without a sign', () => {
    const kernel = kernelFromRows([[0, 1, -2]], { bias: [0.25], divisor: 4 })
    expect(negate(kernel)).toEqual(kernelFromRows([[0, -1, 2]], { bias: [0.25], divisor: 4 }))
    expect(scale(kernel, 3).weight).toEqual([0, 3, -6])
  })

  it('sets one weight of one slice', () => {
    expect(setWeight(stack, [0, 1, 0, 2], 7).weight).toEqual([1, 2, 3, 4, 5, 6, 10, 20, 7, 40, 50, 60])
    expect(() => setWeight(stack, [0, 2, 0, 0], 7)).toThrow('a 1×2×2×3 kernel has no weight at [0, 2, 0, 0]')
    expect(() => setWeight(stack, [0, 0, 0, 0], NaN)).toThrow('finite')
  })

  it('sets divisor and bias', () => {
    const two = createKernel({ shape: [2, 1, 1, 1], weight: [1, 2] })
    expect(setDivisor(letters, -3).divisor).toBe(-3)
    expect(() => setDivisor(letters, 0)).toThrow('other than 0')
    expect(setBias(two, 0.5).bias).toEqual([0.5, 0.5])
    expect(setBias(two, 0.5, 1).bias).toEqual([0, 0.5])
    expect(() => setBias(two, 0.5, 2)).toThrow('has no channel 2')
  })
})
