import type { Moments } from './moments.ts'

/**
 * The moments of G kernels that are learned side by side, each from planes of its own, as one problem: a kernel of G groups. Its
 * unknowns are the weights of all, then the biases of all; A has a block for each and 0 between them, so that it is the sum of
 * their losses, and every optimizer moves each as if it were alone.
 */
export function joinMoments(parts: readonly Moments[]): Moments {
  const [{ geometry: g, bias, rounding, samples }] = parts
  const weights = g.C * g.R * g.S
  const n = parts.reduce((sum, { size }) => sum + size, 0)
  /** Where unknown a of part i stands among all. */
  const place = (i: number, a: number): number => (a < weights ? i * weights + a : parts.length * weights + i)
  const A = new Float64Array(n * n)
  const b = new Float64Array(n)
  parts.forEach((part, i) => {
    for (let a = 0; a < part.size; a++) {
      b[place(i, a)] = part.b[a]
      for (let o = 0; o < part.size; o++) A[place(i, a) * n + place(i, o)] = part.A[a * part.size + o]
    }
  })
  return {
    geometry: { ...g, C: g.C * parts.length, K: parts.length, groups: parts.length },
    bias,
    size: n,
    outputs: 1,
    A,
    b,
    yy: Float64Array.from(parts, ({ yy }) => yy[0]),
    ySum: Float64Array.from(parts, ({ ySum }) => ySum[0]),
    rounding,
    samples: Math.min(samples, ...parts.map((part) => part.samples)),
  }
}
