/**
 * One convolution as stepSums.ts writes it into memory: 32-bit fields in this order. Letters are those of maths/geometry.ts;
 * around x stand zeros. Addresses are in bytes.
 */
@unmanaged
export class Sizes {
  N: i32
  C: i32
  H: i32
  W: i32
  K: i32
  R: i32
  S: i32
  P: i32
  Q: i32
  u: i32
  v: i32
  d: i32
  e: i32
  top: i32
  left: i32
  groups: i32
  /** x[0,0,0,0] and ∂L/∂y[0,0,0,0], float32. */
  x: usize
  dy: usize
  /** ∂L/∂w[0,0,0,0], float64: sums over all n are rounded once. */
  dw: usize
  /** Scratch: one padded plane, rows of `phases` runs of `pitch` bytes. */
  plane: usize
  phases: i32
  pitch: usize
}
