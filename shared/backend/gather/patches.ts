import { borderRows } from '../../maths/border.ts'
import type { Samples } from '../../image/samples.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Numbers } from '../../maths/tensor.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { threadArena } from '../threadArena.ts'
import { bytesOf, mayBePixels } from './gather.ts'
import { gatherModule } from './gatherModule.ts'
import { addresses, chunkRows, layOutPlan } from './gatherPlan.ts'

/** The fields of the class PatchPlan in patchPlan.as.ts, in their order there; a test compares the two. */
export const patchFields = ['marks', 'z', 'sums', 'most', 'pitch']

/** What is multiplied: pixels of 8 bits exactly, as whole numbers of 255 times their value, or everything in float64. */
export type PatchMethod = 'integer' | 'float64'

/** Positions that are laid side by side stay in the second-level cache. */
const cachedBytes = 192 * 1024

/** Rows of z: what the kernel sees, C·R·S numbers, then 1, then the K targets. */
export function patchRows({ C, K, R, S }: Geometry): number {
  return C * R * S + 1 + K
}

/**
 * sums[a·m + b] += Σ z_a·z_b for a ≤ b < m = `patchRows(g)`, over the positions of output rows from ≤ p < to of picture n whose mark
 * is `chosen`, and takes off those whose mark is `taken`. marks[(n·P + p)·Q + q]; for stride and dilation 1. With `integer`, z is
 * 255 times the pixels (and 1); answers false, with part of the sums added, where a number is no pixel of 8 bits.
 */
export function gatherPatches(
  sums: Float64Array,
  method: PatchMethod,
  x: Numbers | Samples,
  y: Numbers | Samples,
  g: Geometry,
  n: number,
  from: number,
  to: number,
  marks: Uint8Array,
  chosen: number,
  taken: number | null = null,
  arena = threadArena(),
): boolean {
  if (method === 'integer' && !mayBePixels(x, y, g)) return false
  const module = gatherModule(arena)
  const [load, add] =
    method === 'integer' ? [module.loadIntegers, module.patchIntegers] : [module.loadFloat64, module.patchFloat64]
  const size = bytesOf[method]
  const chunk = Math.min(to - from, chunkRows(g, size))
  const plan = layOutPlan(arena, size, x, y, g, false, chunk)
  const patches = layOutPatches(arena, size, g, chunk)
  try {
    const rows = borderRows(g)
    for (let p = from; p < to; p += chunk) {
      const end = Math.min(to, p + chunk)
      const part = marks.subarray((n * g.P + p) * g.Q, (n * g.P + end) * g.Q)
      const wanted = [chosen, taken].map((mark) => mark !== null && part.includes(mark))
      if (!wanted.includes(true)) continue
      plan.place(rows, n, p, end, true)
      patches.marks.set(part)
      if (load(plan.address, g.border.value) === 0) return false
      for (const [i, mark] of [chosen, taken].entries()) {
        if (!wanted[i]) continue
        patches.sums.fill(0)
        add(plan.address, patches.address, mark as number)
        for (let s = 0; s < sums.length; s++) sums[s] += i === 0 ? patches.sums[s] : -patches.sums[s]
      }
    }
    return true
  } finally {
    arena.freeBytes(plan.address)
    arena.freeBytes(patches.address)
  }
}

function layOutPatches(arena: Arena, size: number, g: Geometry, rows: number) {
  const m = patchRows(g)
  const most = Math.max(64, Math.floor(cachedBytes / (m * size) / 16) * 16)
  const pitch = most * size + 64 // a vector is written up to its own length behind the last number
  const [plan, marks, z, sums] = [4 * patchFields.length, rows * g.Q + 16, m * pitch, 8 * m * m]
  const at = addresses(arena, { plan, marks, z, sums })
  const buffer = bufferOf(arena.memory)
  new Uint8Array(buffer, at.z, z).fill(0) // numbers behind the last one are multiplied by 0, so they must be no NaN
  new Int32Array(buffer, at.plan, patchFields.length).set([at.marks, at.z, at.sums, most, pitch])
  return {
    address: at.plan,
    marks: new Uint8Array(buffer, at.marks, rows * g.Q),
    sums: new Float64Array(buffer, at.sums, m * m),
  }
}
