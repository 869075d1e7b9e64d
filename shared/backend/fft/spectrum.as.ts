import { FftPlan } from './plan.as'
import { element, forward, inverse, width } from './transform.as'

/*
 * A field is the complex numbers of one tile in strips of eight columns: strip s holds columns 8s … 8s + 7 in the lanes of its
 * elements, one element per row. A spectrum is the same transformed along both axes, in blocks: block b holds rows
 * 8b … 8b + 7 in the lanes of its elements, one per column. Every transform then runs over 16 KiB that lie side by side, and
 * what goes from the one layout to the other is whole cache lines, read and written once.
 */

/** From one strip of a field to the next: a cache line more than it holds, for else all strips would share a few sets. */
// @ts-ignore: decorator
@inline
export function pitchOf(height: i32): usize {
  return usize(height) * element + 64
}

const blockBytes: usize = usize(width) * element

/** Spectrum of the field's numbers, which are 0 behind the first `strips`. The field is used up. */
export function spectrumOf(field: usize, height: i32, spectrum: usize, strips: i32, roots: usize): void {
  downStrips(field, height, strips, roots)
  for (let y = 0; y < height; y += 8) {
    takeRows(field, y, height, spectrum)
    forward(spectrum, width, roots)
    spectrum += blockBytes
  }
}

/** field = height · 256 · the numbers whose spectrum is Σ_c pictures[c] · conj(kernels[c]); their first `strips`. */
export function correlate(plan: FftPlan, pictures: usize, kernels: usize, strips: i32): void {
  const field = plan.field
  const height = plan.fftHeight
  const block = plan.eightRows
  const roots = plan.roots
  for (let y = 0; y < height; y += 8) {
    memory.fill(block, 0, blockBytes)
    for (let c: usize = 0; c < usize(plan.channels); c++) {
      multiplyAdd(pictures + c * plan.spectrumBytes, kernels + c * plan.spectrumBytes, block)
    }
    inverse(block, width, roots)
    giveRows(block, field, y, height)
    pictures += blockBytes
    kernels += blockBytes
  }
  upStrips(field, height, strips, roots)
}

/**
 * The same for one channel whose spectrum nobody wants to keep: each block of it becomes the product's as soon as it is there.
 * The field's numbers are 0 behind the first `strips`, and the first `wanted` of the product are there afterwards.
 */
export function filter(plan: FftPlan, kernel: usize, strips: i32, wanted: i32): void {
  const field = plan.field
  const height = plan.fftHeight
  const block = plan.eightRows
  const roots = plan.roots
  downStrips(field, height, strips, roots)
  for (let y = 0; y < height; y += 8) {
    takeRows(field, y, height, block)
    forward(block, width, roots)
    multiply(block, kernel)
    inverse(block, width, roots)
    giveRows(block, field, y, height)
    kernel += blockBytes
  }
  upStrips(field, height, wanted, roots)
}

function downStrips(field: usize, height: i32, strips: i32, roots: usize): void {
  const pitch = pitchOf(height)
  for (const end = field + usize(strips) * pitch; field < end; field += pitch) forward(field, height, roots)
}

function upStrips(field: usize, height: i32, strips: i32, roots: usize): void {
  const pitch = pitchOf(height)
  for (const end = field + usize(strips) * pitch; field < end; field += pitch) inverse(field, height, roots)
}

/** Rows y … y + 7 of a field become the lanes of a block. */
function takeRows(field: usize, y: i32, height: i32, block: usize): void {
  const pitch = pitchOf(height)
  let rows = field + usize(y) * element
  for (const end = block + blockBytes; block < end; block += 8 * element) {
    transpose(rows, block)
    rows += pitch
  }
}

/** The other way round. */
function giveRows(block: usize, field: usize, y: i32, height: i32): void {
  const pitch = pitchOf(height)
  let rows = field + usize(y) * element
  for (const end = block + blockBytes; block < end; block += 8 * element) {
    transpose(block, rows)
    rows += pitch
  }
}

/** x = x · conj(w) over a block. */
function multiply(x: usize, w: usize): void {
  for (const end = x + blockBytes; x < end; x += element) {
    for (let half: usize = 0; half < 32; half += 16) {
      const xr = v128.load(x + half)
      const xi = v128.load(x + half, 32)
      const wr = v128.load(w + half)
      const wi = v128.load(w + half, 32)
      v128.store(x + half, f32x4.add(f32x4.mul(xr, wr), f32x4.mul(xi, wi)))
      v128.store(x + half, f32x4.sub(f32x4.mul(xi, wr), f32x4.mul(xr, wi)), 32)
    }
    w += element
  }
}

/** sums += x · conj(w) over a block. */
function multiplyAdd(x: usize, w: usize, sums: usize): void {
  for (const end = x + blockBytes; x < end; x += element) {
    for (let half: usize = 0; half < 32; half += 16) {
      const xr = v128.load(x + half)
      const xi = v128.load(x + half, 32)
      const wr = v128.load(w + half)
      const wi = v128.load(w + half, 32)
      const re = f32x4.add(f32x4.mul(xr, wr), f32x4.mul(xi, wi))
      const im = f32x4.sub(f32x4.mul(xi, wr), f32x4.mul(xr, wi))
      v128.store(sums + half, f32x4.add(v128.load(sums + half), re))
      v128.store(sums + half, f32x4.add(v128.load(sums + half, 32), im), 32)
    }
    w += element
    sums += element
  }
}

/** target[j][i] = source[i][j] of 8 × 8 complex numbers, in eight elements. */
function transpose(source: usize, target: usize): void {
  for (let part: usize = 0; part < element; part += 32) {
    transpose4(source + part, target + part)
    transpose4(source + part + 16, target + part + 4 * element)
    transpose4(source + part + 4 * element, target + part + 16)
    transpose4(source + part + 4 * element + 16, target + part + 4 * element + 16)
  }
}

/** target[j][i] = source[i][j] of 4 × 4 numbers, in four elements. */
// @ts-ignore: decorator
@inline
function transpose4(source: usize, target: usize): void {
  const a = v128.load(source)
  const b = v128.load(source, 64)
  const c = v128.load(source, 128)
  const d = v128.load(source, 192)
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(target, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5))
  v128.store(target, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7), 64)
  v128.store(target, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5), 128)
  v128.store(target, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7), 192)
}
