import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { updateParameters } from '../../../electron/engine/training/updateTask.ts'
import { optimizerKinds, step } from '../../../shared/maths/optimizers.ts'
import { normalTensor } from '../../support/builders.ts'

const numbers = (length: number, seed: number) => Float64Array.from(normalTensor([length], seed).data)
const positive = (length: number, seed: number) => numbers(length, seed).map(Math.abs)

describe('the end of a training step', () => {
  it('is the optimizer on the averaged sum of the parts, however the parameters are cut', () => {
    const cuts = fc.tuple(fc.nat(40), fc.nat(40)).map((places) => [0, ...places.sort((a, b) => a - b), 40])
    const plans = fc.record({ kind: fc.constantFrom(...optimizerKinds), count: fc.integer({ min: 1, max: 8 }), cuts })
    fc.assert(
      fc.property(plans, fc.integer(), ({ kind, count, cuts }, seed) => {
        const settings = { kind, learningRate: 0.1, weightDecay: 0.01 }
        const parts = Array.from({ length: count }, (_, part) => Float32Array.from(numbers(40, seed + part)))
        const start = () => ({
          iteration: 3,
          parameters: numbers(40, seed),
          m: numbers(40, ~seed),
          v: positive(40, seed),
        })
        const [right, run] = [start(), start()]
        const g = Float64Array.from({ length: 40 }, (_, i) => parts.reduce((sum, part) => sum + part[i], 0) * 0.5)
        step(settings, right, g)
        const parameters = new Float32Array(40)
        for (let i = 0; i + 1 < cuts.length; i++) {
          updateParameters({ kind: 'update', settings, parts, share: 0.5, run, parameters }, cuts[i], cuts[i + 1])
        }
        expect({ ...run, iteration: 4 }).toEqual(right)
        expect(parameters).toEqual(Float32Array.from(right.parameters))
      }),
    )
  })
})
