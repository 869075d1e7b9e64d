import { describe, expect, it } from 'vitest'
import { gridLayout, mostRows } from '../../../../renderer/panes/kernel/gridLayout.ts'
import { weightTexts } from '../../../../renderer/panes/kernel/weightText.ts'

const write = (weights: readonly number[]) => (characters: number) => weightTexts(weights, characters)

describe('gridLayout', () => {
  it('never overflows the sidebar, whatever the size', () => {
    for (const width of [248, 320])
      for (let R = 1; R <= mostRows; R++)
        for (let S = 1; S <= mostRows; S++) {
          const { cell, gap } = gridLayout(width, R, S, () => null)
          // A millionth of a pixel for the rounding of the division.
          expect(S * cell + (S - 1) * gap).toBeLessThanOrEqual(width + 1e-6)
          expect(cell).toBeGreaterThan(5)
        }
  })

  it('shows numbers while they are legible, then colors alone', () => {
    const whole = new Array<number>(81).fill(-5)
    expect(gridLayout(248, 9, 9, write(whole)).texts?.[0]).toBe('−5')
    expect(gridLayout(248, 9, 9, write(whole.map((value) => value / 7))).texts).toBeNull()
    expect(gridLayout(248, 31, 31, write(new Array<number>(961).fill(-5))).texts).toBeNull()
  })

  it('chooses the larger type where there is room', () => {
    expect(gridLayout(248, 3, 3, write([-1, 8])).fontSize).toBe(13)
    expect(gridLayout(248, 7, 7, write([-1.5, 8])).fontSize).toBe(11)
  })
})
