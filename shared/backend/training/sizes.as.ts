/**
 * One convolution as sizes.ts writes it into memory: 32-bit fields in this order. Letters are those of maths/geometry.ts;
 * around x stand zeros. Addresses and steps are in bytes.
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
  /** x[0,0,0,0] and y[0,0,0,0] or ∂L/∂y[0,0,0,0], float32. */
  x: usize
  y: usize
  /** Weights, packed as in manyChannels.as.ts; or ∂L/∂w[0,0,0,0], float64: sums over all n are rounded once. */
  w: usize
  /** b[0], float32; 0: none. */
  b: usize
  /** Scratch: padded planes; from one to the next, from one row of a plane to the next, and of a row `phases` runs of `pitch`. */
  planes: usize
  planeStep: usize
  rowStep: usize
  phases: i32
  pitch: usize
  /** What is computed before the next weights: outputs of so many rows and columns, in gradWeight of so many samples. */
  tileSamples: i32
  tileRows: i32
  tileColumns: i32
  /** Scratch: how far each tap lies from the first, and where each vector of a tile begins. */
  taps: usize
  vectors: usize
}
