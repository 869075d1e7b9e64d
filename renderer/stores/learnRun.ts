import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel, KernelShape } from '../../shared/kernel/kernel.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { resize } from '../../shared/kernel/transforms.ts'
import { initialState } from '../../shared/learning/descend.ts'
import type { OptimizerSettings, OptimizerState } from '../../shared/learning/learnTypes.ts'
import { uniformParameters } from '../../shared/learning/parameters.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import type { DescentProgress, LearnProblem } from '../../shared/rpc/engineContract.ts'
import type { LearnWish } from './learnProblemStore.ts'

/** [iteration, loss before its step] */
export type LossPoint = readonly [iteration: number, loss: number]

/** A state from which any iteration near it is found again, and the optimizer that went on from there. */
export interface Kept {
  readonly state: OptimizerState
  readonly optimizer: OptimizerSettings
}

/** One descent: all that is needed to show it and to go on with it, in this engine or the next. */
export interface LearnRun {
  /** Counts the runs of this window; their colors and names follow it. */
  readonly id: number
  readonly wish: LearnWish
  readonly seed: number
  /** Of the newest part: a paused run may go on with another rate. */
  readonly optimizer: OptimizerSettings
  readonly problem: LearnProblem
  readonly state: OptimizerState
  /** The loss of `state`; null before the first iterations. */
  readonly loss: number | null
  readonly curve: readonly LossPoint[]
  /** In order; the first is the start. */
  readonly kept: readonly Kept[]
}

let lastId = 0

/** From PyTorch's start: uniform in ±1/√(C·R·S), by the seed. */
export function createRun(
  wish: LearnWish,
  problem: LearnProblem,
  seed: number,
  optimizer: OptimizerSettings,
): LearnRun {
  const [K, C, R, S] = problem.exact.weight.shape as KernelShape
  const state = initialState(uniformParameters({ K, C, R, S }, wish.bias, mulberry32(seed)))
  const kept = [Object.freeze({ state, optimizer })]
  return Object.freeze({ id: ++lastId, wish, seed, optimizer, problem, state, loss: null, curve: [], kept })
}

export type Checkpoint = Pick<LearnRun, 'seed' | 'optimizer' | 'state' | 'loss' | 'curve'>

/** A run of an earlier window, from its checkpoint: whatever lies between its start and there is stepped again when it is looked at. */
export function restoreRun(wish: LearnWish, problem: LearnProblem, kept: Checkpoint): LearnRun {
  const run = createRun(wish, problem, kept.seed, kept.optimizer)
  const { optimizer, state } = kept
  return Object.freeze({ ...run, ...kept, kept: [...run.kept, Object.freeze({ state, optimizer })] })
}

/** What follows goes on with this optimizer. */
export function withOptimizer(run: LearnRun, optimizer: OptimizerSettings): LearnRun {
  const { state, kept } = run
  return Object.freeze({ ...run, optimizer, kept: [...kept, Object.freeze({ state, optimizer })] })
}

export function withProgress(run: LearnRun, { state, loss, losses, kept }: DescentProgress): LearnRun {
  const { optimizer } = run
  const more = kept.map((each) => Object.freeze({ state: each, optimizer }))
  return Object.freeze({
    ...run,
    state,
    loss,
    curve: [...run.curve, ...losses],
    kept: thinned([...run.kept, ...more]),
  })
}

/** More states than a screen has columns show nothing more. */
const mostKept = 600

/** Every second one goes when there are too many: the first and the last stay. */
function thinned(kept: readonly Kept[]): readonly Kept[] {
  if (kept.length <= mostKept) return kept
  const startsPart = (i: number): boolean => kept[i].optimizer !== kept[i - 1]?.optimizer
  return kept.filter((_, i) => i % 2 === 0 || i === kept.length - 1 || startsPart(i))
}

/** The newest state kept that is not later than an iteration. */
export function keptBefore({ kept }: LearnRun, iteration: number): Kept {
  return kept.findLast(({ state }) => state.iteration <= iteration) ?? kept[0]
}

/** The curve as [steps done, loss]: a loop prints the loss that it had before each step, so the last point is not in it. */
export function lossesAfter({ curve, state, loss }: LearnRun): readonly LossPoint[] {
  const points = curve.map(([iteration, value]) => [iteration - 1, value] as const)
  return loss === null ? points : [...points, [state.iteration, loss] as const]
}

/** θ as a kernel: weights in K C R S order, then the biases if they were learned. The run's newest θ if none is given. */
export function learnedKernel({ problem, state, wish }: LearnRun, parameters = state.parameters): Kernel {
  const shape = problem.exact.weight.shape as KernelShape
  const count = shape.reduce((product, extent) => product * extent, 1)
  const weight = parameters.slice(0, count)
  return createKernel({ name: 'learned', shape, weight, ...(wish.bias && { bias: parameters.slice(count) }) })
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
