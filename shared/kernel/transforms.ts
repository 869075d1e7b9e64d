import { LabError } from '../errors.ts'
import type { Kernel, KernelParts } from './kernel.ts'
import { createKernel } from './kernel.ts'

type Cell = readonly [row: number, column: number]

/** w′[k,c,r,s] = w[k,c, from(r,s)] for an R×S kernel; 0 where `from` points outside the old slice. */
function rearrange(kernel: Kernel, R: number, S: number, from: (r: number, s: number) => Cell): Kernel {
  const [K, C, oldR, oldS] = kernel.shape
  const weight: number[] = []
  for (let slice = 0; slice < K * C; slice++)
    for (let r = 0; r < R; r++)
      for (let s = 0; s < S; s++) {
        const [row, column] = from(r, s)
        const inside = row >= 0 && row < oldR && column >= 0 && column < oldS
        weight.push(inside ? kernel.weight[(slice * oldR + row) * oldS + column] : 0)
      }
  return createKernel({ ...kernel, shape: [K, C, R, S], weight })
}

function revise(kernel: Kernel, parts: Partial<KernelParts>): Kernel {
  return createKernel({ ...kernel, ...parts })
}

/** w′[r,s] = w[R−1−s,r] once per quarter: clockwise as seen, counterclockwise for negative `times`. */
export function rotateQuarter(kernel: Kernel, times: number): Kernel {
  const [, , R, S] = kernel.shape
  if (!Number.isInteger(times)) {
    throw new LabError('bad-argument', `a kernel turns by whole quarters, got ${times}`)
  }
  switch (((times % 4) + 4) % 4) {
    case 1:
      return rearrange(kernel, S, R, (r, s) => [R - 1 - s, r])
    case 2:
      return rearrange(kernel, R, S, (r, s) => [R - 1 - r, S - 1 - s])
    case 3:
      return rearrange(kernel, S, R, (r, s) => [s, S - 1 - r])
    default:
      return kernel
  }
}

/** Clockwise by a multiple of 90°, as image editors turn; 180 makes true convolution of correlation. */
export function rotate(kernel: Kernel, degrees: number): Kernel {
  if (degrees % 90 !== 0) {
    throw new LabError('bad-argument', `a kernel turns by 90, 180 or 270 degrees, got ${degrees}`)
  }
  return rotateQuarter(kernel, degrees / 90)
}

/** w′[r,s] = w[R−1−r,s]: the order of the rows reversed, top and bottom swapped. */
export function flipRows(kernel: Kernel): Kernel {
  const [, , R, S] = kernel.shape
  return rearrange(kernel, R, S, (r, s) => [R - 1 - r, s])
}

/** w′[r,s] = w[r,S−1−s]: the order of the columns reversed, left and right swapped. */
export function flipColumns(kernel: Kernel): Kernel {
  const [, , R, S] = kernel.shape
  return rearrange(kernel, R, S, (r, s) => [r, S - 1 - s])
}

/** w′[r,s] = w[s,r] */
export function transpose(kernel: Kernel): Kernel {
  const [, , R, S] = kernel.shape
  return rearrange(kernel, S, R, (r, s) => [s, r])
}

/** w′ = −w; the bias stays. */
export function negate(kernel: Kernel): Kernel {
  return scale(kernel, -1)
}

/** w′ = factor · w; the bias and the divisor stay. */
export function scale(kernel: Kernel, factor: number): Kernel {
  // 0 · −1 is −0, which the editor would show as a sign of its own.
  return revise(kernel, { weight: kernel.weight.map((value) => value * factor || 0) })
}

/**
 * w′[r,s] = w[r + a(R) − a(R′), s + a(S) − a(S′)] with the anchor a(n) = ⌊(n − 1)/2⌋, 0 outside the old kernel.
 *
 * The anchor is the tap that meets the output's own pixel under `same` padding, so growing a kernel, by an even or an
 * odd number of rows, never moves the picture. Shrinking drops what does not fit.
 */
export function resize(kernel: Kernel, rows: number, columns: number): Kernel {
  const [, , R, S] = kernel.shape
  if (![rows, columns].every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new LabError(
      'bad-argument',
      `a kernel has positive whole numbers of rows and columns, got ${rows}×${columns}`,
    )
  }
  const down = anchor(R) - anchor(rows)
  const right = anchor(S) - anchor(columns)
  return rearrange(kernel, rows, columns, (r, s) => [r + down, s + right])
}

/** a(n) = ⌊(n − 1)/2⌋: `same` padding puts so many rows before the picture, and the odd one after it. */
export function anchor(extent: number): number {
  return Math.floor((extent - 1) / 2)
}

/**
 * Rows and columns of 0 on one side each, so that the tap (row, column) becomes the anchor: for kernels of programs
 * that name an origin, which ours have at a(n) always. Throws `bad-argument` for an origin outside the kernel.
 */
export function anchorAt(kernel: Kernel, row: number, column: number): Kernel {
  const [, , R, S] = kernel.shape
  const inside = (origin: number, extent: number) => Number.isInteger(origin) && origin >= 0 && origin < extent
  if (!inside(row, R) || !inside(column, S)) {
    throw new LabError('bad-argument', `the origin lies inside the ${R}×${S} kernel, got row ${row}, column ${column}`)
  }
  // a(before + n + after) = before + origin, with one of the two 0
  const before = (origin: number, extent: number) => Math.max(0, extent - 2 - 2 * origin)
  const after = (origin: number, extent: number) => Math.max(0, 2 * origin + 1 - extent)
  const [top, left] = [before(row, R), before(column, S)]
  return rearrange(kernel, top + R + after(row, R), left + S + after(column, S), (r, s) => [r - top, s - left])
}

export type WeightIndex = readonly [k: number, c: number, r: number, s: number]

/** w′[k,c,r,s] = value, before the division; every other weight stays. */
export function setWeight(kernel: Kernel, index: WeightIndex, value: number): Kernel {
  if (!index.every((i, axis) => Number.isInteger(i) && i >= 0 && i < kernel.shape[axis])) {
    throw new LabError('bad-argument', `a ${kernel.shape.join('×')} kernel has no weight at [${index.join(', ')}]`)
  }
  const [k, c, r, s] = index
  const [, C, R, S] = kernel.shape
  return revise(kernel, { weight: kernel.weight.with(((k * C + c) * R + r) * S + s, value) })
}

export function setDivisor(kernel: Kernel, divisor: number): Kernel {
  return revise(kernel, { divisor })
}

/** b′[k] = bias, or every b′ where no k is named. */
export function setBias(kernel: Kernel, bias: number, k?: number): Kernel {
  if (k === undefined) return revise(kernel, { bias: kernel.bias.map(() => bias) })
  if (kernel.bias[k] === undefined) {
    throw new LabError('bad-argument', `a kernel of ${kernel.bias.length} output channels has no channel ${k}`)
  }
  return revise(kernel, { bias: kernel.bias.with(k, bias) })
}
