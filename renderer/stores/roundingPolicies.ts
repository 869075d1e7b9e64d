import { errorRecord } from '../../shared/errors.ts'
import type { LabErrorRecord } from '../../shared/errors.ts'
import { roundings } from '../../shared/maths/convolutionOptions.ts'
import type { ConvolutionOptions, Rounding } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { windowReads } from './windowReads.ts'
import type { AxisReads } from './windowReads.ts'

/** What one rounding policy makes of the same sizes. */
export interface PolicyOutcome {
  readonly rounding: Rounding
  readonly size: readonly [P: number, Q: number] | null
  /** Rows and columns at the far edge, input or asked-for border, that no window reaches. */
  readonly lost: readonly [rows: readonly number[], columns: readonly number[]]
  /** Border rows and columns that a last window hanging over adds. */
  readonly added: readonly [rows: number, columns: number]
  readonly refusal: LabErrorRecord | null
}

export interface PolicyComparison {
  /** (H + top + bottom − (d(R−1)+1)) mod u, and the same of columns: where both are 0 all policies agree. */
  readonly rest: readonly [rows: number, columns: number]
  readonly outcomes: readonly PolicyOutcome[]
}

/** The four policies side by side. null when the kernel does not fit under any of them. */
export function comparePolicies(
  x: readonly number[],
  w: readonly number[],
  options: ConvolutionOptions,
): PolicyComparison | null {
  const g = geometryOr(x, w, { ...options, rounding: 'floor' })
  if ('code' in g) return null
  const reads = windowReads(g, options.padding)
  // `same` fits its own pads: what a kernel shorter than its stride leaves of them is no rest of a division.
  const fitted = options.padding === 'same'
  const rest = fitted ? ([0, 0] as const) : ([endOf(reads.rows), endOf(reads.columns)] as const)
  return { rest, outcomes: roundings.map((rounding) => outcome(x, w, { ...options, rounding })) }
}

/** Positions behind the last window: what the division leaves. */
function endOf(axis: AxisReads): number {
  return lostAtEnd(axis).length
}

function outcome(x: readonly number[], w: readonly number[], options: ConvolutionOptions): PolicyOutcome {
  const rounding = options.rounding ?? 'floor'
  const g = geometryOr(x, w, options)
  if ('code' in g) return { rounding, size: null, lost: [[], []], added: [0, 0], refusal: g }
  const { rows, columns } = windowReads(g, options.padding)
  return {
    rounding,
    size: [g.P, g.Q],
    lost: [lostAtEnd(rows), lostAtEnd(columns)],
    added: [rows.after - rows.asked, columns.after - columns.asked],
    refusal: null,
  }
}

/** Positions behind the last one that is read. */
function lostAtEnd({ before, counts }: AxisReads): number[] {
  const last = counts.findLastIndex((count) => count > 0)
  return counts.flatMap((_, i) => (i > last ? [i - before] : []))
}

/** The geometry, or why there is none. */
export function geometryOr(
  x: readonly number[],
  w: readonly number[],
  options: ConvolutionOptions,
): Geometry | LabErrorRecord {
  try {
    return convolutionGeometry(x, w, options)
  } catch (thrown) {
    return errorRecord(thrown)
  }
}
