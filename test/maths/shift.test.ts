import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addShiftSums, axisShift, noShiftSums, shiftDifference, sumShift } from '../../shared/maths/shift.ts'

describe('a shift along one axis', () => {
  it('compares exactly the outputs whose fields lie in what both pictures show', () => {
    const integer = (min: number, max: number) => fc.integer({ min, max })
    const property = fc.property(
      integer(1, 6),
      integer(1, 3),
      integer(-4, 2),
      integer(4, 20),
      integer(-8, 8),
      (size, stride, offset, inputs, shift) => {
        const outputs = Math.max(1, Math.floor((inputs - 2 * offset - size) / stride) + 1)
        const { moved, compared } = axisShift({ size, stride, offset }, inputs, outputs, shift)
        // By brute force: every input position of both fields.
        const taps = Array.from({ length: size }, (_, t) => t + offset)
        const seen = (h: number): boolean => h >= 0 && h < inputs
        for (let p = 0; p < outputs; p++) {
          const before = p - moved
          const inBoth =
            before >= 0 &&
            before < outputs &&
            taps.every((t) => seen(p * stride + t) && seen(p * stride + t - shift) && seen(before * stride + t))
          expect(p >= compared.first && p < compared.end).toBe(inBoth)
        }
      },
    )
    fc.assert(property, { numRuns: 500, seed: 3 })
  })

  it('moves by the shift over the stride, rounded', () => {
    const moved = (shift: number, stride: number) => axisShift({ size: 1, stride, offset: 0 }, 20, 10, shift).moved
    expect([moved(4, 2), moved(-4, 2), moved(1, 2), moved(-1, 2), moved(1, 4)]).toEqual([2, -2, 1, 0, 0])
  })
})

describe('the difference', () => {
  const axes = {
    P: 1,
    Q: 4,
    rows: { moved: 0, compared: { first: 0, end: 1 } },
    columns: { moved: 1, compared: { first: 1, end: 4 } },
  }
  const y = Float32Array.of(1, 2, 3, 4)
  const shifted = Float32Array.of(9, 1, 2.5, 4)

  it('is that of each value to the one it came from', () => {
    const to = Float32Array.of(7, 7, 7, 7)
    shiftDifference(y, shifted, axes, to)
    expect([...to]).toEqual([0, 0, 0.5, 1])
  })

  it('is counted plane by plane', () => {
    const planes = Float32Array.of(...y, ...y)
    const after = Float32Array.of(...shifted, 0, 1, 2, 3)
    const sums = addShiftSums(sumShift(planes, after, axes, 0, 1), sumShift(planes, after, axes, 1, 2))
    expect(sums).toEqual({ compared: 6, exact: 4, unchanged: 1, largest: 1, difference: 1.5, magnitude: 12 })
    expect(addShiftSums(noShiftSums, sums)).toEqual(sums)
  })
})
