import { describe, expect, it } from 'vitest'
import { mulberry32, normal } from '../../shared/maths/random.ts'

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw)
}

describe('mulberry32', () => {
  it('gives the sequence of the C original', () => {
    // uint32_t z = (x += 0x6D2B79F5); z = (z ^ z >> 15) * (z | 1); z ^= z + (z ^ z >> 7) * (z | 61); return z ^ z >> 14;
    // compiled and run from x = 0
    expect(draws(3, mulberry32(0)).map((value) => value * 2 ** 32)).toEqual([1144304738, 1416247, 958946056])
  })

  it('repeats itself for the same seed and differs for another', () => {
    expect(draws(5, mulberry32(7))).toEqual(draws(5, mulberry32(7)))
    expect(draws(5, mulberry32(7))).not.toEqual(draws(5, mulberry32(8)))
  })

  it('fills [0, 1) evenly', () => {
    const counts = new Array<number>(10).fill(0)
    for (const value of draws(100_000, mulberry32(1))) counts[Math.floor(value * 10)]++
    // 10 000 each; the standard deviation is √(10⁵·0.1·0.9) ≈ 95, and the seed is fixed.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 95)
  })
})

describe('normal', () => {
  it('has mean 0, variance 1 and fourth moment 3', () => {
    const random = mulberry32(2)
    const values = draws(100_000, () => normal(random))
    const moment = (order: number) => values.reduce((sum, value) => sum + value ** order, 0) / values.length
    // Standard deviations of these means for 10⁵ draws: 1/√10⁵ = 0.0032, √2/√10⁵ = 0.0045, √96/√10⁵ = 0.031; four of each.
    expect(Math.abs(moment(1))).toBeLessThan(0.013)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.018)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.124)
  })

  it('stays finite when the generator gives 0', () => {
    expect(normal(() => 0)).toBe(-0) // √(−2 ln 1) · cos 0
  })
})
