import { descend } from '../../shared/learning/descend.ts'
import { eigenform } from '../../shared/learning/eigenform.ts'
import { lossAt } from '../../shared/learning/loss.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import type { Spectrum } from '../../shared/learning/spectrum.ts'
import { LabError } from '../../shared/errors.ts'
import type { MomentOfRun, MomentRequest } from '../../shared/rpc/learnContract.ts'
import { createPacer } from './pause.ts'

/** Above this the decomposition, O(n³) on this thread, would be felt; steps from a kept state are then quicker. */
const mostDecomposed = 130

/** Iterations between two looks at the clock. */
const slice = 64

const spectra = new WeakMap<Quadratic, Spectrum>()

/**
 * The run after `iteration` steps. Plain gradient descent is there at once, however far that is, by its eigenform; momentum,
 * constraints and the adaptive optimizers step there from the state that was kept before it. A run that diverges on the way is reported
 * as weights of ∞, not refused: a slider may well stand there.
 */
export async function momentOfRun(
  quadratic: Quadratic,
  { optimizer, from, iteration }: Omit<MomentRequest, 'problem'>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<MomentOfRun> {
  const steps = iteration - from.iteration
  if (!(Number.isSafeInteger(steps) && steps >= 0)) {
    throw new LabError('bad-argument', `an iteration from ${from.iteration} is wanted, got ${iteration}`)
  }
  if (steps === 0) return at(quadratic, iteration, from.parameters)
  if (optimizer.kind === 'sgd' && quadratic.constraint === null && quadratic.size <= mostDecomposed) {
    const spectrum = spectra.get(quadratic) ?? spectrumOf(quadratic)
    spectra.set(quadratic, spectrum)
    return at(quadratic, iteration, eigenform(quadratic, optimizer, from.parameters, spectrum).parametersAt(steps))
  }
  const pace = createPacer(signal)
  let state = from
  try {
    while (state.iteration < iteration) {
      state = descend(quadratic, optimizer, state, Math.min(slice, iteration - state.iteration))
      await pace()
    }
  } catch (thrown) {
    if (!(thrown instanceof LabError && thrown.code === 'diverged')) throw thrown
    const nowhere = from.parameters.map(() => Infinity)
    return { iteration, parameters: nowhere, loss: Infinity }
  }
  return at(quadratic, iteration, state.parameters)
}

function at(quadratic: Quadratic, iteration: number, parameters: readonly number[]): MomentOfRun {
  const loss = lossAt(quadratic, parameters)
  return { iteration, parameters, loss: Number.isNaN(loss) ? Infinity : loss }
}
