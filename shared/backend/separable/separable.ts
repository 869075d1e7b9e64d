import { checkNumbers, checkRows } from '../../maths/convolve.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Arena } from '../arena.ts'
import type { Backend } from '../backend.ts'
import { inFloat32 } from '../inFloat32.ts'
import { instantiate } from '../tiles/instantiate.ts'
import type { Load } from '../tiles/instantiate.ts'
import { placeRows } from '../tiles/placeRows.ts'
import { fitsScratch, tileOffset, tileShape, withPlan } from '../tiles/plan.ts'
import type { PlanExtension } from '../tiles/plan.ts'
import { wasm } from './convolve.wasm.ts'
import { hasWholeFactors, termsOf } from './factors.ts'
import type { Term } from './factors.ts'

/** The fields of the class SeparablePlan in plan.as.ts, in their order there; a test compares the two. */
export const separablePlanFields = [
  ...['starts', 'channelOf', 'factors', 'rowTaps', 'columnTaps', 'middle', 'middlePitch'],
]

/**
 * Outputs of a tile at most: so high that the rows summed twice, where two tiles meet, are few, and so narrow that what the
 * rows under a window of 15 gave, 16 KiB, stays in the first-level cache.
 */
const mostOfTile = { rows: 128, columns: 256 }

/**
 * Sums along rows, then along columns: R + S products instead of R · S, for each term of the kernel's singular value
 * decomposition. It computes every kernel, but only few terms pay.
 *
 * |float32 − float64| ≤ (S + n·R + 1) · 2⁻²⁴ · (Σ_t Σ|column_t · row_t · x| + |b|) + Σ|E·x|, with the n terms of a filter and
 * E = w − Σ_t column_t · row_tᵀ. A kernel of rank 1 has n = 1, |E| ≤ 2⁻²² |w|, and with them a bound below that of direct
 * sums from 5×5 on. Whole numbers are exact where the kernel is one column of whole numbers times one row of them.
 */
export function createSeparable(arena: Arena, load: Load = instantiate): Backend {
  const { convolve } = load<{ convolve(plan: number): void }>(wasm, arena.memory)
  return {
    name: 'separable',
    speed: 8,
    supports: (g) => fitsScratch(g, tileShape(g, mostOfTile)),
    isExact: (w, g) => hasWholeFactors(w, termsOf(w, g)),
    convolveRows(x, w, b, g, y, from, to) {
      checkNumbers(g, b ? { x, w, b, y } : { x, w, y })
      checkRows(g, from, to)
      const [x32, w32, y32] = [
        inFloat32('separable', 'x', x),
        inFloat32('separable', 'w', w),
        inFloat32('separable', 'y', y),
      ]
      const b32 = b && inFloat32('separable', 'b', b)
      if (from === to) return
      const extension = planExtension(termsOf(w32, g), g)
      placeRows(arena, x32, g, y32, from, to, (placed) => withPlan(arena, w32, b32, g, placed, convolve, extension))
    },
  }
}

/** A slice of zeros has no term, but a filter needs one to write its outputs. */
function withTerms(terms: readonly Term[], { K, R, S }: Geometry): readonly Term[] {
  const zero = { c: 0, column: new Float32Array(R), row: new Float32Array(S) }
  return Array.from({ length: K }, (_, k) => {
    const own = terms.filter((term) => term.k === k)
    return own.length > 0 ? own : [{ k, ...zero }]
  }).flat()
}

function planExtension(found: readonly Term[], g: Geometry): PlanExtension {
  const terms = withTerms(found, g)
  const tile = tileShape(g, mostOfTile)
  const middlePitch = 4 * tile.tileColumns
  return {
    tile,
    fields: separablePlanFields,
    tables: {
      starts: Int32Array.from({ length: g.K + 1 }, (_, k) => terms.filter((term) => term.k < k).length),
      channelOf: Int32Array.from(terms, ({ c }) => c),
      factors: Float32Array.from(terms.flatMap(({ row, column }) => [...row, ...column])),
      rowTaps: Int32Array.from({ length: g.S }, (_, s) => tileOffset(tile, g, 0, 0, s * g.e)),
      columnTaps: Int32Array.from({ length: g.R }, (_, r) => r * g.d * middlePitch),
    },
    spaces: { middle: tile.tileHeight * middlePitch },
    floats: {},
    wholes: { middlePitch },
  }
}
