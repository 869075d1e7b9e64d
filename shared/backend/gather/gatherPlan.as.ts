/**
 * Some rows of one picture whose sums over offsets are added, as gather.ts writes it into memory: 32-bit fields in this order,
 * letters as in maths/geometry.ts; P counts the output rows of this call, whose windows look at the padded rows 0 … P+R−2.
 * Every address and every pitch is in bytes.
 */
@unmanaged
export class GatherPlan {
  /** Address of every padded row of every channel, C × (P+R−1); 0 where the border's value stands, 1 below the picture. */
  xRows: usize
  /** Address of every row of the target, K × P. */
  yRows: usize
  /** Input column of every padded column; −1 takes the border's value. */
  columns: usize
  /** Scratch: padded rows, rows of the target, a row of ones, columns at the left rim and at the right. */
  x: usize
  y: usize
  ones: usize
  leftColumns: usize
  rightColumns: usize
  rowSums: usize
  /** maths/offsetSums.ts: pairs, targets. */
  pairs: usize
  targets: usize

  C: i32
  K: i32
  R: i32
  S: i32
  P: i32
  Q: i32
  W: i32
  left: i32
  /** Length of a padded row. */
  padded: i32
  /** Whether the numbers are float64. */
  xDouble: i32
  yDouble: i32
  /** Whether `taps` are wanted. */
  bias: i32
  xPitch: usize
  yPitch: usize
  columnPitch: usize
}
