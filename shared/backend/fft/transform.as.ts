/*
 * X[k] = Σ_j x[j] · e^(−2πi·jk/length), for lengths of 256 and of 64: stages of radix 4, eight transforms side by side in the
 * lanes of two vectors, which share their roots and their way through memory.
 *
 * The stages run from the widest butterfly to the narrowest and leave X with its base-4 digits reversed; the inverse runs
 * them backwards from there. Two spectra are only ever multiplied, place by place, so that nobody has to sort them.
 */

/** Bytes of one number of each of eight transforms: their eight re, then their eight im. */
export const element: usize = 64
/** From re to im. */
export const imaginary: usize = 32

/** The longest transform, which is that of rows; `roots` are its own, cos, sin of −2π·n/256 for n < 192, and shorter ones skip some. */
export const width: i32 = 256

/** Of the eight transforms of `length` elements at `block`, which fit the first-level cache: 16 KiB. */
export function forward(block: usize, length: i32, roots: usize): void {
  const end = block + usize(length) * element
  for (let span = length; span >= 4; span >>= 2) {
    const quarter = usize(span >> 2) * element
    const stride = usize(span) * element
    for (let p = block; p < end; p += stride) {
      forwardButterfly(p, quarter, roots, 0, false)
      forwardButterfly(p + 16, quarter, roots, 0, false)
    }
    const turn = usize(width / span) * 8
    let root = turn
    for (let first = block + element; first < block + quarter; first += element) {
      for (let p = first; p < end; p += stride) {
        forwardButterfly(p, quarter, roots, root, true)
        forwardButterfly(p + 16, quarter, roots, root, true)
      }
      root += turn
    }
  }
}

/** x[j] · length of what `forward` made of x. */
export function inverse(block: usize, length: i32, roots: usize): void {
  const end = block + usize(length) * element
  for (let span: i32 = 4; span <= length; span <<= 2) {
    const quarter = usize(span >> 2) * element
    const stride = usize(span) * element
    for (let p = block; p < end; p += stride) {
      inverseButterfly(p, quarter, roots, 0, false)
      inverseButterfly(p + 16, quarter, roots, 0, false)
    }
    const turn = usize(width / span) * 8
    let root = turn
    for (let first = block + element; first < block + quarter; first += element) {
      for (let p = first; p < end; p += stride) {
        inverseButterfly(p, quarter, roots, root, true)
        inverseButterfly(p + 16, quarter, roots, root, true)
      }
      root += turn
    }
  }
}

/** b_m = Σ_j (−i)^(jm) · a_j; if turned, each times its root of unity: 1, root, 2·root, 3·root of the table. */
// @ts-ignore: decorator
@inline
function forwardButterfly(p0: usize, quarter: usize, roots: usize, root: usize, turned: bool): void {
  const p1 = p0 + quarter
  const p2 = p1 + quarter
  const p3 = p2 + quarter
  const a0r = v128.load(p0)
  const a0i = v128.load(p0, 32)
  const a2r = v128.load(p2)
  const a2i = v128.load(p2, 32)
  const evenR = f32x4.add(a0r, a2r)
  const evenI = f32x4.add(a0i, a2i)
  const evenDiffR = f32x4.sub(a0r, a2r)
  const evenDiffI = f32x4.sub(a0i, a2i)
  const a1r = v128.load(p1)
  const a1i = v128.load(p1, 32)
  const a3r = v128.load(p3)
  const a3i = v128.load(p3, 32)
  const oddR = f32x4.add(a1r, a3r)
  const oddI = f32x4.add(a1i, a3i)
  // −i · (a1 − a3)
  const oddDiffR = f32x4.sub(a1i, a3i)
  const oddDiffI = f32x4.sub(a3r, a1r)
  v128.store(p0, f32x4.add(evenR, oddR))
  v128.store(p0, f32x4.add(evenI, oddI), 32)
  const b1r = f32x4.add(evenDiffR, oddDiffR)
  const b1i = f32x4.add(evenDiffI, oddDiffI)
  const b2r = f32x4.sub(evenR, oddR)
  const b2i = f32x4.sub(evenI, oddI)
  const b3r = f32x4.sub(evenDiffR, oddDiffR)
  const b3i = f32x4.sub(evenDiffI, oddDiffI)
  if (turned) {
    storeTurned(p1, b1r, b1i, roots + root)
    storeTurned(p2, b2r, b2i, roots + 2 * root)
    storeTurned(p3, b3r, b3i, roots + 3 * root)
  } else {
    v128.store(p1, b1r)
    v128.store(p1, b1i, 32)
    v128.store(p2, b2r)
    v128.store(p2, b2i, 32)
    v128.store(p3, b3r)
    v128.store(p3, b3i, 32)
  }
}

// @ts-ignore: decorator
@inline
function storeTurned(p: usize, r: v128, i: v128, root: usize): void {
  const c = v128.load32_splat(root)
  const s = v128.load32_splat(root, 4)
  v128.store(p, f32x4.sub(f32x4.mul(r, c), f32x4.mul(i, s)))
  v128.store(p, f32x4.add(f32x4.mul(r, s), f32x4.mul(i, c)), 32)
}

/** a_j = Σ_m i^(jm) · b_m; if turned, each b first times the conjugate of its root. */
// @ts-ignore: decorator
@inline
function inverseButterfly(p0: usize, quarter: usize, roots: usize, root: usize, turned: bool): void {
  const p1 = p0 + quarter
  const p2 = p1 + quarter
  const p3 = p2 + quarter
  const b0r = v128.load(p0)
  const b0i = v128.load(p0, 32)
  let b2r = v128.load(p2)
  let b2i = v128.load(p2, 32)
  if (turned) {
    const c = v128.load32_splat(roots + 2 * root)
    const s = v128.load32_splat(roots + 2 * root, 4)
    const r = b2r
    b2r = turnedBackR(r, b2i, c, s)
    b2i = turnedBackI(r, b2i, c, s)
  }
  const evenR = f32x4.add(b0r, b2r)
  const evenI = f32x4.add(b0i, b2i)
  const evenDiffR = f32x4.sub(b0r, b2r)
  const evenDiffI = f32x4.sub(b0i, b2i)
  let b1r = v128.load(p1)
  let b1i = v128.load(p1, 32)
  let b3r = v128.load(p3)
  let b3i = v128.load(p3, 32)
  if (turned) {
    const c1 = v128.load32_splat(roots + root)
    const s1 = v128.load32_splat(roots + root, 4)
    const r1 = b1r
    b1r = turnedBackR(r1, b1i, c1, s1)
    b1i = turnedBackI(r1, b1i, c1, s1)
    const c3 = v128.load32_splat(roots + 3 * root)
    const s3 = v128.load32_splat(roots + 3 * root, 4)
    const r3 = b3r
    b3r = turnedBackR(r3, b3i, c3, s3)
    b3i = turnedBackI(r3, b3i, c3, s3)
  }
  const oddR = f32x4.add(b1r, b3r)
  const oddI = f32x4.add(b1i, b3i)
  // i · (b1 − b3)
  const oddDiffR = f32x4.sub(b3i, b1i)
  const oddDiffI = f32x4.sub(b1r, b3r)
  v128.store(p0, f32x4.add(evenR, oddR))
  v128.store(p0, f32x4.add(evenI, oddI), 32)
  v128.store(p1, f32x4.add(evenDiffR, oddDiffR))
  v128.store(p1, f32x4.add(evenDiffI, oddDiffI), 32)
  v128.store(p2, f32x4.sub(evenR, oddR))
  v128.store(p2, f32x4.sub(evenI, oddI), 32)
  v128.store(p3, f32x4.sub(evenDiffR, oddDiffR))
  v128.store(p3, f32x4.sub(evenDiffI, oddDiffI), 32)
}

// @ts-ignore: decorator
@inline
function turnedBackR(r: v128, i: v128, c: v128, s: v128): v128 {
  return f32x4.add(f32x4.mul(r, c), f32x4.mul(i, s))
}

// @ts-ignore: decorator
@inline
function turnedBackI(r: v128, i: v128, c: v128, s: v128): v128 {
  return f32x4.sub(f32x4.mul(i, c), f32x4.mul(r, s))
}
