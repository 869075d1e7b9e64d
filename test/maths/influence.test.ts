import { describe, expect, it } from 'vitest'
import { influence, influenceSide } from '../../shared/maths/influence.ts'
import { handTensor } from '../support/builders.ts'

describe('influence', () => {
  it('adds up the magnitudes of all channels', () => {
    expect([...influence(handTensor([2, 1, 3], 1, -2, 0, -4, 0.5, 0))]).toEqual([5, 2.5, 0])
  })

  it('lies for nine tenths within a square about the middle', () => {
    // 5×5: 90 in the middle, 5 beside it, 5 in a corner.
    const values = new Float32Array(25)
    values[12] = 90
    values[13] = 5
    values[0] = 5
    expect(influenceSide(values, 5, [2, 2], 0.9)).toBe(1)
    expect(influenceSide(values, 5, [2, 2], 0.94)).toBe(3)
    expect(influenceSide(values, 5, [2, 2], 1)).toBe(5)
  })

  it('is measured about a middle between pixels where the field is even', () => {
    expect(influenceSide(Float32Array.of(1, 1, 1, 1), 2, [0.5, 0.5], 0.9)).toBe(2)
  })

  it('has no side where nothing has influence', () => {
    expect(influenceSide(new Float32Array(9), 3, [1, 1], 0.9)).toBe(0)
  })
})
