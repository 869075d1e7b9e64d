import fc from 'fast-check'
import { createKernel, kernelFromRows } from '../../shared/kernel/kernel.ts'
import type { Kernel, KernelShape } from '../../shared/kernel/kernel.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor, type Tensor } from '../../shared/maths/tensor.ts'

/** No symmetry at all: every flip, turn or transposition shows. */
export const oneToNine = kernelFromRows([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
])

/** The lecture's Laplacian. */
export const laplacian = kernelFromRows([
  [-1, -1, -1],
  [-1, 8, -1],
  [-1, -1, -1],
])

/** Rows ≠ columns, both even, no symmetry. */
export const twoByFour = kernelFromRows([
  [1, 2, 3, 4],
  [5, 6, 7, 8],
])

/** A divisor that is not 1. */
export const binomial = kernelFromRows(
  [
    [1, 2, 1],
    [2, 4, 2],
    [1, 2, 1],
  ],
  { name: 'Binomial', divisor: 16 },
)

/** What convolve makes of whole numbers: exact, so other programs must give the same. */
export function ours(kernel: Kernel, input: Tensor, options: ConvolutionOptions): number[] {
  const w = tensor(
    kernel.shape,
    Float32Array.from(kernel.weight, (value) => value / kernel.divisor),
  )
  const b = tensor([kernel.shape[0]], Float32Array.from(kernel.bias))
  return [...convolve(input, w, b, convolutionGeometry(input.shape, w.shape, options)).data]
}

export interface KernelRange {
  readonly most?: KernelShape
  readonly weight?: fc.Arbitrary<number>
  readonly bias?: fc.Arbitrary<number>
  readonly divisor?: fc.Arbitrary<number>
  readonly name?: fc.Arbitrary<string>
  readonly oddOnly?: boolean
}

/** Any float64 that a kernel may hold, except −0, which no text format tells from 0. */
export const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
export const singleNumber = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
export const nonZero = anyNumber.filter((value) => Math.abs(value) > 1e-300)

/** Kernels of every size up to `most`, so that a property can cover all that a format can hold. */
export function kernels(range: KernelRange = {}): fc.Arbitrary<Kernel> {
  const { most = [3, 3, 5, 6], weight = anyNumber, oddOnly = false } = range
  const extent = (limit: number) => fc.integer({ min: 1, max: limit }).filter((value) => !oddOnly || value % 2 === 1)
  return fc.tuple(extent(most[0]), extent(most[1]), extent(most[2]), extent(most[3])).chain((shape) => {
    const count = shape[0] * shape[1] * shape[2] * shape[3]
    return fc
      .record({
        weight: fc.array(weight, { minLength: count, maxLength: count }),
        bias: fc.array(range.bias ?? fc.constant(0), { minLength: shape[0], maxLength: shape[0] }),
        divisor: range.divisor ?? fc.constant(1),
        name: range.name ?? fc.constant(''),
      })
      .map((parts) => createKernel({ ...parts, shape }))
  })
}
