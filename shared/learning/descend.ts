import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import { checkOptimizer, runFrom, stateOf, step } from '../maths/optimizers.ts'
import { addPenalty, projectionOnto } from './constraints/project.ts'
import { completeSquare, lossAndGradient } from './quadratic.ts'
import type { OptimizerSettings, OptimizerState } from '../maths/optimizers.ts'
import type { Moments } from './moments.ts'
import type { Quadratic } from './quadratic.ts'

/** The state before the first iteration, from parameters θ: weights, then biases. */
export function initialState(parameters: ArrayLike<number>): OptimizerState {
  const none = new Array<number>(parameters.length).fill(0)
  return { iteration: 0, parameters: Array.from(parameters), m: none, v: none }
}

/** Iterations are counted from 1; the loss is the one before the iteration's step, as a PyTorch loop prints it. */
export type OnIteration = (iteration: number, loss: number) => void

/**
 * The next `iterations` steps of an optimizer on L(w), each O(K·n²) whatever the size of the pictures. To go on in slices,
 * expand the moments once with `completeSquare`; otherwise that is done here at O(n³).
 *
 * Under a constraint every step ends with the projection onto it (projected gradient descent); an L1 penalty is in the gradient
 * instead. The losses are Σ (y − ŷ)² alone.
 *
 * Throws `diverged` {iteration, loss} when loss or weights cease to be finite: by then `onIteration` has had every loss that
 * came before. A state with ∞ in it could be neither drawn nor gone on from.
 */
export function descend(
  problem: Moments | Quadratic,
  settings: OptimizerSettings,
  state: OptimizerState,
  iterations: number,
  onIteration?: OnIteration,
): OptimizerState {
  checkOptimizer(settings)
  const quadratic = 'reference' in problem ? problem : completeSquare(problem)
  const run = runFrom(state)
  const unknowns = quadratic.size * quadratic.outputs
  if (run.parameters.length !== unknowns) {
    throw new LabError('shape-mismatch', `θ wants ${unknowns} parameters, got ${run.parameters.length}`)
  }
  const { constraint, geometry } = quadratic
  const project = constraint && projectionOnto(constraint, geometry)
  const lambda = constraint?.kind === 'sparse' ? constraint.penalty * quadratic.samples : 0
  const weights = (geometry.K * geometry.C * geometry.R * geometry.S) / geometry.groups
  const g = new Float64Array(unknowns)
  for (let i = 0; i < iterations; i++) {
    const loss = lossAndGradient(quadratic, run.parameters, g)
    if (lambda > 0) addPenalty(run.parameters, g, weights, lambda)
    if (!Number.isFinite(loss)) throw diverged(settings, run.iteration, loss)
    onIteration?.(run.iteration + 1, loss)
    step(settings, run, g)
    project?.(run.parameters)
  }
  if (!run.parameters.every(Number.isFinite)) throw diverged(settings, run.iteration, NaN)
  return stateOf(run)
}

function diverged({ kind, learningRate }: OptimizerSettings, iteration: number, loss: number): LabError {
  const values = { iteration, kind, rate: learningRate, loss }
  return refusal('diverged', 'diverged', values)
}
