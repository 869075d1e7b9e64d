import { describe, expect, it } from 'vitest'
import { LabError } from '../../shared/errors.ts'
import { checkOptimizer, optimizerKinds, runFrom, stateOf, step } from '../../shared/maths/optimizers.ts'
import { expectWithin } from '../support/closeTo.ts'
import type { OptimizerSettings } from '../../shared/maths/optimizers.ts'

/** Parameters after two steps from θ = [1, −2] with gradients [4, −3] and [2, 1]. */
function twoSteps(settings: OptimizerSettings): Float64Array {
  const run = runFrom({ iteration: 0, parameters: [1, -2], m: [], v: [] })
  step(settings, run, Float64Array.of(4, -3))
  step(settings, run, Float64Array.of(2, 1))
  expect(run.iteration).toBe(2)
  return run.parameters
}

/** The hand-worked values round differently than the loop, by a few units in the last place of numbers up to 4. */
const rounding = 16 * 2 ** -52

describe('step', () => {
  it('sgd: θ − 0.1·(4, −3) − 0.1·(2, 1)', () => {
    expectWithin(twoSteps({ kind: 'sgd', learningRate: 0.1 }), [1 - 0.4 - 0.2, -2 + 0.3 - 0.1], rounding)
  })

  it('sgd with weight decay 0.5: the second gradient meets the weights after the first step', () => {
    // first: g = (4, −3) + 0.5·(1, −2) = (4.5, −4), θ = (0.55, −1.6); second: g = (2, 1) + 0.5·θ = (2.275, 0.2)
    const theta = twoSteps({ kind: 'sgd', learningRate: 0.1, weightDecay: 0.5 })
    expectWithin(theta, [0.55 - 0.2275, -1.6 - 0.02], rounding)
  })

  it('momentum 0.9: the buffer is the first gradient, then 0.9 of it and the second', () => {
    // m = (4, −3), then (5.6, −1.7)
    expectWithin(twoSteps({ kind: 'momentum', learningRate: 0.1 }), [1 - 0.4 - 0.56, -2 + 0.3 + 0.17], rounding)
  })

  it('nesterov 0.9: looks ahead by g + 0.9·m', () => {
    // g + 0.9 m = (7.6, −5.7), then (2 + 5.04, 1 − 1.53)
    expectWithin(twoSteps({ kind: 'nesterov', learningRate: 0.1 }), [1 - 0.76 - 0.704, -2 + 0.57 + 0.053], rounding)
  })

  it('adam: the first step is the learning rate in the direction of the sign, for the bias correction undoes the zeros', () => {
    const run = runFrom({ iteration: 0, parameters: [1, -2], m: [], v: [] })
    step({ kind: 'adam', learningRate: 0.1 }, run, Float64Array.of(4, -3))
    expectWithin(run.parameters, [1 - 0.1, -2 + 0.1], 1e-9) // ε = 1e-8 beside |g| ≥ 3 takes 0.1 · 1e-8 / 3 off
  })

  it('adam: the second step by hand, with betas of one half', () => {
    // m = 0.5·0.5·4 + 0.5·2 = 2 and (2 · (1−β²))⁻¹: 2 / 0.75; v = 0.25·16 + 0.5·4 = 6 and 6 / 0.75 = 8
    const first = 1 - 0.1
    const theta = twoSteps({ kind: 'adam', learningRate: 0.1, betas: [0.5, 0.5], eps: 0 })
    expectWithin(theta.subarray(0, 1), [first - (0.1 * (2 / 0.75)) / Math.sqrt(8)], rounding)
  })

  it('rmsprop: v = 0.01·16, then 0.99·0.16 + 0.01·4', () => {
    const theta = twoSteps({ kind: 'rmsprop', learningRate: 0.1, eps: 0 })
    expectWithin(theta.subarray(0, 1), [1 - 0.4 / 0.4 - 0.2 / Math.sqrt(0.1984)], rounding)
  })

  it('adagrad: v = 16, then 20', () => {
    const theta = twoSteps({ kind: 'adagrad', learningRate: 0.1, eps: 0 })
    expectWithin(theta.subarray(0, 1), [1 - 0.4 / 4 - 0.2 / Math.sqrt(20)], rounding)
  })
})

describe('state of a run', () => {
  it.each(optimizerKinds)('goes on from a kept state of %s as if never interrupted', (kind) => {
    const settings = { kind, learningRate: 0.1 }
    const run = runFrom({ iteration: 0, parameters: [1, -2], m: [], v: [] })
    step(settings, run, Float64Array.of(4, -3))
    const resumed = runFrom(structuredClone(stateOf(run)))
    step(settings, run, Float64Array.of(2, 1))
    step(settings, resumed, Float64Array.of(2, 1))
    expect(stateOf(resumed)).toEqual(stateOf(run))
  })

  it('refuses moments of another length', () => {
    expect(() => runFrom({ iteration: 3, parameters: [1, 2], m: [1], v: [] })).toThrow(
      'm wants one number for each of 2 parameters, got 1',
    )
  })
})

describe('checkOptimizer', () => {
  it.each([
    [{ kind: 'sgd', learningRate: -1 }, 'the learning rate is a finite number from 0, got -1'],
    [{ kind: 'sgd', learningRate: NaN }, 'got NaN'],
    [{ kind: 'momentum', learningRate: 1, momentum: -0.1 }, 'the momentum is'],
    [{ kind: 'adam', learningRate: 1, betas: [0.9, 1] }, 'the second beta is from 0 to below 1, got 1'],
    [{ kind: 'lion', learningRate: 1 }, 'got "lion"'],
  ])('refuses %j', (settings, message) => {
    const check = () => checkOptimizer(settings as OptimizerSettings)
    expect(check).toThrow(LabError)
    expect(check).toThrow(message)
  })
})
