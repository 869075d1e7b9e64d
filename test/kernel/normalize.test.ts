import { describe, expect, it } from 'vitest'
import { isZeroSum, sum } from '../../shared/kernel/analysis.ts'
import { appliedWeight, createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { autoDivisor, normalize, zeroSum } from '../../shared/kernel/normalize.ts'
import { findPreset } from '../../shared/kernel/presets.ts'

const two = createKernel({ shape: [2, 1, 1, 2], weight: [1, 3, 2, -1], divisor: 4 })

describe('normalize', () => {
  it('makes the sum the divisor and leaves the typed numbers', () => {
    const kernel = normalize(kernelFromRows([[1, 2, 1]], { divisor: 3 }))
    expect(kernel).toMatchObject({ weight: [1, 2, 1], divisor: 4 })
    expect(sum(kernel)).toBe(1)
  })

  it('divides by a negative sum too', () => {
    expect(normalize(kernelFromRows([[1, -3]]))).toMatchObject({ weight: [1, -3], divisor: -2 })
  })

  it('gives each output channel the sum 1 where their sums differ', () => {
    const kernel = normalize(two)
    expect([...appliedWeight(kernel)]).toEqual([0.25, 0.75, 2, -1])
  })

  it('keeps the balance between the inputs of one output', () => {
    const kernel = normalize(createKernel({ shape: [1, 3, 1, 1], weight: [2, 5, 1] }))
    expect([...appliedWeight(kernel)]).toEqual([0.25, 0.625, 0.125])
  })

  it.each(['laplacian', 'farid-x', 'frei-chen-2'])('refuses %s, whose sum is 0, and says what helps', (id) => {
    const { kernel } = findPreset(id) ?? expect.fail()
    expect(() => normalize(kernel)).toThrow(/sum to 0.*automatic divisor.*“absolute” or “offset”/)
  })

  it('names the channel that sums to 0', () => {
    const kernel = createKernel({ shape: [2, 1, 1, 2], weight: [1, 3, 1, -1] })
    expect(() => normalize(kernel)).toThrow('output channel 1')
  })
})

describe('zeroSum', () => {
  it('takes the mean from every weight', () => {
    expect(zeroSum(kernelFromRows([[1, 2, 6]])).weight).toEqual([-2, -1, 3])
  })

  it('takes it slice by slice, so that any flat color gives nothing', () => {
    const kernel = zeroSum(createKernel({ shape: [1, 2, 1, 2], weight: [1, 3, 10, 50] }))
    expect(kernel.weight).toEqual([-1, 1, -20, 20])
  })

  it('leaves no sum for numbers that round', () => {
    expect(isZeroSum(zeroSum(kernelFromRows([[0.1, 0.2, 0.7, 1e6]])))).toBe(true)
  })
})

describe('autoDivisor', () => {
  it.each([
    ['a positive sum', [1, 2, 1], 4, 0],
    ['a negative sum', [-1, -2, -1], 4, 1],
    ['the sum 0', [-1, 0, 1], 1, 0.5],
    ['a sum of 0 but for rounding', [0.1, 0.2, -0.3], 1, 0.5],
  ])('follows GEGL for %s', (_, weight, divisor, bias) => {
    expect(autoDivisor(kernelFromRows([weight], { divisor: 7 }))).toMatchObject({ weight, divisor, bias: [bias] })
  })

  it('refuses output channels of different sums', () => {
    expect(() => autoDivisor(two)).toThrow('got 4, 1')
  })
})
