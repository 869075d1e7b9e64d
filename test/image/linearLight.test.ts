import { describe, expect, it } from 'vitest'
import { toEncoded, toLinear } from '../../shared/image/linearLight.ts'

describe('linear light', () => {
  it.each([
    [0, 0],
    [0.04045, 0.04045 / 12.92],
    [0.5, 0.21404114048223255], // ((0.5 + 0.055) / 1.055)^2.4
    [1, 1],
  ])('of the sRGB value %d is %d', (encoded, linear) => {
    expect(toLinear(encoded)).toBeCloseTo(linear, 15) // the last digits of a power
  })

  it('comes back to the same value', () => {
    for (let v = -300; v <= 300; v++) expect(Math.abs(toEncoded(toLinear(v / 100)) - v / 100)).toBeLessThan(1e-7) // the two pieces of the norm's curve meet with a step of 3e-8
  })

  it('is odd: results may be negative', () => {
    expect(toLinear(-0.5)).toBe(-toLinear(0.5))
    expect(toEncoded(-0.2)).toBe(-toEncoded(0.2))
  })
})
