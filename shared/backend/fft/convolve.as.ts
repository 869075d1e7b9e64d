import { throughTiles } from '../simd/direct.as'
import { loadRow, paddedRow } from '../tiles/loadTile.as'
import { claim, empty, keptFor, keptSquares, ready, settle, spectraOf } from './kept.as'
import { FftPlan } from './plan.as'
import { correlate, imaginary, pitch, spectrumBytes, spectrumOf } from './spectrum.as'
import { extent } from './transform.as'

/** Σ_j w[j] · e^(−2πi·jk/256) along both axes, of the weights that stand in the field's first `width` bytes of columns. */
export function transformKernel(field: usize, spectrum: usize, width: usize, roots: usize): void {
  spectrumOf(field, spectrum, width, roots)
}

/**
 * y[n,k,p,q] = b[k] + Σ_{c,r,s} w[k,c,r,s] · x[n,c, p·u+r·d−top, q·v+s·e−left]
 *
 * By overlap-save: of a circular correlation over 256 × 256 padded pixels, the first 256 − d(R−1) rows are those of the
 * linear one (likewise columns), and every u-th of them is wanted. Two neighbors are one complex transform, the left one
 * its real part and the right one its imaginary part, for the kernel is real and never mixes them.
 */
export function convolve(address: usize): void {
  const plan = changetype<FftPlan>(address)
  for (let n = 0; n < plan.N; n++) {
    for (let group = 0; group < plan.groups; group++) {
      for (let p = 0; p < plan.P; p += plan.fftRows) {
        for (let q = 0; q < plan.Q; q += 2 * plan.fftColumns) pairOfTiles(plan, n, group, p, q)
      }
    }
  }
}

/** All filters of a group at output rows from p, columns from q. */
function pairOfTiles(plan: FftPlan, n: i32, group: i32, p: i32, q: i32): void {
  const from = max(p, plan.wantedFirst)
  const to = min(min(p + plan.fftRows, plan.wantedEnd), plan.P)
  const right = min(q + 2 * plan.fftColumns, plan.Q)
  if (from >= to) return
  const kept = keptFor(plan, n * plan.groups + group, p, q)
  const found = claim(kept)
  const pictures = found == ready || found == empty ? spectraOf(kept) : plan.pictures
  const squares = found == ready ? keptSquares(kept) : loadSpectra(plan, n, group, p, q, pictures)
  if (found == empty) settle(kept, squares, squares < plan.mostSquares)
  if (!(squares < plan.mostSquares)) return throughTiles(plan, n, group, from, to, q, right) // nor is NaN
  const norm = sqrt<f32>(squares)
  const width = usize((min(plan.fftColumns, right - q) - 1) * plan.v + 1) * 4
  for (let k = group * plan.filters; k < (group + 1) * plan.filters; k++) {
    const kernels = plan.kernels + usize(k * plan.channels) * spectrumBytes
    correlate(pictures, kernels, plan.channels, plan.field, width, plan.sums, plan.roots)
    const noise = norm * load<f32>(plan.noise + usize(k) * 4)
    const middle = min(q + plan.fftColumns, right)
    for (let row = from; row < to; row++) {
      const source = plan.field + usize((row - p) * plan.u) * pitch
      pickRow(plan, source, noise, n, k, row, q, middle)
      pickRow(plan, source + imaginary, noise, n, k, row, middle, right)
    }
  }
}

/**
 * Spectra of a group's channels; their Σx². From `mostSquares` on, and for NaN, there are none: a transform carries NaN and ∞
 * everywhere, and sums of large numbers would end at ∞.
 */
function loadSpectra(plan: FftPlan, n: i32, group: i32, p: i32, q: i32, spectrum: usize): f32 {
  const rows = (min(plan.fftRows, plan.P - p) - 1) * plan.u + plan.d * (plan.R - 1) + 1
  let x = plan.x + usize((n * plan.groups + group) * plan.channels) * plan.xPlane
  const width = usize(columnsOfPart(plan, q)) * 4 // of the left one: the right one has no more
  let squares: f32 = 0
  for (let c = 0; c < plan.channels; c++) {
    for (let i = 0; i < rows; i++) {
      const source = paddedRow(plan, x, p * plan.u + i)
      const target = plan.field + usize(i) * pitch
      loadPart(plan, source, target, q)
      loadPart(plan, source, target + imaginary, q + plan.fftColumns)
    }
    const height = usize(rows) * pitch
    memory.fill(plan.field + height, 0, imaginary - height)
    memory.fill(plan.field + imaginary + height, 0, imaginary - height)
    squares += sumOfSquares(plan.field, rows) + sumOfSquares(plan.field + imaginary, rows)
    if (!(squares < plan.mostSquares)) break
    spectrumOf(plan.field, spectrum, width, plan.roots)
    spectrum += spectrumBytes
    x += plan.xPlane
  }
  return squares
}

/** The padded columns that outputs q … q + fftColumns of one row look at, then zeros. */
function loadPart(plan: FftPlan, source: usize, target: usize, q: i32): void {
  const length = columnsOfPart(plan, q)
  if (length > 0) loadRow(plan, source, target, q * plan.v, 1, length)
  if (length < extent) memory.fill(target + usize(length) * 4, 0, usize(extent - length) * 4)
}

function columnsOfPart(plan: FftPlan, q: i32): i32 {
  const outputs = min(plan.fftColumns, plan.Q - q)
  return outputs > 0 ? (outputs - 1) * plan.v + plan.e * (plan.S - 1) + 1 : 0
}

function sumOfSquares(row: usize, rows: i32): f32 {
  let total = f32x4.splat(0)
  for (let i = 0; i < rows; i++) {
    for (let x = row; x < row + 1024; x += 16) {
      const values = v128.load(x)
      total = f32x4.add(total, f32x4.mul(values, values))
    }
    row += pitch
  }
  return (
    f32x4.extract_lane(total, 0) +
    f32x4.extract_lane(total, 1) +
    f32x4.extract_lane(total, 2) +
    f32x4.extract_lane(total, 3)
  )
}

/**
 * y[n,k,p,q] = b[k] + source[(q − left)·v] for left ≤ q < right. What is no larger than the noise is 0: a black region stays
 * black, instead of half of it falling below 0.
 */
function pickRow(plan: FftPlan, source: usize, noise: f32, n: i32, k: i32, p: i32, left: i32, right: i32): void {
  const b = load<f32>(plan.b + usize(k) * 4)
  const plane = plan.y + usize(n * plan.groups * plan.filters + k) * plan.yPlane
  const start = plane + (usize(p) * usize(plan.Q) + usize(left)) * 4
  const end = start + usize(max(0, right - left)) * 4
  let y = start
  if (plan.v == 1) {
    const biases = f32x4.splat(b)
    const level = f32x4.splat(noise)
    for (; y + 16 <= end; y += 16) {
      const sum = v128.load(source + (y - start))
      v128.store(y, f32x4.add(biases, v128.and(sum, f32x4.gt(f32x4.abs(sum), level))))
    }
  }
  const step = usize(plan.v)
  for (; y < end; y += 4) {
    const sum = load<f32>(source + (y - start) * step)
    store<f32>(y, abs(sum) > noise ? b + sum : b)
  }
}
