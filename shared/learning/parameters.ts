import { LabError } from '../errors.ts'
import type { Geometry } from '../maths/geometry.ts'
import { uniform } from '../maths/random.ts'
import type { Random } from '../maths/random.ts'
import type { Moments } from './moments.ts'

/** A learned kernel as reports carry it: K×C×R×S weights, and K biases (0 when none was learned). */
export interface LearnedKernel {
  readonly weight: { readonly shape: readonly number[]; readonly data: readonly number[] }
  readonly bias: readonly number[]
}

/**
 * Where the number of output channel k for z_a stands among the parameters θ: θ[order[k·n + a]]. θ holds all weights in
 * K C R S order, then all biases, as an optimizer of PyTorch is given them; the sums want each channel's own n together.
 */
export function parameterOrder({ size, outputs, geometry: { C, R, S } }: Moments): Int32Array {
  const weights = C * R * S
  const biases = size - weights // more than one where planes are learned side by side
  return Int32Array.from({ length: outputs * size }, (_, i) => {
    const k = Math.floor(i / size)
    const a = i % size
    return a < weights ? k * weights + a : outputs * weights + k * biases + a - weights
  })
}

/** w_k for every output channel, K×n, from the parameters θ. */
export function rowsFrom(moments: Moments, theta: ArrayLike<number>): Float64Array {
  checkCount(moments, theta)
  return Float64Array.from(parameterOrder(moments), (at) => theta[at])
}

/** θ from w_k for every output channel, K×n. */
export function parametersFrom(moments: Moments, rows: Float64Array): number[] {
  const theta = new Array<number>(rows.length)
  parameterOrder(moments).forEach((at, i) => (theta[at] = rows[i]))
  return theta
}

/** The kernel that the parameters θ describe. */
export function kernelFrom(moments: Moments, theta: ArrayLike<number>): LearnedKernel {
  checkCount(moments, theta)
  const { C, K, R, S, groups } = moments.geometry
  const numbers = Array.from(theta)
  const weights = (K * C * R * S) / groups
  return {
    weight: { shape: [K, C / groups, R, S], data: numbers.slice(0, weights) },
    bias: moments.bias ? numbers.slice(weights) : new Array<number>(K).fill(0),
  }
}

/** PyTorch's start: uniform in ±1/√(C·R·S), with the C channels that one output looks at; weights and biases alike. */
export function uniformParameters(
  { C, K, R, S, groups = 1 }: Pick<Geometry, 'C' | 'K' | 'R' | 'S'> & { readonly groups?: number },
  bias: boolean,
  random: Random,
): number[] {
  const inputs = (C / groups) * R * S
  const reach = 1 / Math.sqrt(inputs)
  return Array.from({ length: K * inputs + (bias ? K : 0) }, () => uniform(reach, random))
}

function checkCount({ size, outputs }: Moments, theta: ArrayLike<number>): void {
  if (theta.length !== size * outputs) {
    throw new LabError('shape-mismatch', `θ wants ${size * outputs} parameters, got ${theta.length}`)
  }
}
