export interface WholeWeights {
  readonly values: readonly number[]
  /** w ≈ values / scale */
  readonly scale: number
  /** max |values/scale − w| */
  readonly loss: number
}

export interface WholeLimits {
  /** Of each |value|. */
  readonly mostValue: number
  /** Of Σ |value|. */
  readonly mostSum: number
  /** Of the scale, a whole number from 1. */
  readonly mostScale: number
}

/** As good as float32: a smaller error is no reason to search on. */
const float32Step = 2 ** -24

/**
 * w = weight / divisor as whole numbers over one scale: as they are if they fit, else over the smallest common denominator,
 * else over the scale with the smallest error. null if no scale fits, or if only zeros would be left.
 */
export function wholeWeights(weight: readonly number[], divisor: number, limits: WholeLimits): WholeWeights | null {
  const asTheyAre = weight.map((value) => value * Math.sign(divisor))
  const kept = { values: asTheyAre, scale: Math.abs(divisor), loss: 0 }
  if (weight.every(Number.isInteger) && Number.isInteger(divisor) && fits(kept, limits)) return kept
  const w = weight.map((value) => value / divisor)
  const largest = Math.max(...w.map(Math.abs))
  let best: WholeWeights | null = null
  for (let scale = 1; scale <= limits.mostScale; scale++) {
    const candidate = rounded(w, scale)
    if (!fits(candidate, limits)) break // the values only grow from here
    if (best === null || candidate.loss < best.loss) best = candidate
    if (best.loss <= largest * float32Step) break
  }
  return best && (largest === 0 || best.values.some((value) => value !== 0)) ? best : null
}

function rounded(w: readonly number[], scale: number): WholeWeights {
  // Half away from zero, so that a symmetric kernel stays symmetric.
  const values = w.map((value) => Math.sign(value) * Math.round(Math.abs(value) * scale))
  const loss = w.reduce((largest, value, i) => Math.max(largest, Math.abs(values[i] / scale - value)), 0)
  return { values, scale, loss }
}

function fits({ values, scale }: WholeWeights, { mostValue, mostSum, mostScale }: WholeLimits): boolean {
  const sum = values.reduce((total, value) => total + Math.abs(value), 0)
  return scale <= mostScale && sum <= mostSum && values.every((value) => Math.abs(value) <= mostValue)
}
