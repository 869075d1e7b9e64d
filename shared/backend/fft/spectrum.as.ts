import {
  element,
  forwardButterfly,
  imaginary,
  inverseButterfly,
  rootOf,
  rootsOf,
  storeNumbers,
  turnedBackI,
  turnedBackR,
  width,
} from './butterfly.as'
import { FftPlan } from './plan.as'

/*
 * A field is the complex numbers of one pair of tiles, row after row, each row already transformed (rows.as.ts): what is left are
 * the columns. They are transformed eight at a time, a cache line of each row: down, times the kernel's spectrum, and up again
 * while the first-level cache holds them, 16 KiB at most. A spectrum is such eight columns, `line` from row to row, then the
 * next eight.
 */

/** Eight complex numbers: two elements. */
const line: usize = 2 * element

/** From one row of a field to the next: a cache line more than it holds, for else all rows would share a few sets. */
export const fieldPitch: usize = usize(width >> 2) * element + line

/** From eight columns of a spectrum to the next. */
// @ts-ignore: decorator
@inline
function columnsBytes(height: i32): usize {
  return usize(height) * line
}

/** Spectrum of a field, which is used up. */
export function spectrumOf(field: usize, height: i32, spectrum: usize, roots: usize): void {
  for (let columns: i32 = 0; columns < width; columns += 8) {
    down(field, height, spectrum, line, roots)
    field += line
    spectrum += columnsBytes(height)
  }
}

/** field = height · the rows' spectra of the numbers whose spectrum is Σ_c pictures[c] · conj(kernels[c]). */
export function correlate(plan: FftPlan, pictures: usize, kernels: usize): void {
  const height = plan.fftHeight
  let field = plan.field
  for (let columns: i32 = 0; columns < width; columns += 8) {
    if (plan.channels == 1) productsUp(pictures, line, kernels, height, field)
    else sumsUp(plan, pictures, kernels, field)
    up(field, height, plan.roots)
    field += line
    pictures += columnsBytes(height)
    kernels += columnsBytes(height)
  }
}

/** The same for one channel whose spectrum nobody wants to keep: the field's own. */
export function filter(field: usize, height: i32, kernel: usize, roots: usize): void {
  for (let columns: i32 = 0; columns < width; columns += 8) {
    down(field, height, field, fieldPitch, roots)
    productsUp(field, fieldPitch, kernel, height, field)
    up(field, height, roots)
    field += line
    kernel += columnsBytes(height)
  }
}

/** Eight columns of a field = x · conj(w), or what stands there plus that. */
function multiply(x: usize, w: usize, height: i32, column: usize, add: bool): void {
  for (const end = column + usize(height) * fieldPitch; column < end; column += fieldPitch) {
    for (let at: usize = 0; at < line; at += element) {
      const r = productR(x + at, w + at)
      const i = productI(x + at, w + at)
      v128.store(column + at, add ? f32x4.add(v128.load(column + at), r) : r)
      v128.store(column + at, add ? f32x4.add(v128.load(column + at, imaginary), i) : i, imaginary)
    }
    x += line
    w += line
  }
}

/** The inverse's butterflies of span 4 of eight columns of Σ_c x_c · conj(w_c). */
function sumsUp(plan: FftPlan, x: usize, w: usize, column: usize): void {
  for (let c: usize = 0; c < usize(plan.channels); c++) {
    multiply(x + c * plan.spectrumBytes, w + c * plan.spectrumBytes, plan.fftHeight, column, c > 0)
  }
  for (const end = column + usize(plan.fftHeight) * fieldPitch; column < end; column += 4 * fieldPitch) {
    for (let at: usize = 0; at < line; at += element) {
      inverseButterfly(column + at, fieldPitch, column + at, fieldPitch, false, 0, false, false)
    }
  }
}

/** The same of one x · conj(w), x being `pitch` from row to row. */
function productsUp(x: usize, pitch: usize, w: usize, height: i32, column: usize): void {
  for (const end = column + usize(height) * fieldPitch; column < end; column += 4 * fieldPitch) {
    for (let at: usize = 0; at < line; at += element) productButterfly(x + at, pitch, w + at, column + at)
    x += 4 * pitch
    w += 4 * line
  }
}

/** `inverseButterfly` of b = x · conj(w). */
// @ts-ignore: decorator
@inline
function productButterfly(x: usize, pitch: usize, w: usize, target: usize): void {
  const x1 = x + pitch
  const x2 = x1 + pitch
  const x3 = x2 + pitch
  const b0r = productR(x, w)
  const b0i = productI(x, w)
  const b2r = productR(x2, w + 2 * line)
  const b2i = productI(x2, w + 2 * line)
  const evenR = f32x4.add(b0r, b2r)
  const evenI = f32x4.add(b0i, b2i)
  const evenDiffR = f32x4.sub(b0r, b2r)
  const evenDiffI = f32x4.sub(b0i, b2i)
  const b1r = productR(x1, w + line)
  const b1i = productI(x1, w + line)
  const b3r = productR(x3, w + 3 * line)
  const b3i = productI(x3, w + 3 * line)
  const oddR = f32x4.add(b1r, b3r)
  const oddI = f32x4.add(b1i, b3i)
  const oddDiffR = f32x4.sub(b3i, b1i)
  const oddDiffI = f32x4.sub(b1r, b3r)
  storeNumbers(target, f32x4.add(evenR, oddR), f32x4.add(evenI, oddI), false)
  storeNumbers(target + fieldPitch, f32x4.add(evenDiffR, oddDiffR), f32x4.add(evenDiffI, oddDiffI), false)
  storeNumbers(target + 2 * fieldPitch, f32x4.sub(evenR, oddR), f32x4.sub(evenI, oddI), false)
  storeNumbers(target + 3 * fieldPitch, f32x4.sub(evenDiffR, oddDiffR), f32x4.sub(evenDiffI, oddDiffI), false)
}

/** re of x · conj(w). */
// @ts-ignore: decorator
@inline
function productR(x: usize, w: usize): v128 {
  return turnedBackR(v128.load(x), v128.load(x, imaginary), v128.load(w), v128.load(w, imaginary))
}

// @ts-ignore: decorator
@inline
function productI(x: usize, w: usize): v128 {
  return turnedBackI(v128.load(x), v128.load(x, imaginary), v128.load(w), v128.load(w, imaginary))
}

/** Spectra of eight columns of a field, to places that are `pitch` apart. */
function down(column: usize, height: i32, spectrum: usize, pitch: usize, roots: usize): void {
  for (let span = height; span > 4; span >>= 2) forwardStage(column, height, span, rootsOf(roots, span))
  for (let y = 0; y < height; y += 4) {
    for (let at: usize = 0; at < line; at += element) {
      forwardButterfly(column + at, fieldPitch, false, spectrum + at, pitch, 0, false, false)
    }
    column += 4 * fieldPitch
    spectrum += 4 * pitch
  }
}

/** height · the eight columns whose spectra stand there, of which the butterflies of span 4 are already made. */
function up(column: usize, height: i32, roots: usize): void {
  for (let span: i32 = 16; span <= height; span <<= 2) inverseStage(column, height, span, rootsOf(roots, span))
}

/** All butterflies of one span; the first of them do not turn. */
function forwardStage(column: usize, height: i32, span: i32, roots: usize): void {
  const step = usize(span >> 2) * fieldPitch
  const end = column + usize(height) * fieldPitch
  for (let p = column; p < end; p += 4 * step) {
    for (let at: usize = 0; at < line; at += element) {
      forwardButterfly(p + at, step, false, p + at, step, 0, false, false)
    }
  }
  for (let j = 1; j < span >> 2; j++) {
    const root = rootOf(roots, j)
    for (let p = column + usize(j) * fieldPitch; p < end; p += 4 * step) {
      for (let at: usize = 0; at < line; at += element) {
        forwardButterfly(p + at, step, false, p + at, step, root, true, false)
      }
    }
  }
}

function inverseStage(column: usize, height: i32, span: i32, roots: usize): void {
  const step = usize(span >> 2) * fieldPitch
  const end = column + usize(height) * fieldPitch
  for (let p = column; p < end; p += 4 * step) {
    for (let at: usize = 0; at < line; at += element) {
      inverseButterfly(p + at, step, p + at, step, false, 0, false, false)
    }
  }
  for (let j = 1; j < span >> 2; j++) {
    const root = rootOf(roots, j)
    for (let p = column + usize(j) * fieldPitch; p < end; p += 4 * step) {
      for (let at: usize = 0; at < line; at += element) {
        inverseButterfly(p + at, step, p + at, step, false, root, true, false)
      }
    }
  }
}
