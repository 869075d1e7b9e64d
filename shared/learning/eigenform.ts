import { LabError } from '../errors.ts'
import { exactSolution } from './exact.ts'
import { lossAt } from './loss.ts'
import { parametersFrom, rowsFrom } from './parameters.ts'
import { spectrumOf } from './spectrum.ts'
import type { Moments } from './moments.ts'

export interface DescentSettings {
  readonly learningRate: number
  readonly weightDecay?: number
}

/** Plain gradient descent from given parameters, any iteration at once. */
export interface Eigenform {
  /** θ after t steps; beyond ±10³⁰⁸ a diverging run gives ±∞ or NaN. */
  readonly parametersAt: (t: number) => number[]
  /** L(θ) after t steps; ∞ where a diverging run has left the range of float64. */
  readonly lossAtIteration: (t: number) => number
  /** Whether some direction that the run has a part in grows from step to step. */
  readonly diverges: boolean
}

/**
 * w(t) = ŵ + Σ_i ρ_iᵗ · v_i·(v_i·(w(0) − ŵ))   with ρ_i = 1 − η·(2λ_i + λ)
 *
 * where ŵ is the point descent stands still at: the exact answer, with ridge λ/2 for weight decay λ. A direction that the pair
 * does not determine (and no decay pulls at) has ρ = 1: it stays where it started, as in every loop of steps. O(K·n²) per
 * iteration looked at, whichever that is.
 */
export function eigenform(
  moments: Moments,
  { learningRate, weightDecay = 0 }: DescentSettings,
  parameters: ArrayLike<number>,
  spectrum = spectrumOf(moments),
): Eigenform {
  const { size: n, outputs } = moments
  const { values, vectors, tolerance } = spectrum
  const rest = rowsFrom(moments, exactSolution(moments, weightDecay / 2, spectrum).parameters)
  const start = rowsFrom(moments, parameters)
  const rates = values.map((value) => learningRate * (2 * (value > tolerance ? value : 0) + weightDecay))
  const parts = new Float64Array(outputs * n)
  for (let i = 0; i < parts.length; i++) {
    const k = i - (i % n)
    for (let a = 0; a < n; a++) parts[i] += vectors[(i % n) * n + a] * (start[k + a] - rest[k + a])
  }
  const rowsAt = (t: number): Float64Array => {
    checkIteration(t)
    const rows = Float64Array.from(rest)
    parts.forEach((part, i) => {
      const share = part === 0 ? 0 : part * power(rates[i % n], t)
      for (let a = 0; a < n; a++) rows[i - (i % n) + a] += share * vectors[(i % n) * n + a]
    })
    return rows
  }
  return {
    parametersAt: (t) => parametersFrom(moments, rowsAt(t)),
    lossAtIteration: (t) => {
      const loss = lossAt(moments, parametersFrom(moments, rowsAt(t)))
      return Number.isNaN(loss) ? Infinity : loss
    },
    diverges: parts.some((part, i) => part !== 0 && rates[i % n] > 2),
  }
}

/** (1 − rate)ᵗ; through log1p, so that a direction as slow as rate = 10⁻¹² keeps its digits over 10⁷ iterations. */
function power(rate: number, t: number): number {
  if (rate < 1) return Math.exp(t * Math.log1p(-rate))
  return (t % 2 === 0 ? 1 : -1) * (rate - 1) ** t
}

function checkIteration(t: number): void {
  if (!(Number.isSafeInteger(t) && t >= 0)) {
    throw new LabError('bad-argument', `an iteration is a whole number from 0, got ${t}`)
  }
}
