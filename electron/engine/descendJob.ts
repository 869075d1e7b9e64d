import { setTimeout } from 'node:timers/promises'
import { LabError } from '../../shared/errors.ts'
import { descend } from '../../shared/learning/descend.ts'
import { lossAt } from '../../shared/learning/loss.ts'
import type { OptimizerState } from '../../shared/learning/learnTypes.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import type { DescendRequest, DescentProgress } from '../../shared/rpc/engineContract.ts'
import { longestStretch, pause } from './pause.ts'

export interface DescentOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: DescentProgress) => void) | undefined
}

/** About 25 a second. Slower than the 33 ms of the rpc's own pacing, which drops progress: no point of the curve may be lost. */
const reportIntervalMs = 40
/** Points of a run's curve: more than a screen is wide. */
const mostPoints = 4000
/** From one kept state to the next: every iteration at first, where most happens, then 4 % further each time. */
const keptGrowth = 1.04
/** Iterations in one go; small problems take nanoseconds each, so the clock is not read after every one. */
const mostAtOnce = 4096

/**
 * Goes on descending from a state, spread over about `seconds` so that a person can watch, and reports on its way. The answer
 * holds the last state and the points since the last report. Throws `diverged` when the loss stops being a number.
 */
export async function runDescent(
  quadratic: Quadratic,
  { optimizer, from, iterations, seconds }: Omit<DescendRequest, 'problem'>,
  { signal, onProgress }: DescentOptions = {},
): Promise<DescentProgress> {
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new LabError('bad-argument', `a run has 1 or more whole iterations, got ${iterations}`)
  }
  const started = performance.now()
  const end = from.iteration + iterations
  const every = Math.ceil(iterations / mostPoints)
  let state = from
  let losses: [number, number][] = []
  let kept: OptimizerState[] = [from]
  let reported = started
  let atOnce = 1
  const report = (): void => onProgress?.({ state, loss: lossAt(quadratic, state.parameters), losses, kept })
  const onIteration = (iteration: number, loss: number): void => {
    if ((iteration - from.iteration - 1) % every === 0) losses.push([iteration, loss])
  }
  while (state.iteration < end) {
    signal?.throwIfAborted()
    const due = from.iteration + dueBy(performance.now() - started, seconds, iterations)
    const toKeep = nextKept(state.iteration)
    const count = Math.min(atOnce, due - state.iteration, toKeep - state.iteration)
    if (count < 1) {
      await setTimeout(longestStretch)
    } else {
      const before = performance.now()
      try {
        state = descend(quadratic, optimizer, state, count, onIteration)
      } catch (thrown) {
        report() // whoever watches a run diverge sees the way up
        throw thrown
      }
      if (state.iteration === toKeep) kept.push(state)
      const took = performance.now() - before
      // A stretch that a kept state cut short says nothing about a longer one.
      if (took < longestStretch / 4 && count === atOnce) atOnce = Math.min(mostAtOnce, atOnce * 2)
      else if (took > longestStretch) atOnce = Math.max(1, Math.floor(atOnce / 2))
      await pause()
    }
    if (performance.now() - reported >= reportIntervalMs && losses.length > 0 && state.iteration < end) {
      report()
      losses = []
      kept = []
      reported = performance.now()
    }
  }
  if (kept.at(-1) !== state) kept.push(state)
  return { state, loss: lossAt(quadratic, state.parameters), losses, kept }
}

/** The iterations that are kept are the same however a run is cut by pauses. */
function nextKept(iteration: number): number {
  let next = 1
  while (next <= iteration) next = Math.max(next + 1, Math.ceil(next * keptGrowth))
  return next
}

/** How many iterations should be done by now. */
function dueBy(elapsedMs: number, seconds: number, iterations: number): number {
  if (!(seconds > 0)) return iterations
  return Math.min(iterations, Math.ceil((elapsedMs / (seconds * 1000)) * iterations))
}
