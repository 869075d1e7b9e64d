import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Kernel } from './kernel.ts'

/**
 * The rounding of a weight to float32, in which kernels are computed and stored: relative 2⁻²⁴. What differs by no more
 * is the same for every question below, or a kernel would change its answers by being saved and opened.
 */
const rounding = 2 ** -24

/** Σ v */
export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** |Σ v| ≤ 2⁻²⁴ Σ|v|: zero but for each number's rounding to float32. */
export function sumsToZero(values: readonly number[]): boolean {
  return Math.abs(total(values)) <= rounding * total(values.map(Math.abs))
}

/** Σ w over the whole kernel, after the division; 0 where only rounding is left, so that no one reads −7.8·10⁻¹⁷. */
export function sum({ weight, divisor }: Kernel): number {
  return sumsToZero(weight) ? 0 : total(weight) / divisor
}

/** Σ |w|: the most that a picture in −1 to 1 can be amplified. */
export function absoluteSum(kernel: Kernel): number {
  return total(kernel.weight.map(Math.abs)) / Math.abs(kernel.divisor)
}

/** The undivided weights of output channel k: C·R·S numbers. */
export function outputWeights({ shape: [, C, R, S], weight }: Kernel, k: number): readonly number[] {
  return weight.slice(k * C * R * S, (k + 1) * C * R * S)
}

/** The undivided weights of one R×S slice. */
export function sliceWeights({ shape: [, C, R, S], weight }: Kernel, k: number, c: number): readonly number[] {
  return weight.slice((k * C + c) * R * S, (k * C + c + 1) * R * S)
}

/** Whether every output channel's weights sum to 0: the kernel then answers a flat gray picture with its bias alone. */
export function isZeroSum(kernel: Kernel): boolean {
  return kernel.bias.every((_, k) => sumsToZero(outputWeights(kernel, k)))
}

/** σ₁ ≥ σ₂ ≥ … of the R×S slice (k, c), after the division; min(R, S) numbers. */
export function singularValues(kernel: Kernel, k = 0, c = 0): number[] {
  const [, , R, S] = kernel.shape
  const slice = Matrix.from1DArray(R, S, [...sliceWeights(kernel, k, c)])
  const { diagonal } = new SingularValueDecomposition(slice, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  })
  return diagonal.slice(0, Math.min(R, S)).map((value) => value / Math.abs(kernel.divisor))
}

/**
 * rank = #{σᵢ > 2⁻²⁴ √min(R,S) σ₁} of the R×S slice (k, c).
 *
 * Rounding each weight to float32 adds a matrix E with ‖E‖₂ ≤ ‖E‖_F ≤ 2⁻²⁴ ‖w‖_F ≤ 2⁻²⁴ √min(R,S) σ₁, and moves no
 * singular value by more than that: the default tolerance. A kernel typed with few digits wants a larger one.
 */
export function sliceRank(kernel: Kernel, k = 0, c = 0, tolerance?: number): number {
  const values = singularValues(kernel, k, c)
  const smallest = (tolerance ?? rounding * Math.sqrt(values.length)) * (values[0] ?? 0)
  return values.filter((value) => value > smallest).length
}

/** The largest rank of all R×S slices. `tolerance` is relative to each slice's σ₁. */
export function rank(kernel: Kernel, tolerance?: number): number {
  const [K, C] = kernel.shape
  let largest = 0
  for (let k = 0; k < K; k++)
    for (let c = 0; c < C; c++) largest = Math.max(largest, sliceRank(kernel, k, c, tolerance))
  return largest
}
