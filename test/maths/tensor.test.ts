import { describe, expect, it } from 'vitest'
import { sizeOf, tensor, zeros } from '../../shared/maths/tensor.ts'

describe('tensor', () => {
  it('puts a shape on numbers', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect(tensor([2, 3], data)).toEqual({ shape: [2, 3], data })
  })

  it('refuses a length that is not the product of the shape', () => {
    expect(() => tensor([2, 3], new Float32Array(5))).toThrow('shape 2×3 wants 6 numbers, got 5')
  })

  it('zeros have the number type of their model', () => {
    expect(zeros([2, 2], new Float64Array(1)).data).toEqual(new Float64Array(4))
    expect(zeros([2, 2], new Float32Array(1)).data).toEqual(new Float32Array(4))
  })

  it('a scalar has one number', () => {
    expect(sizeOf([])).toBe(1)
  })
})
