/** 2²⁷ + 1 cuts a float64 into two halves of at most 26 bits, whose products are exact (Veltkamp). */
const splitter = 2 ** 27 + 1

/**
 * start + Σ left[l+i]·right[r+i], as if summed in twice the precision of float64 and rounded once: the error is
 * 2⁻⁵³·|result| + count²·2⁻¹⁰⁶·Σ|left·right|. Differences of nearly equal sums keep their digits.
 * Source: Ogita, Rump and Oishi, Accurate sum and dot product, 2005 (Dot2). Factors beyond 2⁹⁹⁶ overflow to NaN.
 */
export function compensatedDot(
  count: number,
  left: ArrayLike<number>,
  l: number,
  right: ArrayLike<number>,
  r: number,
  start = 0,
): number {
  let sum = start
  let lost = 0
  for (let i = 0; i < count; i++) {
    const a = left[l + i]
    const b = right[r + i]
    const product = a * b
    const aHigh = splitter * a - (splitter * a - a)
    const bHigh = splitter * b - (splitter * b - b)
    const aLow = a - aHigh
    const bLow = b - bHigh
    const productLost = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
    const next = sum + product
    const kept = next - sum
    lost += sum - (next - kept) + (product - kept) + productLost
    sum = next
  }
  return sum + lost
}
