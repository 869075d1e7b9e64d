import { describe, expect, it } from 'vitest'
import { expectRelative, expectWithin } from './closeTo.ts'

describe('expectWithin', () => {
  it('lets pass what lies within the bound of its place', () => {
    expectWithin([1, 2], [1.5, 2], 0.5)
    expectWithin([1, 2], [1.5, 2], [0.5, 0])
    expectWithin([NaN, Infinity, -0], [NaN, Infinity, 0], 0)
  })

  it.each([
    [[1, 2], [1, 2.5], '[1] is 2, wanted 2.5'],
    [[NaN, 2], [1, 2], '[0] is NaN, wanted 1'],
    [[1, 2], [NaN, 2], '[0] is 1, wanted NaN'],
    [[Infinity], [NaN], '[0] is Infinity, wanted NaN'],
    [[Infinity], [-Infinity], '[0] is Infinity, wanted -Infinity'],
    [[9, 1, 5], [1, 1, 1], '[0] is 9, wanted 1'],
  ])('fails for %j against %j and names the worst place', (actual, expected, message) => {
    expect(() => expectWithin(actual, expected, 0.25)).toThrow(message)
  })

  it('fails for another length', () => {
    expect(() => expectWithin([1], [1, 2], 9)).toThrow()
  })
})

describe('expectRelative', () => {
  it('measures by the largest expected value', () => {
    expectRelative([100.5, 0.5], [100, 0], 0.01)
    expect(() => expectRelative([102, 0], [100, 0], 0.01)).toThrow('[0] is 102, wanted 100')
  })
})
