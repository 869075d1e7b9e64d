import { borderRows } from '../../maths/border.ts'
import type { Samples } from '../../image/samples.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Numbers } from '../../maths/tensor.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { threadArena } from '../threadArena.ts'
import { bytesOf } from './gather.ts'
import { gatherModule } from './gatherModule.ts'
import { addresses, chunkRows, layOutPlan } from './gatherPlan.ts'
import type { PatchMethod } from './patches.ts'

/** The fields of the class ClipPlan in clipPlan.as.ts, in their order there; a test compares the two. */
export const clipFields = ['weights', 'predicted', 'satisfied', 'changes']

/**
 * learning/clippedRows.ts, `markRows`, faster, for stride and dilation 1: every ŷ has the same bits. With `integer` it is made of v/255
 * in float64 for the pixels that float32 holds, as the moments of whole numbers are: a fit compares the one with the other.
 */
export function clipRows(
  method: PatchMethod,
  weights: Float64Array,
  x: Numbers | Samples,
  y: Numbers | Samples,
  g: Geometry,
  n: number,
  from: number,
  to: number,
  limits: { readonly low: number; readonly high: number },
  satisfied: Uint8Array,
  changes: Uint8Array,
  arena = threadArena(),
): number {
  const { clipFloat64, loadFloat64, loadPixels64 } = gatherModule(arena)
  const load = method === 'integer' ? loadPixels64 : loadFloat64
  const chunk = Math.min(to - from, chunkRows(g, bytesOf.float64))
  const plan = layOutPlan(arena, bytesOf.float64, x, y, g, false, chunk)
  const clip = layOutClip(arena, weights, g, chunk)
  try {
    const rows = borderRows(g)
    let loss = 0
    for (let p = from; p < to; p += chunk) {
      const end = Math.min(to, p + chunk)
      const places = satisfied.subarray((n * g.P + p) * g.Q, (n * g.P + end) * g.Q)
      plan.place(rows, n, p, end, true)
      clip.satisfied.set(places)
      load(plan.address, g.border.value)
      loss += clipFloat64(plan.address, clip.address, limits.low, limits.high)
      places.set(clip.satisfied.subarray(0, places.length))
      changes.set(clip.changes.subarray(0, places.length), (n * g.P + p) * g.Q)
    }
    return loss
  } finally {
    arena.freeBytes(plan.address)
    arena.freeBytes(clip.address)
  }
}

function layOutClip(arena: Arena, weights: Float64Array, { Q }: Geometry, rows: number) {
  const at = addresses(arena, {
    plan: 4 * clipFields.length,
    weights: weights.byteLength,
    predicted: 8 * (Q + 8), // 8 columns are written at a time
    satisfied: rows * Q,
    changes: rows * Q,
  })
  const buffer = bufferOf(arena.memory)
  new Int32Array(buffer, at.plan, clipFields.length).set([at.weights, at.predicted, at.satisfied, at.changes])
  new Float64Array(buffer, at.weights, weights.length).set(weights)
  return {
    address: at.plan,
    satisfied: new Uint8Array(buffer, at.satisfied, rows * Q),
    changes: new Uint8Array(buffer, at.changes, rows * Q),
  }
}
