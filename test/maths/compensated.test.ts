import { describe, expect, it } from 'vitest'
import { compensatedDot } from '../../shared/maths/compensated.ts'

describe('compensatedDot', () => {
  it('keeps what cancels: 1e16 · 1 + 1 · 1 − 1e16 · 1 is 1', () => {
    expect(compensatedDot(3, [1e16, 1, -1e16], 0, [1, 1, 1], 0)).toBe(1)
  })

  it('keeps what a rounded product loses: (1 + 2⁻³⁰)² − 1 − 2⁻²⁹ is 2⁻⁶⁰', () => {
    const near = 1 + 2 ** -30
    expect(near * near - 1 - 2 ** -29).toBe(0)
    expect(compensatedDot(2, [near, 2 ** -29], 0, [near, -1], 0, -1)).toBe(2 ** -60)
  })

  it('starts where it is told in both arrays', () => {
    expect(compensatedDot(2, [9, 2, 3], 1, [9, 9, 5, 7], 2, 100)).toBe(100 + 2 * 5 + 3 * 7)
  })
})
