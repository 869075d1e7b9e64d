import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factorsOf } from '../../shared/kernel/factors.ts'
import { generate } from '../../shared/kernel/generators.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { outer } from '../../shared/kernel/presets/preset.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import { expectWithin } from '../support/closeTo.ts'

const kernelOf = (id: string) => findPreset(id)?.kernel ?? expect.fail(id)

describe('the factors of a kernel', () => {
  it('are whole for whole weights, and the one that smooths is positive', () => {
    expect(factorsOf(kernelOf('sobel-x'))).toEqual({ column: [1, 2, 1], row: [-1, 0, 1] })
    expect(factorsOf(kernelOf('sobel-y'))).toEqual({ column: [-1, 0, 1], row: [1, 2, 1] })
    expect(factorsOf(kernelFromRows([[-2, 4]]))).toEqual({ column: [2], row: [-1, 2] })
    expect(
      factorsOf(
        kernelFromRows([
          [-1, 1],
          [1, -1],
        ]),
      ),
    ).toEqual({ column: [1, -1], row: [-1, 1] })
  })

  it('leave the divisor out', () => {
    expect(factorsOf(kernelOf('gaussian-3'))).toEqual({ column: [1, 2, 1], row: [1, 2, 1] })
  })

  it('have the same sum of magnitudes where the weights are fractions', () => {
    const { column, row } =
      factorsOf(generate('gaussian', { size: 3, sigma: 0.8 })) ?? expect.fail('a Gaussian is separable')
    for (const factor of [column, row]) {
      // A few roundings of numbers below 1.
      expectWithin([factor.reduce((sum, value) => sum + value)], [1], 1e-15)
    }
  })

  it('are those of the slice that was asked for', () => {
    const kernel = createKernel({ shape: [2, 1, 1, 2], weight: [1, 2, 3, -9] })
    expect(factorsOf(kernel, 1)).toEqual({ column: [3], row: [1, -3] })
  })

  it('are missing for kernels of a higher rank, and for zeros', () => {
    expect(factorsOf(kernelOf('laplacian'))).toBeNull()
    expect(factorsOf(kernelFromRows([[0, 0]]))).toBeNull()
  })

  it('multiply to the kernel: exactly for whole numbers, within rounding for others', () => {
    const numbers = (weight: fc.Arbitrary<number>) => fc.array(weight, { minLength: 1, maxLength: 7 })
    const whole = numbers(fc.integer({ min: -9, max: 9 }))
    const any = numbers(fc.double({ min: -1, max: 1, noNaN: true }))
    const isKernel = (column: number[], row: number[], most: number) => {
      const kernel = kernelFromRows(outer(column, row))
      fc.pre(kernel.weight.some((value) => Math.abs(value) > 1e-100)) // no subnormal numbers, which have few digits
      const factors = factorsOf(kernel) ?? expect.fail('rank 1 was not seen')
      expectWithin(outer(factors.column, factors.row).flat(), kernel.weight, most)
      return factors
    }
    fc.assert(
      fc.property(whole, whole, (column, row) => {
        const factors = isKernel(column, row, 0)
        expect([...factors.column, ...factors.row].every(Number.isInteger)).toBe(true)
      }),
    )
    // Half a dozen roundings of 2⁻⁵³, of numbers up to 1.
    fc.assert(fc.property(any, any, (column, row) => void isKernel(column, row, 6 * 2 ** -53)))
  })
})
