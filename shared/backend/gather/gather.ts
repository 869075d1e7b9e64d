import { borderRows } from '../../maths/border.ts'
import type { OffsetSums } from '../../maths/offsetSums.ts'
import type { Samples } from '../../image/samples.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Numbers } from '../../maths/tensor.ts'
import { threadArena } from '../threadArena.ts'
import { isPixel } from './eightBits.ts'
import { gatherModule } from './gatherModule.ts'
import { chunkRows, layOutPlan } from './gatherPlan.ts'

/**
 * What the sums are made in. `integer`: pixels of 8 bits as whole numbers, 255 times the values that they stand for, without any
 * rounding. `float32`: runs of 512 products, added up in float64. `float64`: everything, products of float32 numbers exactly.
 */
export const gatherMethods = ['integer', 'float32', 'float64'] as const
export type GatherMethod = (typeof gatherMethods)[number]

/** How many times the numbers of the picture a method sums: its products are `unit`² times theirs. */
export const unitOf: Readonly<Record<GatherMethod, number>> = { integer: 255, float32: 1, float64: 1 }

/**
 * γ: |computed − exact| ≤ γ·Σ|z·y| for the sums of one row, as `momentsError` continues it over rows. Whole numbers: none. float32:
 * each product is rounded, and each lane adds 128 of them, 129 roundings of 2⁻²⁴.
 */
export const roundingOf: Readonly<Record<GatherMethod, number>> = { integer: 0, float32: 129 * 2 ** -24, float64: 0 }

const functionOf = { integer: 'gatherIntegers', float32: 'gatherFloat32', float64: 'gatherFloat64' } as const

/** Bytes of one number in scratch. */
export const bytesOf: Readonly<Record<GatherMethod, number>> = { integer: 2, float32: 4, float64: 8 }

/** Whether numbers of this kind, with this border, can be pixels of 8 bits at all. */
export function mayBePixels(x: Numbers | Samples, y: Numbers | Samples, { border }: Geometry): boolean {
  return !(x instanceof Float64Array || y instanceof Float64Array) && isPixel(Math.fround(border.value))
}

/**
 * maths/offsetSums.ts, `sumOffsets`, faster; `bias` tells whether `taps` are wanted, and rows p ≥ P are summed into `pairs` only.
 * Answers false, with part of the sums added, where `integer` meets a number that is no pixel of 8 bits.
 */
export function gatherOffsets(
  sums: OffsetSums,
  method: GatherMethod,
  x: Numbers | Samples,
  y: Numbers | Samples,
  g: Geometry,
  n: number,
  from: number,
  to: number,
  bias: boolean,
  arena = threadArena(),
): boolean {
  if (method === 'integer' && !mayBePixels(x, y, g)) return false
  const call = gatherModule(arena)[functionOf[method]]
  const chunk = Math.min(to - from, chunkRows(g, bytesOf[method]))
  const plan = layOutPlan(arena, bytesOf[method], x, y, g, bias, chunk)
  try {
    const rows = borderRows(g)
    for (let p = from; p < to;) {
      const whole = p < g.P
      const end = Math.min(to, p + chunk, whole ? g.P : to)
      plan.place(rows, n, p, end, whole)
      if (call(plan.address, g.border.value, whole ? 1 : 0) === 0) return false
      p = end
    }
    for (const name of ['pairs', 'targets'] as const) {
      for (let i = 0; i < sums[name].length; i++) sums[name][i] += plan.sums[name][i]
    }
    return true
  } finally {
    arena.freeBytes(plan.address)
  }
}
