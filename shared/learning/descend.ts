import { LabError } from '../errors.ts'
import { checkOptimizer, runFrom, stateOf, step } from '../maths/optimizers.ts'
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
  const g = new Float64Array(unknowns)
  for (let i = 0; i < iterations; i++) {
    const loss = lossAndGradient(quadratic, run.parameters, g)
    if (!Number.isFinite(loss)) throw diverged(settings, run.iteration, loss)
    onIteration?.(run.iteration + 1, loss)
    step(settings, run, g)
  }
  if (!run.parameters.every(Number.isFinite)) throw diverged(settings, run.iteration, NaN)
  return stateOf(run)
}

function diverged({ kind, learningRate }: OptimizerSettings, iteration: number, loss: number): LabError {
  return new LabError(
    'diverged',
    `after ${iteration} iterations of ${kind} with learning rate ${learningRate} the loss is no finite number any more; ` +
      'a smaller learning rate is wanted',
    { iteration, loss },
  )
}
