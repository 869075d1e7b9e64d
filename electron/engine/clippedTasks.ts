import { gatherPatches, patchRows } from '../../shared/backend/gather/patches.ts'
import type { PatchMethod } from '../../shared/backend/gather/patches.ts'
import { clipRows } from '../../shared/backend/gather/clipRows.ts'
import { numbersOf } from '../../shared/image/samples.ts'
import type { SampledTensor } from '../../shared/image/samples.ts'
import { lookAtRows, withBias } from '../../shared/learning/clippedRows.ts'
import { newtonStep, pictureLimits } from '../../shared/learning/clipping.ts'
import type { NewtonStep, RoundSums } from '../../shared/learning/clipping.ts'
import { createMoments, isDense } from '../../shared/learning/moments.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import { addPatchSums, spreadPatchSums } from '../../shared/learning/patchSums.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'

/** Tasks on single positions of a pair: those that are left out, and those that are cut off at 0 and 1. */
export type ClippedTask = PatchesTask | ClipTask | ClipStepTask

export interface ClippedReplies {
  readonly patches: Moments | null
  readonly clip: RoundSums | null
  readonly clipStep: NewtonStep
}

/** A learner's pair, in shared memory. */
interface PairTask {
  readonly g: Geometry
  readonly bias: boolean
  readonly x: SampledTensor
  readonly target: SampledTensor
  /** With `integer`, moments are of 255 times the pixels, so that whole numbers stay whole over the bands. */
  readonly method: PatchMethod
}

/** Rows p of the learner's output; answers the moments of the positions marked `chosen`, null where `integer` met what is no pixel. */
export interface PatchesTask extends PairTask {
  readonly kind: 'patches'
  readonly marks: Uint8Array | null
  readonly chosen: number
}

/** Rows p of a round through the clipping, one output channel; writes `satisfied` and `changes`. null as above. */
export interface ClipTask extends PairTask {
  readonly kind: 'clip'
  readonly rows: Float64Array
  readonly satisfied: Uint8Array
  readonly changes: Uint8Array
}

/** One band by itself: Newton's step, which costs O(n³). */
export interface ClipStepTask {
  readonly kind: 'clipStep'
  readonly counting: Moments
  readonly rows: Float64Array
  readonly ridge: number
}

export function runClippedTask(task: ClippedTask, first: number, last: number): ClippedReplies[keyof ClippedReplies] {
  switch (task.kind) {
    case 'patches':
      return sumMarked(task, task.marks, task.chosen, null, first, last)
    case 'clip':
      return look(task, first, last)
    case 'clipStep':
      return newtonStep(task.counting, task.rows, task.ridge)
  }
}

function look(task: ClipTask, first: number, last: number): RoundSums | null {
  const { g, bias, x, target, method, rows, satisfied, changes } = task
  if (!isDense(g))
    return lookAtRows(rows, bias, numbersOf(x), numbersOf(target), g, first, last, pictureLimits, satisfied, changes)
  const weights = withBias(rows, bias)
  let loss = 0
  for (let n = 0; n < g.N; n++) {
    loss += clipRows(method, weights, x.data, target.data, g, n, first, last, pictureLimits, satisfied, changes)
  }
  const change = sumMarked(task, changes, 1, 2, first, last)
  return change && { loss, change }
}

/** The moments of the positions marked `chosen`, less those of the ones marked `taken`. */
function sumMarked(
  { g, bias, x, target, method }: PairTask,
  marks: Uint8Array | null,
  chosen: number,
  taken: number | null,
  first: number,
  last: number,
): Moments | null {
  const moments = createMoments(g, bias)
  if (marks === null || !isDense(g)) {
    const [z, y] = [numbersOf(x), numbersOf(target)]
    for (let n = 0; n < g.N; n++) addPatchSums(moments, z, y, n, first, last, marks, chosen)
    return moments
  }
  const sums = new Float64Array(patchRows(g) ** 2)
  for (let n = 0; n < g.N; n++) {
    if (!gatherPatches(sums, method, x.data, target.data, g, n, first, last, marks, chosen, taken)) return null
  }
  spreadPatchSums(moments, sums)
  return moments
}
