import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatrixStyle } from '../../shared/kernel/formatMatrix.ts'
import { formatMatrix } from '../../shared/kernel/formatMatrix.ts'
import { appliedWeight, createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import { parseMatrix } from '../../shared/kernel/parseMatrix.ts'

describe('formatMatrix', () => {
  const kernel = kernelFromRows(
    [
      [1, -2],
      [10, -0],
    ],
    { divisor: 4 },
  )

  it.each<[MatrixStyle, string]>([
    ['text', '0.25 -0.5\n 2.5    0'],
    ['inline', '0.25 -0.5; 2.5 0'],
    ['tsv', '0.25\t-0.5\n2.5\t0'],
    ['csv', '0.25,-0.5\n2.5,0'],
    ['numpy', 'np.array([[1, -2],\n          [10, 0]]) / 4'],
    ['latex', '\\frac{1}{4} \\begin{bmatrix}\n1 & -2 \\\\\n10 & 0\n\\end{bmatrix}'],
  ])('writes %s', (style, text) => {
    expect(formatMatrix(kernel, style)).toBe(text)
  })

  it('refuses several slices where there is no place for them', () => {
    const two = createKernel({ shape: [1, 2, 1, 1], weight: [1, 2] })
    expect(() => formatMatrix(two, 'tsv')).toThrow('tsv holds one slice of rows and columns, the kernel is 1×2×1×1')
    expect(formatMatrix(two, 'numpy')).toBe('np.array([[[[1]],\n           [[2]]]])')
  })
})

describe('a matrix that was formatted', () => {
  // −0 is written as 0: no picture can tell them apart.
  const number = fc
    .oneof(fc.integer({ min: -99, max: 99 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }))
    .map((value) => value || 0)
  const divisor = fc.constantFrom(1, 2, 3, 9, 16, -256, 2.5)

  const kernelsOf = (mostSlices: number) =>
    fc.tuple(...[mostSlices, mostSlices, 4, 4].map((max) => fc.integer({ min: 1, max }))).chain(([K, C, R, S]) => {
      const length = K * C * R * S
      const weight = fc.array(number, { minLength: length, maxLength: length })
      return fc.record({ shape: fc.constant([K, C, R, S] as const), weight, divisor }).map(createKernel)
    })

  it.each<MatrixStyle>(['text', 'inline', 'tsv', 'csv'])('reads back with its divided weights from %s', (style) => {
    fc.assert(
      fc.property(kernelsOf(1), (kernel) => {
        const read = parseMatrix(formatMatrix(kernel, style))
        expect(read.shape).toEqual(kernel.shape)
        expect(read.weight).toEqual(Array.from(appliedWeight(kernel), (value) => value || 0))
      }),
    )
  })

  it('reads back whole from NumPy source, with channels and divisor', () => {
    fc.assert(
      fc.property(kernelsOf(3), (kernel) => {
        expect(parseMatrix(formatMatrix(kernel, 'numpy'))).toEqual(kernel)
      }),
    )
  })
})
