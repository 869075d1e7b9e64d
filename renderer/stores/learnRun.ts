import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel, KernelShape } from '../../shared/kernel/kernel.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { resize } from '../../shared/kernel/transforms.ts'
import { initialState } from '../../shared/learning/descend.ts'
import type { OptimizerState } from '../../shared/learning/learnTypes.ts'
import { uniformParameters } from '../../shared/learning/parameters.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import type { DescentProgress, LearnProblem } from '../../shared/rpc/engineContract.ts'
import type { LearnWish } from './learnProblemStore.ts'

/** [iteration, loss before its step] */
export type LossPoint = readonly [iteration: number, loss: number]

/** One descent: all that is needed to show it and to go on with it, in this engine or the next. */
export interface LearnRun {
  readonly wish: LearnWish
  readonly problem: LearnProblem
  readonly state: OptimizerState
  /** The loss of `state`; null before the first iterations. */
  readonly loss: number | null
  readonly curve: readonly LossPoint[]
}

/** From PyTorch's start: uniform in ±1/√(C·R·S), by the seed. */
export function createRun(wish: LearnWish, problem: LearnProblem, seed: number): LearnRun {
  const [K, C, R, S] = problem.exact.weight.shape as KernelShape
  const start = uniformParameters({ K, C, R, S }, wish.bias, mulberry32(seed))
  return Object.freeze({ wish, problem, state: initialState(start), loss: null, curve: [] })
}

export function withProgress(run: LearnRun, { state, loss, losses }: DescentProgress): LearnRun {
  return Object.freeze({ ...run, state, loss, curve: [...run.curve, ...losses] })
}

/** θ as a kernel: weights in K C R S order, then the biases if they were learned. */
export function learnedKernel({ problem, state, wish }: LearnRun): Kernel {
  const shape = problem.exact.weight.shape as KernelShape
  const count = shape.reduce((product, extent) => product * extent, 1)
  const weight = state.parameters.slice(0, count)
  return createKernel({ name: 'learned', shape, weight, ...(wish.bias && { bias: state.parameters.slice(count) }) })
}

export function exactKernel({ exact }: LearnProblem): Kernel {
  return createKernel({
    name: 'exact',
    shape: exact.weight.shape as KernelShape,
    weight: exact.weight.data,
    bias: exact.bias,
  })
}

/** The kernel that made the target, on the learner's grid; null when there is none, or the grid cannot hold it. */
export function trueKernel({ target, size: [R, S], bias }: LearnWish): Kernel | null {
  if (target.kind !== 'kernel') return null
  const { kernel } = target.convolution
  const [, , rows, columns] = kernel.shape
  const lost = !bias && kernel.bias.some((value) => value !== 0)
  return rows > R || columns > S || lost ? null : resize(kernel, R, S)
}

/** max |a − b| over all weights and biases; null for kernels of different shapes. */
export function largestDifference(a: Kernel, b: Kernel): number | null {
  if (a.shape.join() !== b.shape.join()) return null
  const left = [...appliedWeight(a), ...a.bias]
  const right = [...appliedWeight(b), ...b.bias]
  return left.reduce((largest, value, i) => Math.max(largest, Math.abs(value - right[i])), 0)
}
