import { total } from './analysis.ts'
import type { Kernel } from './kernel.ts'
import { kernelFromRows } from './kernel.ts'

/** Rows of f(x, y) over a size×size grid, x to the right and y downwards from the center. */
export function sample(size: number, f: (x: number, y: number) => number): number[][] {
  const center = (size - 1) / 2
  return Array.from({ length: size }, (_, r) => Array.from({ length: size }, (_, s) => f(s - center, r - center)))
}

/** w[r,s] = 1 / (R·S) */
export function boxKernel(rows: number, columns: number): Kernel {
  const ones = Array.from({ length: rows }, () => new Array<number>(columns).fill(1))
  return kernelFromRows(ones, { name: `box:${rows},${columns}`, divisor: rows * columns })
}

/** G(x,y) = exp(−(x²+y²)/2σ²) / Σ exp(−(x²+y²)/2σ²): sums to 1 whatever the size cuts off. */
function gaussian(size: number, sigma: number): number[][] {
  const bell = sample(size, (x, y) => Math.exp(-(x * x + y * y) / (2 * sigma * sigma)))
  const mass = total(bell.flat())
  return bell.map((row) => row.map((value) => value / mass))
}

/** w = exp(−(x²+y²)/2σ²) / Σ exp(−(x²+y²)/2σ²) */
export function gaussianKernel(size: number, sigma: number): Kernel {
  return kernelFromRows(gaussian(size, sigma), { name: `gaussian:${size},${sigma}` })
}

/**
 * w = L(x,y) − mean L with L = (1 − ρ) exp(−ρ) / πσ⁴, ρ = (x²+y²)/2σ²: the negative Laplacian of a Gaussian, positive
 * in the center. A grid cuts off the tail, so the samples do not sum to 0 by themselves: their mean is taken from
 * each.
 */
export function laplacianOfGaussian(size: number, sigma: number): Kernel {
  const samples = sample(size, (x, y) => {
    const rho = (x * x + y * y) / (2 * sigma * sigma)
    return ((1 - rho) * Math.exp(-rho)) / (Math.PI * sigma ** 4)
  })
  const mean = total(samples.flat()) / (size * size)
  const zeroSum = samples.map((row) => row.map((value) => value - mean))
  return kernelFromRows(zeroSum, { name: `log:${size},${sigma}` })
}

/** w = G_σ₁(x,y) − G_σ₂(x,y), both summing to 1: zero-sum, positive in the center when σ₁ < σ₂. */
export function differenceOfGaussians(size: number, sigma1: number, sigma2: number): Kernel {
  const narrow = gaussian(size, sigma1)
  const wide = gaussian(size, sigma2)
  const rows = narrow.map((row, r) => row.map((value, s) => value - wide[r][s]))
  return kernelFromRows(rows, { name: `dog:${size},${sigma1},${sigma2}` })
}

/**
 * w = (A·δ + 8·δ − Σ of the eight around) / A: the picture A times plus its Laplacian, over A. A = 1 is `sharpen-8`.
 */
export function highBoostKernel(boost: number): Kernel {
  const rows = sample(3, (x, y) => (x === 0 && y === 0 ? boost + 8 : -1))
  return kernelFromRows(rows, { name: `high-boost:${boost}`, divisor: boost })
}
