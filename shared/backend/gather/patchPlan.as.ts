/** Positions to be summed by themselves, as patches.ts writes it into memory beside a GatherPlan: 32-bit fields in this order. */
@unmanaged
export class PatchPlan {
  /** Bytes of P × Q positions, row by row. */
  marks: usize
  /** Scratch: C·R·S + 1 + K rows for `most` positions, of `pitch` bytes each; nothing in it is NaN. */
  z: usize
  /** (C·R·S + 1 + K)² sums */
  sums: usize
  most: i32
  pitch: usize
}
