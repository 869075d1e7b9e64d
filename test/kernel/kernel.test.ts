import { describe, expect, it } from 'vitest'
import type { KernelParts } from '../../shared/kernel/kernel.ts'
import { appliedWeight, createKernel, kernelFromRows, mostWeights } from '../../shared/kernel/kernel.ts'

describe('createKernel', () => {
  it('freezes everything and fills in what is missing', () => {
    const kernel = createKernel({ shape: [2, 1, 1, 2], weight: Float32Array.of(1, 2, 3, 4) })
    expect(kernel).toEqual({ name: '', shape: [2, 1, 1, 2], weight: [1, 2, 3, 4], bias: [0, 0], divisor: 1 })
    expect([kernel, kernel.shape, kernel.weight, kernel.bias].every(Object.isFrozen)).toBe(true)
  })

  it.each<[KernelParts, string]>([
    [{ shape: [1, 1, 0, 3], weight: [] }, 'positive whole extents K×C×R×S, got 1×1×0×3'],
    [{ shape: [1, 1, 1.5, 2], weight: [1, 2, 3] }, 'got 1×1×1.5×2'],
    [{ shape: [1, 1, 2, 2], weight: [1, 2, 3] }, 'a 1×1×2×2 kernel has 4 weights, got 3'],
    [{ shape: [2, 1, 1, 1], weight: [1, 2], bias: [0] }, 'has 2 bias values, got 1'],
    [{ shape: [1, 1, 1, 2], weight: [1, NaN] }, 'a finite number, got NaN'],
    [{ shape: [1, 1, 1, 1], weight: [1], bias: [Infinity] }, 'a finite number, got Infinity'],
    [{ shape: [1, 1, 1, 1], weight: [1], divisor: 0 }, 'other than 0, got 0'],
    [{ shape: [1, 1, 1, 1], weight: [1], divisor: NaN }, 'other than 0, got NaN'],
    [{ shape: [1, 1, mostWeights, 2], weight: [] }, `at most ${mostWeights} weights, got ${2 * mostWeights}`],
  ])('refuses %j', (parts, message) => {
    expect(() => createKernel(parts)).toThrow(message)
  })
})

describe('kernelFromRows', () => {
  it('takes the shape from the rows and refuses ragged ones', () => {
    expect(kernelFromRows([[1, 2, 3]]).shape).toEqual([1, 1, 1, 3])
    expect(() => kernelFromRows([[1, 2], [3]])).toThrow('row 2 has 1')
    expect(() => kernelFromRows([])).toThrow('got 1×1×0×0')
  })
})

describe('appliedWeight', () => {
  it('is the weight over the divisor', () => {
    expect([...appliedWeight(kernelFromRows([[1, -2]], { divisor: -4 }))]).toEqual([-0.25, 0.5])
  })
})
