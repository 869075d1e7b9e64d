import { extent, forward, inverse } from './transform.as'

/*
 * A field is 256 × 256 complex numbers, rows of re and below them as many of im. A spectrum is the same transformed along
 * both axes, in 64 blocks: block b holds rows 4b … 4b + 3, the four of them in the lanes of one vector, 256 of re and then
 * 256 of im. Columns are transformed where they stand; rows are turned into a block first, so that both need no shuffles
 * inside a butterfly, and a product of spectra finds its numbers in the first-level cache.
 */

/** From one row of a field to the next: 17 cache lines, for with 16 a whole column would fall into the same few sets. */
export const pitch: usize = 1088
/** From re to im of a field. */
export const imaginary: usize = pitch * 256
/** From re to im of a block, and from one block to the next. */
const blockImaginary: usize = 4096
const blockBytes: usize = 8192
export const spectrumBytes: usize = blockBytes * 64
/** Columns that are transformed side by side: all their 256 rows fit the first-level cache. */
const strip: usize = 64

/** Spectrum of the field's numbers, which are 0 behind the first `width` bytes of columns. The field is used up. */
export function spectrumOf(field: usize, spectrum: usize, width: usize, roots: usize): void {
  for (let x: usize = 0; x < width; x += strip) forward(field + x, imaginary, pitch, strip, roots)
  for (let y = 0; y < extent; y += 4) {
    const row = field + usize(y) * pitch
    transpose(row, pitch, spectrum, 16)
    transpose(row + imaginary, pitch, spectrum + blockImaginary, 16)
    forward(spectrum, blockImaginary, 16, 16, roots)
    spectrum += blockBytes
  }
}

/** field = 65536 · the numbers whose spectrum is Σ_c pictures[c] · conj(kernels[c]); their first `width` bytes of columns. */
export function correlate(
  pictures: usize,
  kernels: usize,
  channels: i32,
  field: usize,
  width: usize,
  sums: usize,
  roots: usize,
): void {
  for (let y = 0; y < extent; y += 4) {
    memory.fill(sums, 0, blockBytes)
    for (let c: usize = 0; c < usize(channels); c++) {
      multiplyAdd(pictures + c * spectrumBytes, kernels + c * spectrumBytes, sums)
    }
    inverse(sums, blockImaginary, 16, 16, roots)
    const row = field + usize(y) * pitch
    transposeBack(sums, row, pitch)
    transposeBack(sums + blockImaginary, row + imaginary, pitch)
    pictures += blockBytes
    kernels += blockBytes
  }
  for (let x: usize = 0; x < width; x += strip) inverse(field + x, imaginary, pitch, strip, roots)
}

/** sums += x · conj(w) over a block. */
function multiplyAdd(x: usize, w: usize, sums: usize): void {
  for (const end = x + blockImaginary; x < end; x += 16) {
    const xr = v128.load(x)
    const xi = v128.load(x + blockImaginary)
    const wr = v128.load(w)
    const wi = v128.load(w + blockImaginary)
    const re = f32x4.add(f32x4.mul(xr, wr), f32x4.mul(xi, wi))
    const im = f32x4.sub(f32x4.mul(xi, wr), f32x4.mul(xr, wi))
    v128.store(sums, f32x4.add(v128.load(sums), re))
    v128.store(sums + blockImaginary, f32x4.add(v128.load(sums + blockImaginary), im))
    w += 16
    sums += 16
  }
}

/** Four rows of 256 numbers, `step` apart, to 256 vectors of one number of each. */
function transpose(rows: usize, step: usize, vectors: usize, next: usize): void {
  for (const end = rows + 1024; rows < end; rows += 16) {
    transpose4(rows, step, vectors, next)
    vectors += 4 * next
  }
}

/** The other way round. */
function transposeBack(vectors: usize, rows: usize, step: usize): void {
  for (const end = rows + 1024; rows < end; rows += 16) {
    transpose4(vectors, 16, rows, step)
    vectors += 64
  }
}

/** target[j][i] = source[i][j] of 4 × 4 numbers. */
// @ts-ignore: decorator
@inline
function transpose4(source: usize, sourceStep: usize, target: usize, targetStep: usize): void {
  const a = v128.load(source)
  const b = v128.load(source + sourceStep)
  const c = v128.load(source + 2 * sourceStep)
  const d = v128.load(source + 3 * sourceStep)
  const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
  const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
  const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(target, v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5))
  v128.store(target + targetStep, v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7))
  v128.store(target + 2 * targetStep, v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5))
  v128.store(target + 3 * targetStep, v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7))
}
