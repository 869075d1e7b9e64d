import { gatherOffsets } from '../../shared/backend/gather/gather.ts'
import type { GatherMethod } from '../../shared/backend/gather/gather.ts'
import type { Samples } from '../../shared/image/samples.ts'
import type { Shift } from '../../shared/learning/learnTypes.ts'
import { rimRows } from '../../shared/learning/offsetSums.ts'
import { findShift } from '../../shared/learning/shift.ts'
import type { FoundShift } from '../../shared/learning/shift.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { noOffsetSums } from '../../shared/maths/offsetSums.ts'
import type { OffsetSums } from '../../shared/maths/offsetSums.ts'
import type { Numbers } from '../../shared/maths/tensor.ts'
import { cropPlanes } from './planePair.ts'
import type { PlaneSet } from './planePair.ts'

/** Tasks that look at a pair of pictures before anything is solved. */
export type GatherTask = OffsetsTask | RimTask | ShiftTask

export interface GatherReplies {
  readonly offsets: OffsetSums | null
  readonly rim: Float64Array[] | null
  readonly pairShift: FoundShift | null
}

/** Rows p of the learner's output, of all n; answers their sums, or null where `integer` met what is no pixel of 8 bits. */
export interface OffsetsTask {
  readonly kind: 'offsets'
  readonly method: GatherMethod
  readonly g: Geometry
  readonly bias: boolean
  readonly x: Numbers | Samples
  readonly y: Numbers | Samples
}

/** One row a band: row r < R−1 is the pairs of output row r, row R−1+r those of row P+r. */
export interface RimTask extends Omit<OffsetsTask, 'kind' | 'bias'> {
  readonly kind: 'rim'
}

function sumRows({ method, g, bias, x, y }: Omit<OffsetsTask, 'kind'>, first: number, last: number) {
  const sums = noOffsetSums(g)
  for (let n = 0; n < g.N; n++) {
    if (!gatherOffsets(sums, method, x, y, g, n, first, last, bias)) return null
  }
  return sums
}

function sumRim({ g, ...task }: RimTask, first: number, last: number): Float64Array[] | null {
  const { top, below } = rimRows(g.R, 0, g.P)
  const rows = [...top, ...below].slice(first, last).map((p) => sumRows({ ...task, g, bias: false }, p, p + 1))
  return rows.every((row) => row !== null) ? rows.map(({ pairs }) => pairs) : null
}

/** One band by itself: how far the target, one plane that begins on pixel `offset` of the photo's plane x, is shifted. */
export interface ShiftTask {
  readonly kind: 'pairShift'
  readonly x: PlaneSet
  readonly y: PlaneSet
  readonly offset: Shift
  readonly size: readonly [R: number, S: number]
}

export function runGatherTask(task: GatherTask, first: number, last: number): GatherReplies[keyof GatherReplies] {
  switch (task.kind) {
    case 'offsets':
      return sumRows(task, first, last)
    case 'rim':
      return sumRim(task, first, last)
    case 'pairShift': {
      const { y, offset, size } = task
      const x = cropPlanes(task.x, ...offset, y.height, y.width)
      return findShift({ x: x.data, y: y.data, width: y.width, height: y.height }, size)
    }
  }
}
