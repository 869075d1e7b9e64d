import { describe, expect, it } from 'vitest'
import { curveData } from '../../../renderer/canvas/curveChart.ts'

describe('curveData', () => {
  it('puts curves of different places over one axis', () => {
    const curves = [{ points: [[0.5, 4], [1, 3]] as const }, { points: [[1, 9], [2, 8]] as const }] // prettier-ignore
    expect(curveData(curves, false)).toEqual([
      [0.5, 1, 2],
      [4, 3, null],
      [null, 9, 8],
    ])
  })

  it('leaves out what has no logarithm', () => {
    expect(curveData([{ points: [[1, 0], [2, 1e-9]] }], true)).toEqual([[2], [1e-9]]) // prettier-ignore
  })
})
