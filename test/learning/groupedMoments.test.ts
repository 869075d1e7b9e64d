import { describe, expect, it } from 'vitest'
import { parseConstraint } from '../../shared/learning/constraints/constraint.ts'
import { solveConstrained } from '../../shared/learning/constraints/solveConstrained.ts'
import { conditioningOf } from '../../shared/learning/conditioning.ts'
import { descend, initialState } from '../../shared/learning/descend.ts'
import { eigenform } from '../../shared/learning/eigenform.ts'
import { exactSolution } from '../../shared/learning/exact.ts'
import { joinMoments } from '../../shared/learning/groupedMoments.ts'
import { explainedShare } from '../../shared/learning/loss.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { uniformParameters } from '../../shared/learning/parameters.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'

describe.each([true, false])('three planes learned side by side (bias %s)', (bias) => {
  const g = convolutionGeometry([1, 1, 20, 21], [1, 1, 3, 2])
  const parts = [1, 2, 3].map((seed) =>
    momentsOf(normalTensor([1, 1, 20, 21], seed), normalTensor([1, 1, g.P, g.Q], seed + 9), g, bias),
  )
  const joined = joinMoments(parts)
  const apart = (kernels: readonly { weight: { data: readonly number[] }; bias: readonly number[] }[]) => ({
    weight: { shape: [3, 1, 3, 2], data: kernels.flatMap(({ weight }) => weight.data) },
    bias: kernels.flatMap((kernel) => kernel.bias),
  })

  it('have the exact answers of each alone, and the sum of their losses', () => {
    const each = parts.map((part) => exactSolution(part))
    const found = exactSolution(joined)
    const wanted = apart(each)
    expect(found.weight.shape).toEqual(wanted.weight.shape)
    expectWithin(found.weight.data, wanted.weight.data, 1e-13) // the same sums through another factorization
    expectWithin(found.bias, wanted.bias, 1e-13)
    const loss = each.reduce((sum, part) => sum + part.loss, 0)
    expectWithin([found.loss], [loss], 1e-12 * loss)
    expect(explainedShare(joined, loss)).toBeGreaterThan(0)
    expect(conditioningOf(joined).determined).toBe(true)
  })

  it.each(['sum:1', 'symmetric:vertical', 'non-negative', 'separable', 'sparse:0.1'])('meet %s each alone', (text) => {
    const constraint = parseConstraint(text)
    const wanted = apart(parts.map((part) => solveConstrained(part, constraint)))
    const found = solveConstrained(joined, constraint)
    expectWithin(found.weight.data, wanted.weight.data, 1e-6) // rank 1 is descended to; the others are exact
    expectWithin(found.bias, wanted.bias, 1e-6)
  })

  it.each(['sgd', 'adam', 'nesterov'] as const)('go the way of each alone under %s', (kind) => {
    const settings = { kind, learningRate: kind === 'adam' ? 0.01 : 1e-4 }
    const starts = parts.map((_, i) => uniformParameters(g, bias, mulberry32(i)))
    const all = [...starts.flatMap((start) => start.slice(0, 6)), ...starts.flatMap((start) => start.slice(6))]
    const found = descend(joined, settings, initialState(all), 200).parameters
    const each = parts.map((part, i) => descend(part, settings, initialState(starts[i]), 200).parameters)
    const wanted = [...each.flatMap((theta) => theta.slice(0, 6)), ...each.flatMap((theta) => theta.slice(6))]
    expectWithin(found, wanted, 1e-12)
    if (kind === 'sgd') expectWithin(eigenform(joined, settings, all).parametersAt(200), wanted, 1e-12)
  })
})
