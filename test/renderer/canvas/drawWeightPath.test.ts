import { describe, expect, it } from 'vitest'
import { contoursOf, pathRange } from '../../../renderer/canvas/drawWeightPath.ts'
import { ticks } from '../../../renderer/canvas/plotAxes.ts'
import { figureSvg } from '../../../renderer/canvas/figure.ts'
import { lossFigure } from '../../../renderer/canvas/lossFigure.ts'

describe('contoursOf', () => {
  const slice = { at: [2, 1], loss: 10, gradient: [3, -4], curvature: [5, 2, 4] } as const
  const lossAt = ([x, y]: readonly number[]): number => {
    const [dx, dy] = [x - slice.at[0], y - slice.at[1]]
    const [a, b, c] = slice.curvature
    return slice.loss + 3 * dx - 4 * dy + a * dx * dx + 2 * b * dx * dy + c * dy * dy
  }

  it('has its center where the slice is least, and one loss all along a contour', () => {
    const { center, axes } = contoursOf(slice)!
    const least = lossAt(center)
    for (let i = 0; i < 8; i++) {
      const [cos, sin] = [Math.cos((Math.PI * i) / 4), Math.sin((Math.PI * i) / 4)]
      const place = [0, 1].map((d) => center[d] + 3 * (cos * axes[0][d] + sin * axes[1][d]))
      expect(lossAt(place)).toBeCloseTo(least + 9, 10)
    }
  })

  it('is nothing where the loss is flat in some direction', () => {
    expect(contoursOf({ ...slice, curvature: [4, 2, 1] })).toBeNull()
  })
})

describe('the axes of a path', () => {
  it('have room around all points, and are never flat', () => {
    expect(
      pathRange([
        [0, 5],
        [10, 5],
      ]),
    ).toEqual({ low: [-1.4000000000000001, 4.5], high: [11.4, 5.5] })
  })

  it.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [-0.03, 0.02, 5, [-0.03, -0.02, -0.01, 0, 0.01, 0.02]],
    [7.9, 8.1, 2, [7.9, 8, 8.1]],
  ])('have round numbers from %d to %d', (low, high, count, wanted) => {
    const found = ticks(low, high, count)
    expect(found).toHaveLength(wanted.length)
    found.forEach((tick, i) => expect(tick).toBeCloseTo(wanted[i], 12))
  })
})

it('a loss curve is taken away as SVG with its minimum, its name, and no loss of 0', () => {
  const figure = lossFigure({
    curves: [
      {
        name: 'Adam <1>',
        color: '#123456',
        points: [
          [0, 100],
          [1, 10],
          [2, 0],
        ],
      },
    ],
    minimum: 8,
    minimumName: 'least',
    iterationName: 'Iteration',
    lossName: 'Loss',
    formatLoss: String,
    formatIteration: String,
  })
  const svg = figureSvg(figure)
  expect(svg).toContain('Adam &lt;1>')
  expect(svg).toContain('stroke-dasharray')
  const [curve] = figure.lines.filter(({ color }) => color === '#123456')
  expect(curve.points).toHaveLength(2)
  expect(curve.points[1][1]).toBeGreaterThan(curve.points[0][1]) // downwards on the page
})
