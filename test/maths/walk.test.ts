import { describe, expect, it } from 'vitest'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { regionExtent, subArray, walkStep, walkText } from '../../shared/maths/walk.ts'
import type { Walk } from '../../shared/maths/walk.ts'

/** A 2×2 kernel of ones over 3×3 numbers, 4 outputs that begin at p = 5, q = 7. */
const walk: Walk = {
  region: { p: 5, q: 7, rows: 2, columns: 2 },
  ...{ R: 2, S: 2, stride: [1, 1], dilation: [1, 1], firstRow: 5, firstColumn: 7, height: 3, width: 3, channels: [0] },
  x: Float32Array.of(1, 2, 30, 4, 5, 6, 7, 8, 9),
  w: Float32Array.of(1, 1, 1, 1),
  bias: 0,
  fromRows: Int32Array.of(5, 6, 7),
  fromColumns: Int32Array.of(7, 8, 9),
  y: Float64Array.of(12, 43, 24, 28),
}

describe('walkStep', () => {
  it('goes in reading order', () => {
    const steps = [0, 1, 2, 3].map((index) => walkStep(walk, index))
    expect(steps.map(({ i, j, sum }) => [i, j, sum])).toEqual([
      [5, 7, 12],
      [5, 8, 43],
      [6, 7, 24],
      [6, 8, 28],
    ])
    expect(subArray(walk, steps[1], 0)).toEqual([2, 30, 5, 6])
  })

  it('moves by the stride and reads by the dilation', () => {
    const wide: Walk = {
      ...walk,
      ...{ region: { p: 0, q: 0, rows: 1, columns: 2 }, stride: [1, 2], dilation: [2, 1], height: 3, width: 4 },
      x: Float32Array.from({ length: 12 }, (_, i) => i),
      y: Float64Array.of(0, 0),
    }
    expect(subArray(wide, walkStep(wide, 1), 0)).toEqual([2, 3, 10, 11])
  })
})

describe('regionExtent', () => {
  it('is what the windows of a region reach', () => {
    const g = convolutionGeometry([1, 1, 30, 30], [1, 1, 3, 5], { stride: [2, 1], dilation: [2, 1] })
    expect(regionExtent(g, { p: 1, q: 1, rows: 3, columns: 4 })).toEqual([9, 8])
  })
})

describe('walkText', () => {
  it('prints i, j, the sub-array and the sum of every step', () => {
    expect(walkText(walk, 2)).toBe(
      ['i = 5, j = 7', '[[1 2]', ' [4 5]]', 'sum = 12', '', 'i = 5, j = 8', '[[ 2 30]', ' [ 5  6]]', 'sum = 43'].join(
        '\n',
      ),
    )
    expect(walkText(walk).match(/^i = /gm)).toHaveLength(4)
  })

  it('prints the planes of a window one under the other', () => {
    const two = { ...walk, channels: [0, 1], x: Float32Array.of(...walk.x, ...walk.x.map((value) => -value)) }
    expect(walkText(two, 1)).toBe(
      ['i = 5, j = 7', '[[[1 2]', '  [4 5]]', '', ' [[-1 -2]', '  [-4 -5]]]', 'sum = 12'].join('\n'),
    )
  })

  it('prints the digits that a float32 has', () => {
    const fractions = { ...walk, x: walk.x.map((value) => value / 10), y: walk.y.map((value) => value / 10) }
    expect(walkText(fractions, 1)).toContain('[[0.1 0.2]\n [0.4 0.5]]\nsum = 1.2')
  })
})
