import { describe, expect, it } from 'vitest'
import { grayPlane } from '../../shared/maths/gray.ts'
import { expectWithin } from '../support/closeTo.ts'
import { readVectors } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

interface GrayCase {
  /** H×W×3 */
  readonly rgbHWC: PackedTensor
  readonly gray: PackedTensor
}

describe('grayPlane', () => {
  it.each(readVectors<GrayCase>('gray').cases)("is NumPy's weighted sum of $gray.shape pixels", ({ rgbHWC, gray }) => {
    const pixels = gray.data.length
    const planes = Float32Array.from(
      { length: 3 * pixels },
      (_, i) => rgbHWC.data[(i % pixels) * 3 + Math.floor(i / pixels)],
    )
    // Values up to 1 are rounded to float32 twice, going in and coming out: 2⁻²⁵ each time, the weights adding up to less than 1.
    expectWithin(grayPlane(planes, pixels), gray.data, 2 * 2 ** -25)
  })

  it('knows red, green and blue', () => {
    const planes = Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
    expect(grayPlane(planes, 3)).toEqual(Float32Array.of(0.2989, 0.587, 0.114))
  })

  it('refuses what is not three planes', () => {
    expect(() => grayPlane(new Float32Array(8), 4)).toThrow('three planes of 4 pixels have 12 numbers, got 8')
  })
})
