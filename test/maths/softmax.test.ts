import { describe, expect, it } from 'vitest'
import { softmax, softmaxGradInput } from '../../shared/maths/softmax.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { centralDifferences, expectGradient } from '../support/centralDifferences.ts'
import { expectWithin } from '../support/closeTo.ts'

describe('softmax', () => {
  it('runs over the second axis, at every place by itself', () => {
    const y = softmax(handTensor([1, 2, 1, 2], 0, Math.log(3), 0, 0))
    expectWithin(y.data, [0.5, 0.75, 0.5, 0.25], 2 ** -52) // one ulp: log 3 is rounded
  })

  it('does not overflow, and does not change when all scores grow alike', () => {
    expect([...softmax(handTensor([1, 3], 1000, 1000, -1000)).data]).toEqual([0.5, 0.5, 0])
  })

  it('has the gradient that central differences find', () => {
    const x = normalTensor([2, 3, 2, 2], 9)
    const dy = normalTensor([2, 3, 2, 2], 10)
    expectGradient(
      softmaxGradInput(softmax(x), dy),
      centralDifferences(x, () => softmax(x), dy),
    )
  })
})
