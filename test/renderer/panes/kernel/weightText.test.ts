import { describe, expect, it } from 'vitest'
import { readTypedNumber } from '../../../../renderer/panes/kernel/readTypedNumber.ts'
import { stepped, weightStep } from '../../../../renderer/panes/kernel/weightStep.ts'
import { movingTexts, plainNumber, weightTexts } from '../../../../renderer/panes/kernel/weightText.ts'

describe('plainNumber', () => {
  it('has no noise of binary fractions, and no negative zero', () => {
    expect([0.1 + 0.2, -0, 1e-9, -8].map(plainNumber)).toEqual(['0.3', '0', '1e-9', '-8'])
  })
})

describe('weightTexts', () => {
  it('writes numbers exactly where they fit', () => {
    expect(weightTexts([-1, 8, 0.25], 4)).toEqual(['−1', '8', '0.25'])
  })

  it('rounds all to the same decimals, as many as fit', () => {
    expect(weightTexts([1 / 9, 2 / 3], 5)).toEqual(['0.111', '0.667'])
    expect(weightTexts([1 / 9, 2 / 3], 4)).toEqual(['0.11', '0.67'])
  })

  it('drops the zero before the point where that makes room', () => {
    expect(weightTexts([1 / 9, -2 / 3], 4)).toEqual(['.11', '−.67'])
  })

  it('never shows fewer than two digits of the largest weight', () => {
    expect(weightTexts([1 / 9, -2 / 3], 3)).toBeNull()
    expect(weightTexts([1234], 3)).toBeNull()
    expect(weightTexts([0.0123456], 5)).toEqual(['0.012'])
  })

  it('does not pass something for nothing', () => {
    expect(weightTexts([0.123456, 1e-7, 0], 5)).toEqual(['0.123', '≈0', '0'])
  })
})

describe('movingTexts', () => {
  it('takes its decimals from the largest weight expected, so that nothing changes its width', () => {
    expect(movingTexts([0.5, -0.123456, 7], 8, 6)).toEqual(['0.500', '−0.123', '7.000'])
    expect(movingTexts([-0.0001], 8, 6)).toEqual(['0.000'])
  })

  it('names what has left every bound', () => {
    expect(movingTexts([-1e130, 1e9, 1], 8, 5)).toEqual(['−≫', '≫', '1.00'])
  })

  it('is silent where two digits of the largest do not fit', () => {
    expect(movingTexts([0.5], 0.01, 5)).toBeNull()
  })
})

describe('readTypedNumber', () => {
  it('takes what people type', () => {
    expect(['−1,5', ' .5 ', '1/8', '1e-3', '-0'].map(readTypedNumber)).toEqual([-1.5, 0.5, 0.125, 0.001, 0])
  })

  it('takes nothing else', () => {
    expect(['', 'x', '1 2', '1/0', '1e999', '--1'].map(readTypedNumber)).toEqual([null, null, null, null, null, null])
  })
})

describe('weightStep', () => {
  it('is a digit below the first of the largest weight', () => {
    expect(weightStep([0.5, -0.01])).toBeCloseTo(0.01, 12)
    expect(weightStep([8.5])).toBeCloseTo(0.1, 12)
  })

  it('keeps whole numbers whole', () => {
    expect([[-1, 8], [0], [250, 1]].map(weightStep)).toEqual([1, 1, 10])
  })

  it('steps without noise', () => {
    expect([stepped(0.1, 2, 0.1), stepped(-0.1, 1, 0.1)]).toEqual([0.3, 0])
  })
})
