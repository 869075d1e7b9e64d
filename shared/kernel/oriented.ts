import type { Kernel } from './kernel.ts'
import { kernelFromRows } from './kernel.ts'
import { sample } from './radial.ts'

/**
 * cos and sin of an angle in degrees, exact at multiples of 90: a motion to the right has no 10⁻¹⁷ in the other rows.
 */
function direction(degrees: number): { cos: number; sin: number } {
  const turn = ((degrees % 360) + 360) % 360
  if (turn % 90 === 0) {
    const quarter = turn / 90
    return { cos: [1, 0, -1, 0][quarter], sin: [0, 1, 0, -1][quarter] }
  }
  const radians = (turn * Math.PI) / 180
  return { cos: Math.cos(radians), sin: Math.sin(radians) }
}

/**
 * w = exp(−(x′² + γ²y′²)/2σ²) · cos(2πx′/λ + ψ) with x′ = x cos θ + y sin θ, y′ = −x sin θ + y cos θ; θ and ψ in
 * degrees. As in OpenCV's getGaborKernel, x and y grow to the left and upwards, which matters only when ψ makes it
 * uneven.
 */
export function gaborKernel(
  size: number,
  sigma: number,
  theta: number,
  lambda: number,
  psi: number,
  gamma: number,
): Kernel {
  const { cos, sin } = direction(theta)
  const phase = (psi * Math.PI) / 180
  const rows = sample(size, (right, down) => {
    const [x, y] = [-right, -down]
    const along = x * cos + y * sin
    const across = -x * sin + y * cos
    const envelope = Math.exp(-(along ** 2 + gamma ** 2 * across ** 2) / (2 * sigma ** 2))
    return envelope * Math.cos((2 * Math.PI * along) / lambda + phase)
  })
  return kernelFromRows(rows, { name: `gabor:${[size, sigma, theta, lambda, psi, gamma].join(',')}` })
}

/** ∧(u) = max(0, 1 − |u|): the share of a sample that falls to a pixel u away. */
const tent = (u: number) => Math.max(0, 1 - Math.abs(u))

/**
 * w(x,y) ∝ Σ_t (1 − 2D·t/(n−1)) ∧(x − t cos α) ∧(y + t sin α), t = −(n−1)/2 … (n−1)/2, Σ w = 1.
 *
 * n samples, one pixel apart, on a line at α degrees counterclockwise from the right, each shared between the pixels
 * around it: the blur is n pixels long at every angle. D from −1 to 1 is Kornia's direction: 0 weighs all alike, 1
 * falls to 0 along α.
 */
export function motionKernel(size: number, angle: number, fall: number): Kernel {
  const { cos, sin } = direction(angle)
  const half = (size - 1) / 2
  const rows = sample(size, () => 0)
  for (let t = -half; t <= half; t++) {
    const share = (1 - (2 * fall * t) / (size - 1)) / size
    const [column, row] = [half + t * cos, half - t * sin]
    for (const r of [Math.floor(row), Math.floor(row) + 1])
      for (const s of [Math.floor(column), Math.floor(column) + 1]) {
        const cells = rows[r]
        if (cells?.[s] !== undefined) cells[s] += share * tent(column - s) * tent(row - r)
      }
  }
  return kernelFromRows(rows, { name: `motion:${size},${angle},${fall}` })
}
