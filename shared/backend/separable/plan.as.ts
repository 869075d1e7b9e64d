import { Plan } from '../tiles/plan.as'

/** What separable/separable.ts lays into memory behind the fields of every plan. */
@unmanaged
export class SeparablePlan extends Plan {
  /** Terms starts[k] ≤ t < starts[k+1] add up to filter k; term t reads channel channelOf[t] of its group. */
  starts: usize
  channelOf: usize
  /** Term t: S weights of its row, then R weights of its column. */
  factors: usize
  /** From the first tap of a row to tap s in a tile, of a column to tap r in what the rows gave. */
  rowTaps: usize
  columnTaps: usize
  /** Scratch: what the rows gave, and from one of its rows to the next. */
  middle: usize
  middlePitch: usize
}
