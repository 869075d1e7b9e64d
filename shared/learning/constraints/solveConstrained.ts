import { exactSolution } from '../exact.ts'
import type { ExactSolution } from '../exact.ts'
import type { Constraint } from '../learnTypes.ts'
import { lossAt } from '../loss.ts'
import { momentsOfOutput } from '../moments.ts'
import type { Moments } from '../moments.ts'
import { kernelFrom, parametersFrom, rowsFrom } from '../parameters.ts'
import type { Spectrum } from '../spectrum.ts'
import { solveSigned } from './activeSet.ts'
import { checkConstraint } from './constraint.ts'
import { solveSeparable } from './separable.ts'
import { freeRows, solveWithin } from './subspace.ts'

export interface ConstrainedSolution extends Omit<ExactSolution, 'method'> {
  /** Whether the method came to its end; those that are exact always do. */
  readonly settled: boolean
}

/**
 * The kernel of least squared error (plus the ridge's ρ·Σw²) under a constraint. Sums and symmetries are solved within what
 * they leave free, signs and the L1 penalty by active sets: exact. Rank 1 is descended to. Output channels are solved one by
 * one: they share A and nothing else.
 */
export function solveConstrained(
  moments: Moments,
  constraint: Constraint,
  ridge = 0,
  spectrum?: Spectrum,
): ConstrainedSolution {
  checkConstraint(constraint, moments.geometry)
  const free =
    constraint.kind === 'separable' ? rowsFrom(moments, exactSolution(moments, 0, spectrum).parameters) : null
  const answers = Array.from({ length: moments.outputs }, (_, k) => {
    const own = moments.outputs === 1 ? moments : momentsOfOutput(moments, k)
    return solveRow(own, constraint, ridge, free && free.slice(k * own.size, (k + 1) * own.size))
  })
  const parameters = parametersFrom(moments, Float64Array.from(answers.flatMap(({ row }) => [...row])))
  return {
    ...kernelFrom(moments, parameters),
    parameters,
    loss: lossAt(moments, parameters),
    settled: answers.every(({ settled }) => settled),
  }
}

function solveRow(moments: Moments, constraint: Constraint, ridge: number, free: Float64Array | null) {
  switch (constraint.kind) {
    case 'sum':
    case 'symmetric':
      return { row: solveWithin(moments, freeRows(moments, constraint), ridge), settled: true }
    case 'non-negative':
      return solveSigned(moments, { penalty: 0, negative: false, ridge })
    case 'sparse':
      return solveSigned(moments, { penalty: constraint.penalty * moments.samples, negative: true, ridge })
    case 'separable':
      return solveSeparable(moments, free as Float64Array, ridge)
  }
}
