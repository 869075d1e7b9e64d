import { step } from '../../../shared/maths/optimizers.ts'
import type { OptimizerRun, OptimizerSettings } from '../../../shared/maths/optimizers.ts'

/** The end of a training step: parameter by parameter, so that any thread may do any of them. All numbers lie in shared memory. */
export interface UpdateTask {
  readonly kind: 'update'
  readonly settings: OptimizerSettings
  /** The gradients of the parts of the batch, not averaged yet. */
  readonly parts: readonly Float32Array[]
  /** What their sum is multiplied by. */
  readonly share: number
  /** As it was before the step; its numbers are changed in place, the count of its iterations is left to the caller. */
  readonly run: OptimizerRun
  /** The same parameters in float32: what the next step's threads read. */
  readonly parameters: Float32Array
}

/** g = share · Σ_parts g_part, then the optimizer's step, of parameters first ≤ i < last. */
export function updateParameters(
  { settings, parts, share, run, parameters }: UpdateTask,
  first: number,
  last: number,
): null {
  const of = <T extends Float32Array | Float64Array>(numbers: T): T => numbers.subarray(first, last) as T
  const own = { iteration: run.iteration, parameters: of(run.parameters), m: of(run.m), v: of(run.v) }
  step(settings, own, addedParts(parts.map(of), share))
  of(parameters).set(own.parameters)
  return null
}

/** share · Σ_parts g_part in the order of the parts, in float64. */
export function addedParts(parts: readonly Float32Array[], share: number): Float64Array {
  const g = new Float64Array(parts[0].length)
  let at = 0
  // Four a pass read and write g a quarter as often, and add in the same order.
  for (; at + 4 <= parts.length; at += 4) {
    const [a, b, c, d] = parts.slice(at, at + 4)
    for (let i = 0; i < g.length; i++) g[i] = g[i] + a[i] + b[i] + c[i] + d[i]
  }
  for (; at < parts.length; at++) for (let i = 0; i < g.length; i++) g[i] += parts[at][i]
  for (let i = 0; i < g.length; i++) g[i] *= share
  return g
}
