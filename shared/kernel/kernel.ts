import { refusal } from '../refusal.ts'

/** K output channels, C input channels, R rows, S columns. */
export type KernelShape = readonly [K: number, C: number, R: number, S: number]

/**
 * The weights of one convolution as a person edits them: w = weight / divisor, oriented as cross-correlation uses them.
 * Frozen and replaced, never mutated: history keeps kernels by reference, and Vue never makes a proxy of a frozen object
 * (a proxy could not be posted to the engine).
 */
export interface Kernel {
  readonly name: string
  readonly shape: KernelShape
  /** K·C·R·S numbers, row-major, before the division. */
  readonly weight: readonly number[]
  /** One number per output channel, in units of the picture (0 to 1), added after the division. */
  readonly bias: readonly number[]
  readonly divisor: number
}

/** The largest kernel the lab accepts from any source; a hostile file must not make it allocate more. */
export const mostWeights = 1 << 22

export interface KernelParts {
  readonly name?: string
  readonly shape: KernelShape
  readonly weight: Iterable<number>
  readonly bias?: Iterable<number>
  readonly divisor?: number
}

/** The only way to make a kernel: checks every invariant, freezes all of it. Throws `bad-kernel`. */
export function createKernel({ name = '', shape, weight, bias, divisor = 1 }: KernelParts): Kernel {
  const [K, C, R, S] = shape
  if (![K, C, R, S].every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw refusal('bad-kernel', 'kernelExtents', { shape: shape.join('×') })
  }
  const count = K * C * R * S
  if (count > mostWeights) {
    throw refusal('too-large', 'kernelTooLarge', { most: mostWeights, count })
  }
  const weights = Object.freeze([...weight])
  if (weights.length !== count) {
    throw refusal('bad-kernel', 'kernelWeights', { shape: shape.join('×'), count, found: weights.length })
  }
  const biases = Object.freeze(bias ? [...bias] : new Array<number>(K).fill(0))
  if (biases.length !== K) {
    throw refusal('bad-kernel', 'kernelBiases', { outputs: K, found: biases.length })
  }
  const unusable = [...weights, ...biases].find((value) => !Number.isFinite(value))
  if (unusable !== undefined) {
    throw refusal('bad-kernel', 'kernelNotFinite', { found: unusable })
  }
  if (!Number.isFinite(divisor) || divisor === 0) {
    throw refusal('bad-kernel', 'kernelDivisor', { found: divisor })
  }
  return Object.freeze({ name, shape: Object.freeze([K, C, R, S] as const), weight: weights, bias: biases, divisor })
}

/** A plain R×S kernel from its rows, for one plane or to be applied to each. */
export function kernelFromRows(
  rows: readonly (readonly number[])[],
  parts: Partial<Omit<KernelParts, 'shape'>> = {},
): Kernel {
  const columns = rows[0]?.length ?? 0
  const ragged = rows.findIndex((row) => row.length !== columns)
  if (ragged >= 0) {
    throw refusal('bad-kernel', 'kernelRowLength', { columns, row: ragged + 1, found: rows[ragged].length })
  }
  return createKernel({ ...parts, shape: [1, 1, rows.length, columns], weight: rows.flat() })
}

/** w[k,c,r,s] = weight[k,c,r,s] / divisor: what the convolution multiplies by. */
export function appliedWeight(kernel: Kernel): Float64Array {
  return Float64Array.from(kernel.weight, (value) => value / kernel.divisor)
}
