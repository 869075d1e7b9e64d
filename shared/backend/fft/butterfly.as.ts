/*
 * The butterflies of radix 4 that all transforms here consist of: each takes four vectors of four complex numbers, `step` apart.
 * The stages run from the widest butterfly to the narrowest and leave X[k] = Σ_j x[j] · e^(−2πi·jk/length) with its base-4
 * digits reversed; the inverse runs them backwards from there. Two spectra are only ever multiplied, place by place, so
 * that nobody has to sort them.
 */

/** Complex numbers of a row, the longest transform there is. */
export const width: i32 = 256

/** Bytes of four complex numbers: their four re, then their four im. */
export const element: usize = 32

/** From re to im. */
export const imaginary: usize = 16

/** The same in rows whose re stand apart, before all of their im: those of a pair of tiles, left and right. */
export const apart: usize = usize(width) * 4

/** Of one vector of roots: cos of four, sin of four, of j, of 2j and of 3j. */
const rootBytes: usize = 96

/**
 * Roots of the butterflies that are `span` long: e^(−2πi·m·j/span) for j < span/4, four j side by side, m from 1 to 3. The table
 * holds those of spans 256, 64 and 16 one after the other; butterflies of span 4 do not turn.
 */
export function rootsOf(roots: usize, span: i32): usize {
  return roots + usize(8 * (width - span))
}

/** Where `rootsOf` has those of j. */
export function rootOf(roots: usize, j: i32): usize {
  return roots + usize(j >> 2) * rootBytes + usize(j & 3) * 4
}

/** Of the next four j. */
export function nextRoots(roots: usize): usize {
  return roots + rootBytes
}

/** Cosine and sine of one root for all lanes, or of each lane's own. */
// @ts-ignore: decorator
@inline
function cosine(root: usize, perLane: bool): v128 {
  return perLane ? v128.load(root) : v128.load32_splat(root)
}

// @ts-ignore: decorator
@inline
function sine(root: usize, perLane: bool): v128 {
  return perLane ? v128.load(root, 16) : v128.load32_splat(root, 16)
}

// @ts-ignore: decorator
@inline
function loadImaginary(p: usize, isApart: bool): v128 {
  return isApart ? v128.load(p, apart) : v128.load(p, imaginary)
}

// @ts-ignore: decorator
@inline
export function storeNumbers(p: usize, r: v128, i: v128, isApart: bool): void {
  v128.store(p, r)
  if (isApart) v128.store(p, i, apart)
  else v128.store(p, i, imaginary)
}

/** b_m = Σ_j (−i)^(jm) · a_j from four places, whose im may stand apart, to four others; if turned, b_m times the root of m. */
// @ts-ignore: decorator
@inline
export function forwardButterfly(
  source: usize,
  step: usize,
  isApart: bool,
  target: usize,
  targetStep: usize,
  root: usize,
  turned: bool,
  perLane: bool,
): void {
  const second = source + step
  const third = second + step
  const fourth = third + step
  const a0r = v128.load(source)
  const a0i = loadImaginary(source, isApart)
  const a2r = v128.load(third)
  const a2i = loadImaginary(third, isApart)
  const evenR = f32x4.add(a0r, a2r)
  const evenI = f32x4.add(a0i, a2i)
  const evenDiffR = f32x4.sub(a0r, a2r)
  const evenDiffI = f32x4.sub(a0i, a2i)
  const a1r = v128.load(second)
  const a1i = loadImaginary(second, isApart)
  const a3r = v128.load(fourth)
  const a3i = loadImaginary(fourth, isApart)
  const oddR = f32x4.add(a1r, a3r)
  const oddI = f32x4.add(a1i, a3i)
  // −i · (a1 − a3)
  const oddDiffR = f32x4.sub(a1i, a3i)
  const oddDiffI = f32x4.sub(a3r, a1r)
  storeNumbers(target, f32x4.add(evenR, oddR), f32x4.add(evenI, oddI), false)
  const b1r = f32x4.add(evenDiffR, oddDiffR)
  const b1i = f32x4.add(evenDiffI, oddDiffI)
  const b2r = f32x4.sub(evenR, oddR)
  const b2i = f32x4.sub(evenI, oddI)
  const b3r = f32x4.sub(evenDiffR, oddDiffR)
  const b3i = f32x4.sub(evenDiffI, oddDiffI)
  const to1 = target + targetStep
  const to2 = to1 + targetStep
  const to3 = to2 + targetStep
  if (turned) {
    storeTurned(to1, b1r, b1i, root, perLane)
    storeTurned(to2, b2r, b2i, root + 32, perLane)
    storeTurned(to3, b3r, b3i, root + 64, perLane)
  } else {
    storeNumbers(to1, b1r, b1i, false)
    storeNumbers(to2, b2r, b2i, false)
    storeNumbers(to3, b3r, b3i, false)
  }
}

// @ts-ignore: decorator
@inline
function storeTurned(p: usize, r: v128, i: v128, root: usize, perLane: bool): void {
  const c = cosine(root, perLane)
  const s = sine(root, perLane)
  storeNumbers(p, f32x4.sub(f32x4.mul(r, c), f32x4.mul(i, s)), f32x4.add(f32x4.mul(r, s), f32x4.mul(i, c)), false)
}

/** a_j = Σ_m i^(jm) · b_m from four places to four others, whose im may stand apart; if turned, b_m times the conjugate of its root. */
// @ts-ignore: decorator
@inline
export function inverseButterfly(
  source: usize,
  step: usize,
  target: usize,
  targetStep: usize,
  isApart: bool,
  root: usize,
  turned: bool,
  perLane: bool,
): void {
  const second = source + step
  const third = second + step
  const fourth = third + step
  const b0r = v128.load(source)
  const b0i = v128.load(source, imaginary)
  let b2r = v128.load(third)
  let b2i = v128.load(third, imaginary)
  if (turned) {
    const c = cosine(root + 32, perLane)
    const s = sine(root + 32, perLane)
    const r = b2r
    b2r = turnedBackR(r, b2i, c, s)
    b2i = turnedBackI(r, b2i, c, s)
  }
  const evenR = f32x4.add(b0r, b2r)
  const evenI = f32x4.add(b0i, b2i)
  const evenDiffR = f32x4.sub(b0r, b2r)
  const evenDiffI = f32x4.sub(b0i, b2i)
  let b1r = v128.load(second)
  let b1i = v128.load(second, imaginary)
  let b3r = v128.load(fourth)
  let b3i = v128.load(fourth, imaginary)
  if (turned) {
    const c1 = cosine(root, perLane)
    const s1 = sine(root, perLane)
    const r1 = b1r
    b1r = turnedBackR(r1, b1i, c1, s1)
    b1i = turnedBackI(r1, b1i, c1, s1)
    const c3 = cosine(root + 64, perLane)
    const s3 = sine(root + 64, perLane)
    const r3 = b3r
    b3r = turnedBackR(r3, b3i, c3, s3)
    b3i = turnedBackI(r3, b3i, c3, s3)
  }
  const oddR = f32x4.add(b1r, b3r)
  const oddI = f32x4.add(b1i, b3i)
  // i · (b1 − b3)
  const oddDiffR = f32x4.sub(b3i, b1i)
  const oddDiffI = f32x4.sub(b1r, b3r)
  const to1 = target + targetStep
  const to2 = to1 + targetStep
  const to3 = to2 + targetStep
  storeNumbers(target, f32x4.add(evenR, oddR), f32x4.add(evenI, oddI), isApart)
  storeNumbers(to1, f32x4.add(evenDiffR, oddDiffR), f32x4.add(evenDiffI, oddDiffI), isApart)
  storeNumbers(to2, f32x4.sub(evenR, oddR), f32x4.sub(evenI, oddI), isApart)
  storeNumbers(to3, f32x4.sub(evenDiffR, oddDiffR), f32x4.sub(evenDiffI, oddDiffI), isApart)
}

/** (r + i·i) · (c − i·s), for the root c + i·s. */
// @ts-ignore: decorator
@inline
export function turnedBackR(r: v128, i: v128, c: v128, s: v128): v128 {
  return f32x4.add(f32x4.mul(r, c), f32x4.mul(i, s))
}

// @ts-ignore: decorator
@inline
export function turnedBackI(r: v128, i: v128, c: v128, s: v128): v128 {
  return f32x4.sub(f32x4.mul(i, c), f32x4.mul(r, s))
}
