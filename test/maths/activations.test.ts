import { describe, expect, it } from 'vitest'
import { activate, activateGradInput, leakyRelu, relu, sigmoid, tanh } from '../../shared/maths/activations.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { centralDifferences, expectGradient } from '../support/centralDifferences.ts'

describe('activations', () => {
  it.each(Object.entries({ relu, leakyRelu: leakyRelu(0.2), sigmoid, tanh }))(
    '%s has the derivative that central differences find',
    (_, activation) => {
      const x = normalTensor([3, 4], 5)
      const dy = normalTensor([3, 4], 6)
      const dx = activateGradInput(activation, x, activate(activation, x), dy)
      expectGradient(
        dx,
        centralDifferences(x, () => activate(activation, x), dy),
      )
    },
  )

  it('stay finite where exponentials overflow, and let NaN pass', () => {
    const x = handTensor([1, 3], -1000, 1000, NaN)
    expect([...activate(sigmoid, x).data]).toEqual([0, 1, NaN])
    expect([...activate(tanh, x).data]).toEqual([-1, 1, NaN])
    expect([...activate(relu, x).data]).toEqual([0, 1000, NaN])
    expect([...activate(leakyRelu(0.5), x).data]).toEqual([-500, 1000, NaN])
  })
})
