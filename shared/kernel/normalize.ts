import { refusal } from '../refusal.ts'
import { outputWeights, sliceWeights, sumsToZero, total } from './analysis.ts'
import type { Kernel } from './kernel.ts'
import { createKernel } from './kernel.ts'

/**
 * w′[k] = w[k] / Σ_{c,r,s} w[k,c,r,s]: every output channel sums to 1, so a flat gray picture keeps its brightness.
 *
 * Where all output channels have one sum, that sum becomes the divisor and the weights stay as they were typed. Throws
 * `bad-kernel` for a channel that sums to 0: no division makes that 1.
 */
export function normalize(kernel: Kernel): Kernel {
  const outputs = kernel.bias.map((_, k) => outputWeights(kernel, k))
  const zero = outputs.findIndex(sumsToZero)
  if (zero >= 0) {
    if (outputs.length === 1) throw refusal('bad-kernel', 'sumsToZero')
    throw refusal('bad-kernel', 'channelSumsToZero', { channel: zero })
  }
  const sums = outputs.map(total)
  const [divisor] = sums as [number]
  if (sums.every((sum) => sum === divisor)) return createKernel({ ...kernel, divisor })
  const weight = outputs.flatMap((values, k) => values.map((value) => value / sums[k]))
  return createKernel({ ...kernel, weight, divisor: 1 })
}

/**
 * w′[k,c,r,s] = w[k,c,r,s] − mean_{r,s} w[k,c]: every slice sums to 0 by subtracting its mean from each weight, so a
 * flat color, whichever it is, gives the bias alone. Differences between the weights of a slice stay.
 */
export function zeroSum(kernel: Kernel): Kernel {
  const [K, C, R, S] = kernel.shape
  const weight: number[] = []
  for (let k = 0; k < K; k++)
    for (let c = 0; c < C; c++) {
      const slice = sliceWeights(kernel, k, c)
      const mean = total(slice) / (R * S)
      for (const value of slice) weight.push(value - mean)
    }
  return createKernel({ ...kernel, weight })
}

/**
 * Σ > 0: divisor Σ, bias 0 · Σ < 0: divisor −Σ, bias 1 · Σ = 0: divisor 1, bias 0.5, with Σ the undivided weights of
 * a channel.
 *
 * GEGL's and GIMP's automatic rule: the result of a picture in 0 to 1 lies around 0 to 1 and can be looked at. The
 * divisor is one number, so output channels of different sums are refused with `bad-kernel`.
 */
export function autoDivisor(kernel: Kernel): Kernel {
  const sums = kernel.bias.map((_, k) => {
    const values = outputWeights(kernel, k)
    return sumsToZero(values) ? 0 : total(values)
  })
  const [sum] = sums as [number]
  if (sums.some((other) => other !== sum)) {
    throw refusal('bad-kernel', 'sumsDiffer', { sums: sums.join(', ') })
  }
  const bias = sum > 0 ? 0 : sum < 0 ? 1 : 0.5
  return createKernel({ ...kernel, divisor: Math.abs(sum) || 1, bias: sums.map(() => bias) })
}
