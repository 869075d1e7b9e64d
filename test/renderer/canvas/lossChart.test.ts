import { describe, expect, it } from 'vitest'
import { lossRange } from '../../../renderer/canvas/lossChart.ts'

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
