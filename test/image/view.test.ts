import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coverAxis,
  frameOnResult,
  resultPixel,
  resultPlacement,
  sampleAxis,
  wholeFrame,
} from '../../shared/image/view.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'

describe('coverAxis', () => {
  it('cuts a picture into whole boxes', () => {
    const { from, to } = coverAxis(0, 9, 3, 9)
    expect([[...from], [...to]]).toEqual([
      [0, 3, 6],
      [3, 6, 9],
    ])
  })

  it('repeats a pixel above 100 %', () => {
    expect([...coverAxis(1, 2, 6, 9).from]).toEqual([1, 1, 1, 2, 2, 2])
  })

  it('leaves out what lies outside', () => {
    const { from, to } = coverAxis(-2, 6, 6, 3)
    expect(Array.from(from, (first, i) => to[i] - first)).toEqual([0, 0, 1, 1, 1, 0])
  })

  it('gives every source pixel to exactly one device pixel below 100 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (extent, wanted) => {
        const pixels = Math.min(extent, wanted)
        const { from, to } = coverAxis(0, extent, pixels, extent)
        const covered = Array.from(from, (first, i) =>
          Array.from({ length: to[i] - first }, (_, k) => first + k),
        ).flat()
        expect(covered).toEqual(Array.from({ length: extent }, (_, k) => k))
      }),
    )
  })

  it('never leaves a device pixel inside the picture empty', () => {
    const axis = fc.record({
      start: fc.double({ min: -20, max: 80, noNaN: true }),
      length: fc.double({ min: 0.01, max: 200, noNaN: true }),
      pixels: fc.integer({ min: 1, max: 64 }),
    })
    fc.assert(
      fc.property(axis, ({ start, length, pixels }) => {
        const { from, to } = coverAxis(start, length, pixels, 60)
        from.forEach((first, i) => {
          const center = start + ((i + 0.5) * length) / pixels
          const inside = center > 0 && center < 60
          expect(to[i] > first || !inside).toBe(true)
          expect(first >= 0 && to[i] <= 60).toBe(true)
        })
      }),
    )
  })
})

describe('sampleAxis', () => {
  it('takes the pixel under each device pixel when nothing is shared', () => {
    const { positions, cover } = sampleAxis(0, 12, 4, 12, 1)
    expect([...positions]).toEqual([1, 4, 7, 10])
    expect([...cover.from]).toEqual([0, 1, 2, 3])
  })

  it('lets a group share the pixel under its middle', () => {
    const { positions, cover } = sampleAxis(0, 12, 4, 12, 2)
    expect([...positions]).toEqual([3, 9])
    expect([...cover.from]).toEqual([0, 0, 1, 1])
  })

  it('names a pixel once however many device pixels show it', () => {
    const { positions, cover } = sampleAxis(5, 2, 8, 12, 1)
    expect([...positions]).toEqual([5, 6])
    expect([...cover.from]).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
  })

  it('leaves device pixels outside without a sample', () => {
    const { positions, cover } = sampleAxis(-2, 4, 4, 12, 3)
    expect(Array.from(cover.from, (at, i) => cover.to[i] - at)).toEqual([0, 0, 1, 1])
    expect([...positions].every((position) => position >= 0)).toBe(true)
  })
})

describe('a result on its photo', () => {
  const place = (padding: 'same' | 'valid' | 'full', stride = 1, size = 3) =>
    resultPlacement(convolutionGeometry([1, 1, 20, 20], [1, 1, size, size], { padding, stride }))

  it('lies exactly on it under same padding', () => {
    expect(place('same')).toEqual({ rowOffset: 0, rowStep: 1, columnOffset: 0, columnStep: 1 })
    expect(frameOnResult(wholeFrame(20, 20), place('same'))).toEqual(wholeFrame(20, 20))
  })

  it('lies further in under valid, further out under full padding', () => {
    expect(place('valid').rowOffset).toBe(1)
    expect(place('full').rowOffset).toBe(-1)
    expect(place('valid', 1, 5).rowOffset).toBe(2)
  })

  it('finds the result over a pixel of the photo', () => {
    expect(resultPixel(4, 7, place('valid'))).toEqual([3, 6])
    expect(resultPixel(0, 0, place('valid'))).toEqual([-1, -1])
    expect(resultPixel(5, 6, place('valid', 2))).toEqual([2, 2])
  })
})
