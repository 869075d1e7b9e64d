import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import { appliedWeight } from '../kernel/kernel.ts'
import type { Kernel, KernelShape } from '../kernel/kernel.ts'
import type { Numbers } from '../maths/tensor.ts'
import { kernelFromFile } from './kernelFormat.ts'
import type { KernelsRead, ReadKernel } from './kernelFormat.ts'

/** An array of a file that holds several. */
export interface NamedArray {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Numbers
}

/** S, R×S, C×R×S and K×C×R×S as K×C×R×S; null for other ranks. */
function kernelShape(shape: readonly number[]): KernelShape | null {
  if (shape.length < 1 || shape.length > 4) return null
  const [K, C, R, S] = [...new Array<number>(4 - shape.length).fill(1), ...shape]
  return [K, C, R, S]
}

/** The shortest shape that kernelShape reads back, of rank 2 at least. */
export function arrayShape([K, C, R, S]: KernelShape): number[] {
  if (K !== 1) return [K, C, R, S]
  return C === 1 ? [R, S] : [C, R, S]
}

/** Applied weights, as float32 if that loses nothing. */
export function weightNumbers(kernel: Kernel): Numbers {
  return narrowest(appliedWeight(kernel))
}

export function narrowest(values: Float64Array): Numbers {
  const single = Float32Array.from(values)
  return single.every((value, i) => value === values[i]) ? single : values
}

export function kernelFromArray(array: NamedArray, bias: Numbers | null = null): Kernel {
  const shape = kernelShape(array.shape)
  if (!shape) {
    throw refusal('unsupported-format', 'arrayDimensions', {
      count: array.shape.length,
      shape: array.shape.slice(0, 8).join('×'),
    })
  }
  const name = array.name.replace(/\.?weight$/, '')
  return kernelFromFile({ name, shape, weight: array.data, ...(bias ? { bias } : {}) })
}

/**
 * The kernels among named arrays, in PyTorch's naming: `0.weight` goes with `0.bias`. Where there are arrays of rank 4 they
 * are the convolutions, and those of lower rank belong to other layers; what is left out is noted.
 */
export function kernelsFromArrays(arrays: readonly NamedArray[]): KernelsRead {
  const byName = new Map(arrays.map((array) => [array.name, array]))
  const wanted = arrays.some(({ shape }) => shape.length === 4) ? [4] : [2, 3]
  const weights = arrays.filter(({ shape }) => wanted.includes(shape.length))
  const used = new Set(weights)
  const kernels = weights.map((weight): ReadKernel => {
    const bias = weight.name.endsWith('weight') ? byName.get(weight.name.replace(/weight$/, 'bias')) : undefined
    const fits = bias?.shape.length === 1 && bias.shape[0] === kernelShape(weight.shape)?.[0]
    if (bias && fits) used.add(bias)
    return { kernel: kernelFromArray(weight, bias && fits ? bias.data : null) }
  })
  if (kernels.length === 0) {
    throw refusal('unsupported-format', 'noKernelArray', { found: listed(arrays) })
  }
  const left = arrays.filter((array) => !used.has(array))
  return { kernels, notes: left.length ? [fileNote('leftOut', { names: listed(left) })] : [] }
}

function listed(arrays: readonly NamedArray[]): string {
  const shown = arrays
    .slice(0, 8)
    .map(({ name, shape }) => `${name.slice(0, 60)} (${shape.slice(0, 8).join('×') || 'one number'})`)
  return arrays.length === 0 ? 'none' : shown.join(', ') + (arrays.length > 8 ? ` and ${arrays.length - 8} more` : '')
}
