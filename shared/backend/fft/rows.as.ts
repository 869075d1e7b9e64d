import {
  apart,
  element,
  forwardButterfly,
  imaginary,
  inverseButterfly,
  nextRoots,
  rootsOf,
  width,
} from './butterfly.as'

/*
 * The transform of one row. Four neighbors share a vector, so that the butterflies of spans 256, 64 and 16 take whole vectors,
 * each lane turned by its own root. Those of span 4 take the four lanes of one: four vectors are transposed on the way,
 * and a spectrum stays so.
 */

const rowBytes: usize = usize(width >> 2) * element

/** Spectrum of a row whose re stand apart from its im. */
export function forwardRow(numbers: usize, row: usize, roots: usize): void {
  const step = rowBytes >> 2
  let root = rootsOf(roots, width)
  for (let p = row; p < row + step; p += element) {
    forwardButterfly(numbers, apart >> 2, true, p, step, root, true, true)
    numbers += 16
    root = nextRoots(root)
  }
  forwardStage(row, 64, roots)
  forwardStage(row, 16, roots)
  for (const end = row + rowBytes; row < end; row += 4 * element) forwardFours(row)
}

/** 256 · the numbers of a spectrum, which is used up. */
export function inverseRow(row: usize, numbers: usize, roots: usize): void {
  for (let p = row; p < row + rowBytes; p += 4 * element) inverseFours(p)
  inverseStage(row, 16, roots)
  inverseStage(row, 64, roots)
  const step = rowBytes >> 2
  let root = rootsOf(roots, width)
  for (const end = row + step; row < end; row += element) {
    inverseButterfly(row, step, numbers, apart >> 2, true, root, true, true)
    numbers += 16
    root = nextRoots(root)
  }
}

/** All butterflies of one span. */
function forwardStage(row: usize, span: i32, roots: usize): void {
  const step = usize(span >> 4) * element
  const end = row + rowBytes
  let root = rootsOf(roots, span)
  for (let first = row; first < row + step; first += element) {
    for (let p = first; p < end; p += 4 * step) forwardButterfly(p, step, false, p, step, root, true, true)
    root = nextRoots(root)
  }
}

function inverseStage(row: usize, span: i32, roots: usize): void {
  const step = usize(span >> 4) * element
  const end = row + rowBytes
  let root = rootsOf(roots, span)
  for (let first = row; first < row + step; first += element) {
    for (let p = first; p < end; p += 4 * step) inverseButterfly(p, step, p, step, false, root, true, true)
    root = nextRoots(root)
  }
}

/** Of four vectors a, b, c, d that stand side by side: Σ_j (−i)^(jm) · their lanes j, for m = 0 … 3. */
function forwardFours(p: usize): void {
  const ar = v128.load(p)
  const ai = v128.load(p, imaginary)
  const br = v128.load(p, element)
  const bi = v128.load(p, element + imaginary)
  const cr = v128.load(p, 2 * element)
  const ci = v128.load(p, 2 * element + imaginary)
  const dr = v128.load(p, 3 * element)
  const di = v128.load(p, 3 * element + imaginary)
  const evenR = f32x4.add(lane0(ar, br, cr, dr), lane2(ar, br, cr, dr))
  const evenI = f32x4.add(lane0(ai, bi, ci, di), lane2(ai, bi, ci, di))
  const oddR = f32x4.add(lane1(ar, br, cr, dr), lane3(ar, br, cr, dr))
  const oddI = f32x4.add(lane1(ai, bi, ci, di), lane3(ai, bi, ci, di))
  const evenDiffR = f32x4.sub(lane0(ar, br, cr, dr), lane2(ar, br, cr, dr))
  const evenDiffI = f32x4.sub(lane0(ai, bi, ci, di), lane2(ai, bi, ci, di))
  const oddDiffR = f32x4.sub(lane1(ai, bi, ci, di), lane3(ai, bi, ci, di))
  const oddDiffI = f32x4.sub(lane3(ar, br, cr, dr), lane1(ar, br, cr, dr))
  v128.store(p, f32x4.add(evenR, oddR))
  v128.store(p, f32x4.add(evenI, oddI), imaginary)
  v128.store(p, f32x4.add(evenDiffR, oddDiffR), element)
  v128.store(p, f32x4.add(evenDiffI, oddDiffI), element + imaginary)
  v128.store(p, f32x4.sub(evenR, oddR), 2 * element)
  v128.store(p, f32x4.sub(evenI, oddI), 2 * element + imaginary)
  v128.store(p, f32x4.sub(evenDiffR, oddDiffR), 3 * element)
  v128.store(p, f32x4.sub(evenDiffI, oddDiffI), 3 * element + imaginary)
}

/** Back again: lanes j = Σ_m i^(jm) · b_m. */
function inverseFours(p: usize): void {
  const b0r = v128.load(p)
  const b0i = v128.load(p, imaginary)
  const b2r = v128.load(p, 2 * element)
  const b2i = v128.load(p, 2 * element + imaginary)
  const evenR = f32x4.add(b0r, b2r)
  const evenI = f32x4.add(b0i, b2i)
  const evenDiffR = f32x4.sub(b0r, b2r)
  const evenDiffI = f32x4.sub(b0i, b2i)
  const b1r = v128.load(p, element)
  const b1i = v128.load(p, element + imaginary)
  const b3r = v128.load(p, 3 * element)
  const b3i = v128.load(p, 3 * element + imaginary)
  const oddR = f32x4.add(b1r, b3r)
  const oddI = f32x4.add(b1i, b3i)
  const oddDiffR = f32x4.sub(b3i, b1i)
  const oddDiffI = f32x4.sub(b1r, b3r)
  storeLanes(
    p,
    f32x4.add(evenR, oddR),
    f32x4.add(evenDiffR, oddDiffR),
    f32x4.sub(evenR, oddR),
    f32x4.sub(evenDiffR, oddDiffR),
  )
  storeLanes(
    p + imaginary,
    f32x4.add(evenI, oddI),
    f32x4.add(evenDiffI, oddDiffI),
    f32x4.sub(evenI, oddI),
    f32x4.sub(evenDiffI, oddDiffI),
  )
}

// @ts-ignore: decorator
@inline
function storeLanes(p: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(p, lane0(a, b, c, d))
  v128.store(p, lane1(a, b, c, d), element)
  v128.store(p, lane2(a, b, c, d), 2 * element)
  v128.store(p, lane3(a, b, c, d), 3 * element)
}

/** Lane 0 of each of four vectors; what two of these have in common is computed once. */
// @ts-ignore: decorator
@inline
function lane0(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 0, 4, 1, 5), 0, 1, 4, 5)
}

// @ts-ignore: decorator
@inline
function lane1(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 0, 4, 1, 5), 2, 3, 6, 7)
}

// @ts-ignore: decorator
@inline
function lane2(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 2, 6, 3, 7), v128.shuffle<f32>(c, d, 2, 6, 3, 7), 0, 1, 4, 5)
}

// @ts-ignore: decorator
@inline
function lane3(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.shuffle<f32>(v128.shuffle<f32>(a, b, 2, 6, 3, 7), v128.shuffle<f32>(c, d, 2, 6, 3, 7), 2, 3, 6, 7)
}
