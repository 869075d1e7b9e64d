import { describe, expect, it } from 'vitest'
import { decades, lossRange } from '../../../renderer/canvas/lossChart.ts'

describe('lossRange', () => {
  it('spans the decades of the curve', () => {
    expect(lossRange([5000, 20], 0)).toEqual([10, 10_000])
  })

  it('reaches to a minimum that is near', () => {
    expect(lossRange([5000, 20], 0.5)).toEqual([0.1, 10_000])
  })

  it('is not pressed to the ceiling by a minimum far below', () => {
    expect(lossRange([5000, 20], 1e-20)).toEqual([10, 10_000])
  })

  it('lets a run that diverges leave through the ceiling', () => {
    const [, most] = lossRange([100, 1e20, 1e300], 1)
    expect(most).toBeLessThan(1e13)
  })

  it('has a range without any loss', () => {
    expect(lossRange([], 0)).toEqual([0.1, 10])
    expect(lossRange([0], 0)).toEqual([0.1, 10])
  })
})

describe('decades', () => {
  it.each([
    [1, 1000, 10, [1, 10, 100, 1000]],
    [1e-26, 1e6, 4, [1e-24, 1e-16, 1e-8, 1]],
    [1e-300, 1e-296, 10, [1e-300, 1e-299, 1e-298, 1e-297, 1e-296]],
    [2, 9, 10, []],
  ])('from %d to %d, %d of them', (low, high, most, wanted) => {
    const found = decades(low, high, most)
    expect(found).toHaveLength(wanted.length)
    // 10 ** n of a JavaScript engine may be off by its last digit.
    found.forEach((power, i) => expect(power / wanted[i]).toBeCloseTo(1, 12))
  })
})
