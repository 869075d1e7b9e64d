import type { AxisField, Interval } from './receptiveField.ts'

/** What a shift of the input does to one axis of an output. */
export interface AxisShift {
  /** Whole outputs that the picture moves by: the shift over the stride, rounded. */
  readonly moved: number
  /** The outputs whose fields see nothing but what both pictures show: no padding, nothing that the shift let in. */
  readonly compared: Interval
}

/** Planes K×P×Q, and what happened to their rows and columns. */
export interface ShiftedPlanes {
  readonly P: number
  readonly Q: number
  readonly rows: AxisShift
  readonly columns: AxisShift
}

export interface ShiftSums {
  readonly compared: number
  /** Values that stand, bit for bit, as many outputs further on. */
  readonly exact: number
  /** Values that the shift did not change where they stand. */
  readonly unchanged: number
  /** max and Σ of |y′[p,q] − y[p−moved, q−moved]|, and Σ |y| to hold them against. */
  readonly largest: number
  readonly difference: number
  readonly magnitude: number
}

export const noShiftSums: ShiftSums = {
  compared: 0,
  exact: 0,
  unchanged: 0,
  largest: 0,
  difference: 0,
  magnitude: 0,
}

/** x′[h] = x[h − shift]: output p then shows what p − moved showed, exactly where stride divides shift. */
export function axisShift(
  { size, stride, offset }: AxisField,
  inputs: number,
  outputs: number,
  shift: number,
): AxisShift {
  const moved = Math.round(shift / stride)
  // p's field in the shifted picture, and p − moved's in the first one, both within what is seen.
  const least = Math.max(Math.max(0, shift) - offset, moved * stride - offset)
  const most = Math.min(inputs + Math.min(0, shift), inputs + moved * stride) - offset - size
  const first = Math.max(0, moved, Math.ceil(least / stride))
  const end = Math.min(outputs, outputs + moved, Math.floor(most / stride) + 1)
  return { moved: moved || 0, compared: { first, end: Math.max(first, end) } } // no −0
}

/** d[p,q] = y′[p,q] − y[p − moved, q − moved] where both are compared, else 0     one plane of P·Q numbers */
export function shiftDifference(y: Float32Array, shifted: Float32Array, axes: ShiftedPlanes, to: Float32Array): void {
  const { Q, rows, columns } = axes
  to.fill(0)
  for (let p = rows.compared.first; p < rows.compared.end; p++) {
    for (let q = columns.compared.first; q < columns.compared.end; q++) {
      to[p * Q + q] = shifted[p * Q + q] - y[(p - rows.moved) * Q + q - columns.moved]
    }
  }
}

/** The sums over planes [first, last) of K×P×Q numbers. */
export function sumShift(
  y: Float32Array,
  shifted: Float32Array,
  { P, Q, rows, columns }: ShiftedPlanes,
  first: number,
  last: number,
): ShiftSums {
  let [compared, exact, unchanged, largest, difference, magnitude] = [0, 0, 0, 0, 0, 0]
  for (let k = first; k < last; k++) {
    const plane = k * P * Q
    for (let p = rows.compared.first; p < rows.compared.end; p++) {
      for (let q = columns.compared.first; q < columns.compared.end; q++) {
        const at = plane + p * Q + q
        const before = y[plane + (p - rows.moved) * Q + q - columns.moved]
        const gap = Math.abs(shifted[at] - before)
        compared++
        if (gap === 0) exact++
        if (shifted[at] === y[at]) unchanged++
        if (gap > largest) largest = gap
        difference += gap
        magnitude += Math.abs(before)
      }
    }
  }
  return { compared, exact, unchanged, largest, difference, magnitude }
}

export function addShiftSums(a: ShiftSums, b: ShiftSums): ShiftSums {
  return {
    compared: a.compared + b.compared,
    exact: a.exact + b.exact,
    unchanged: a.unchanged + b.unchanged,
    largest: Math.max(a.largest, b.largest),
    difference: a.difference + b.difference,
    magnitude: a.magnitude + b.magnitude,
  }
}
