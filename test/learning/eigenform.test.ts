import { describe, expect, it } from 'vitest'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { eigenform } from '../../shared/learning/eigenform.ts'
import { exactSolution } from '../../shared/learning/exact.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { readVectors, unpack } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

const x = normalTensor([1, 2, 13, 12], 1)
const g = convolutionGeometry(x.shape, [2, 2, 2, 3], { stride: [1, 2], padding: 1 })
const moments = momentsOf(x, normalTensor([g.N, g.K, g.P, g.Q], 2), g, true)
const start = [...normalTensor([26], 3).data]
const stable = 1 / spectrumOf(moments).values[0]

describe('eigenform', () => {
  it.each([
    { part: 0.1, weightDecay: 0 },
    { part: 0.9, weightDecay: 0 },
    { part: 0.3, weightDecay: 5 },
  ])(
    'is where the loop of steps arrives, at $part of the stable rate, weight decay $weightDecay',
    ({ part, weightDecay }) => {
      const settings = { learningRate: part * stable, weightDecay }
      const form = eigenform(moments, settings, start)
      expect(form.diverges).toBe(false)
      for (const t of [0, 1, 2, 10, 101, 1000]) {
        const { parameters } = descend(moments, { kind: 'sgd', ...settings }, initialState(start), t)
        // 1e-12: t·2⁻⁵³·cond for the loop, n·2⁻⁵³·cond for the decomposition; the condition number is about 20
        expectWithin(form.parametersAt(t), parameters, 1e-12)
        const next = { loss: NaN }
        descend(moments, { kind: 'sgd', ...settings }, initialState(parameters), 1, (_, loss) => (next.loss = loss))
        expectWithin([form.lossAtIteration(t)], [next.loss], 1e-11 * next.loss) // twice the relative error of w, times w/d
      }
    },
  )

  it('arrives at the exact answer after ten million iterations, at once', () => {
    const form = eigenform(moments, { learningRate: 0.5 * stable }, start)
    const exact = exactSolution(moments)
    expect(form.parametersAt(10_000_000)).toEqual(exact.parameters)
    expect(form.lossAtIteration(10_000_000)).toBe(exact.loss)
  })

  it('follows a diverging run as far as there are numbers', () => {
    const settings = { learningRate: 1.5 * stable }
    const form = eigenform(moments, settings, start)
    expect(form.diverges).toBe(true)
    const { parameters } = descend(moments, { kind: 'sgd', ...settings }, initialState(start), 101)
    const largest = Math.max(...parameters.map(Math.abs))
    expect(largest).toBeGreaterThan(1e20)
    expectWithin(form.parametersAt(101), parameters, 1e-12 * largest)
    expect(form.lossAtIteration(10_000_000)).toBe(Infinity)
  })

  it('leaves alone what the pair does not determine', () => {
    const flat = tensor([1, 1, 8, 8], new Float64Array(64).fill(0.3))
    const undetermined = momentsOf(
      flat,
      normalTensor([1, 1, 7, 7], 5),
      convolutionGeometry(flat.shape, [1, 1, 2, 2]),
      false,
    )
    const form = eigenform(undetermined, { learningRate: 0.01 }, [1, 2, 3, 4])
    const [w0, w1, w2, w3] = form.parametersAt(10_000_000)
    expectWithin([w1 - w0, w2 - w1, w3 - w2], [1, 1, 1], 1e-13) // only the sum moved
  })

  it('refuses what is no iteration', () => {
    expect(() => eigenform(moments, { learningRate: 1 }, start).parametersAt(1.5)).toThrow('from 0, got 1.5')
  })

  it("has the lecture's weights of PyTorch after 10000 iterations", () => {
    interface Case {
      x: PackedTensor
      target: PackedTensor
      initialWeight: PackedTensor
      weightAfter: Record<string, PackedTensor>
    }
    const [lecture] = readVectors<Case>('learning').cases
    const [image, target] = [unpack(lecture.x), unpack(lecture.target)]
    const pair = momentsOf(image, target, convolutionGeometry(image.shape, [1, 1, 3, 3]), false)
    const form = eigenform(pair, { learningRate: 1e-7 }, lecture.initialWeight.data)
    for (const [iteration, { data }] of Object.entries(lecture.weightAfter)) {
      expectWithin(form.parametersAt(Number(iteration)), data, 1e-11) // 10000 roundings of 1e-15 in PyTorch's loop
    }
  })
})
