/** A kernel to be tried on a clipped target, as clipRows.ts writes it into memory beside a GatherPlan: 32-bit fields in this order. */
@unmanaged
export class ClipPlan {
  /** C·R·S weights and the bias, float64 */
  weights: usize
  /** Scratch: one row of ŷ, float64 */
  predicted: usize
  /** P × Q bytes, row by row: 1 where ŷ satisfies a saturated pixel; holds the answer of the round before, and then this one's. */
  satisfied: usize
  /** P × Q bytes: 1 where a position became satisfied, 2 where it is so no more, 0 where nothing changed. */
  changes: usize
}
