import { describe, expect, it } from 'vitest'
import { crossEntropy, errorLoss } from '../../shared/maths/losses.ts'
import type { ErrorLossName } from '../../shared/maths/losses.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { differencesOf, expectGradient } from '../support/centralDifferences.ts'

describe('crossEntropy', () => {
  it('has the gradient that central differences find', () => {
    const x = normalTensor([5, 3], 7)
    const labels = [0, 2, 1, 1, 0]
    const differences = differencesOf(x, () => crossEntropy(x, labels).loss)
    expectGradient(crossEntropy(x, labels).dy, differences)
  })

  it('is log K for scores that say nothing, and finite for scores that are surely wrong', () => {
    expect(crossEntropy(handTensor([1, 4], 3, 3, 3, 3), [2]).loss).toBe(Math.log(4))
    expect(crossEntropy(handTensor([1, 2], 5000, -5000), [1]).loss).toBe(10000)
  })

  it('refuses a label of no class, and labels that are not one per row', () => {
    const x = normalTensor([2, 3], 8)
    expect(() => crossEntropy(x, [0, 3])).toThrow('a label is a whole number from 0 to 2, got 3')
    expect(() => crossEntropy(x, [0])).toThrow('N×K scores and N labels, got 2×3 and 1 labels')
  })
})

describe('errorLoss', () => {
  it.each<ErrorLossName>(['mse', 'l1', 'huber', 'squaredError'])(
    '%s has the gradient that central differences find',
    (name) => {
      // Errors on both sides of Huber's corner at 1, none within a step of a corner.
      const y = handTensor([1, 6], -3, -0.5, 0.25, 0.75, 1.5, 4)
      const target = handTensor([1, 6], 0, 0, 0, 0, 0, 0)
      expectGradient(
        errorLoss(name, y, target).dy,
        differencesOf(y, () => errorLoss(name, y, target).loss),
      )
    },
  )

  it('refuses a target of another shape', () => {
    expect(() => errorLoss('mse', normalTensor([2, 3], 1), normalTensor([3, 2], 1))).toThrow(
      "the output's shape 2×3, got 3×2",
    )
  })
})
