/**
 * One convolution of some rows, as tiles/plan.ts writes it into memory: 32-bit fields in this order. Letters are those of
 * maths/geometry.ts; P counts the rows of this call, of which the first is row 0. Every address and every step is in bytes.
 */
@unmanaged
export class Plan {
  /** x[0,0,0,0], and from one plane (n, c) to the next. */
  x: usize
  xPlane: usize
  /** y[0,0,0,0], and from one plane (n, k) to the next. */
  y: usize
  yPlane: usize
  /** w[k,c,r,s] and b[k], float32. */
  w: usize
  b: usize
  /** Input row of every padded row, input column of every padded column; −1 takes the border's value. */
  rows: usize
  columns: usize
  /** From the first tap of a window to tap c,r,s: where the window lies in x, and where it lies in a tile. */
  planeTaps: usize
  tileTaps: usize
  /** Scratch: one tile, and 2 × 16 outputs. */
  tile: usize
  block: usize

  N: i32
  groups: i32
  /** C/groups and K/groups: of one group. */
  channels: i32
  filters: i32
  W: i32
  P: i32
  Q: i32
  R: i32
  S: i32
  u: i32
  v: i32
  d: i32
  e: i32
  /** Padded columns to the left of x, and the border's value. */
  left: i32
  border: f32

  /** The outputs whose windows lie inside x: rows top ≤ p < bottom, columns innerLeft ≤ q < innerRight, a multiple of 16 wide. */
  innerTop: i32
  innerBottom: i32
  innerLeft: i32
  innerRight: i32

  /** Outputs of a tile, at most. */
  tileRows: i32
  tileColumns: i32
  /** Padded rows of a tile, and from one row of a tile to the next. */
  tileHeight: i32
  pitch: usize
  /** Rows of a tile that hold one padded row: its columns j with j mod v = 0, 1, … one after the other. */
  phases: i32
}
