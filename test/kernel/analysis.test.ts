import { describe, expect, it } from 'vitest'
import { absoluteSum, isZeroSum, rank, singularValues, sum } from '../../shared/kernel/analysis.ts'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import { expectWithin } from '../support/closeTo.ts'

const kernelOf = (id: string) => findPreset(id)?.kernel ?? expect.fail(id)

describe('sums', () => {
  it('are taken after the division', () => {
    const kernel = kernelFromRows([[1, -3, 4]], { divisor: -4 })
    expect(sum(kernel)).toBe(-0.5)
    expect(absoluteSum(kernel)).toBe(2)
  })

  it('are 0 where only rounding is left', () => {
    expect(sum(kernelFromRows([[0.1, 0.2, -0.3]]))).toBe(0)
    expect(sum(kernelFromRows([[1, -1, 1e-6]]))).toBe(1e-6)
  })

  it('are zero-sum only when every output channel is', () => {
    expect(isZeroSum(kernelOf('laplacian'))).toBe(true)
    expect(isZeroSum(createKernel({ shape: [2, 1, 1, 2], weight: [1, -1, 2, -1] }))).toBe(false)
    expect(isZeroSum(createKernel({ shape: [2, 1, 1, 1], weight: [1, -1] }))).toBe(false)
    expect(isZeroSum(kernelFromRows([[...Float32Array.of(0.1, 0.2, -0.3)]]))).toBe(true)
  })
})

describe('singularValues', () => {
  it('are those of a matrix worked by hand', () => {
    // [3 0; 4 5]: AᵀA = [25 20; 20 25], eigenvalues 45 and 5
    const values = singularValues(
      kernelFromRows(
        [
          [3, 0],
          [4, 5],
        ],
        { divisor: -2 },
      ),
    )
    // Two decimal digits more than float64 can lose in a 2×2 decomposition.
    expectWithin(values, [Math.sqrt(45) / 2, Math.sqrt(5) / 2], 1e-14)
  })

  it('are min(R, S) numbers for wide and for tall kernels', () => {
    expectWithin(singularValues(kernelFromRows([[3, 4]])), [5], 1e-14)
    expectWithin(singularValues(kernelFromRows([[3], [4]])), [5], 1e-14)
  })
})

describe('rank', () => {
  it('is 0 for zeros and 1 for one number', () => {
    expect(
      rank(
        kernelFromRows([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toBe(0)
    expect(rank(kernelFromRows([[-2]]))).toBe(1)
  })

  it('is the largest of all slices', () => {
    const kernel = createKernel({ shape: [1, 2, 2, 2], weight: [1, 1, 1, 1, 1, 0, 0, 1] })
    expect(rank(kernel)).toBe(2)
  })

  it('does not change when a kernel is stored in float32', () => {
    const farid = kernelOf('farid-x')
    expect(rank(createKernel({ ...farid, weight: farid.weight.map(Math.fround) }))).toBe(1)
  })

  it('takes a coarser tolerance for numbers of few digits', () => {
    const typed = kernelFromRows([
      [0.0751, 0.1238, 0.0751],
      [0.1238, 0.2042, 0.1238],
      [0.0751, 0.1238, 0.0751],
    ])
    expect(rank(typed)).toBe(2)
    expect(rank(typed, 1e-3)).toBe(1)
  })
})
