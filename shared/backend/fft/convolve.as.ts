import { throughTiles } from '../simd/direct.as'
import { loadRow, paddedRow } from '../tiles/loadTile.as'
import { apart, width } from './butterfly.as'
import { claim, empty, keptFor, keptSquares, ready, settle, spectraOf } from './kept.as'
import { FftPlan } from './plan.as'
import { forwardRow, inverseRow } from './rows.as'
import { forgetShared, leaveShared, takeShared } from './shared.as'
import { correlate, fieldPitch, filter, spectrumOf } from './spectrum.as'

/** Of a row of numbers whose re and im stand apart. */
const numbersBytes: usize = 2 * apart

/** Σ_j w[j] · e^(−2πi·jk/length) along both axes, of so many rows of weights, the im of each behind its re. */
export function transformKernel(
  weights: usize,
  rows: i32,
  field: usize,
  height: i32,
  spectrum: usize,
  roots: usize,
): void {
  for (let y = 0; y < rows; y++) {
    forwardRow(weights, field + usize(y) * fieldPitch, roots)
    weights += numbersBytes
  }
  clearRows(field, rows, height)
  spectrumOf(field, height, spectrum, roots)
}

/**
 * y[n,k,p,q] = b[k] + Σ_{c,r,s} w[k,c,r,s] · x[n,c, p·u+r·d−top, q·v+s·e−left]
 *
 * By overlap-save: of a circular correlation over fftHeight × 256 padded pixels, the first fftHeight − d(R−1) rows are those
 * of the linear one (likewise columns), and every u-th of them is wanted. Two neighbors are one complex transform, the
 * left one its real part and the right one its imaginary part, for the kernel is real and never mixes them. Rows are
 * transformed first, and back last: once for both of the pairs that share them, and no others than those that are wanted.
 */
export function convolve(address: usize): void {
  const plan = changetype<FftPlan>(address)
  for (let n = 0; n < plan.N; n++) {
    for (let group = 0; group < plan.groups; group++) {
      forgetShared(plan)
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
  if (from >= to) return
  const kept = keptFor(plan, n * plan.groups + group, p, q)
  const found = claim(kept)
  const once = kept == 0 && plan.channels == 1 && plan.filters == 1
  const pictures = found == ready || found == empty ? spectraOf(kept) : plan.pictures
  const squares =
    found == ready
      ? keptSquares(kept)
      : once
        ? loadField(plan, n, group, p, q)
        : loadSpectra(plan, n, group, p, q, pictures)
  if (found == empty) settle(kept, squares, squares < plan.mostSquares)
  const right = min(q + 2 * plan.fftColumns, plan.Q)
  if (!(squares < plan.mostSquares)) return throughTiles(plan, n, group, from, to, q, right) // nor is NaN
  const norm = sqrt<f32>(squares)
  for (let k = group * plan.filters; k < (group + 1) * plan.filters; k++) {
    const kernels = plan.kernels + usize(k * plan.channels) * plan.spectrumBytes
    if (once) filter(plan.field, plan.fftHeight, kernels, plan.roots)
    else correlate(plan, pictures, kernels)
    const noise = norm * load<f32>(plan.noise + usize(k) * 4)
    for (let row = from; row < to; row++) writeRow(plan, n, k, row, usize((row - p) * plan.u), q, noise)
  }
}

/**
 * Spectra of a group's channels; their Σx². From `mostSquares` on, and for NaN, there are none: a transform carries NaN and ∞
 * everywhere, and sums of large numbers would end at ∞.
 */
function loadSpectra(plan: FftPlan, n: i32, group: i32, p: i32, q: i32, spectrum: usize): f32 {
  let squares: f32 = 0
  for (let c = 0; c < plan.channels; c++) {
    squares += loadField(plan, n, group * plan.channels + c, p, q)
    if (!(squares < plan.mostSquares)) break
    spectrumOf(plan.field, plan.fftHeight, spectrum, plan.roots)
    spectrum += plan.spectrumBytes
  }
  return squares
}

/**
 * Row spectra of the padded pixels of channel c that a pair of tiles looks at, the right one's as imaginary parts, then zeros;
 * Σx² of the pixels. The first of them may have been laid aside by the pair above.
 */
function loadField(plan: FftPlan, n: i32, c: i32, p: i32, q: i32): f32 {
  const rows = (min(plan.fftRows, plan.P - p) - 1) * plan.u + plan.d * (plan.R - 1) + 1
  const x = plan.x + usize(n * plan.groups * plan.channels + c) * plan.xPlane
  for (let row = takeShared(plan, p, q); row < rows; row += 8) {
    loadRows(plan, x, p * plan.u, row, min(8, rows - row), q)
  }
  clearRows(plan.field, rows, plan.fftHeight)
  leaveShared(plan, p, q)
  let squares: f32 = 0
  for (let row = 0; row < rows; row++) squares += load<f32>(squaresAt(plan.field, row))
  return squares
}

/** Where Σx² of a row of a field stands: in what is left of its last cache line. */
function squaresAt(field: usize, row: i32): usize {
  return field + usize(row + 1) * fieldPitch - 4
}

/** Zeros below the first rows of a field. */
function clearRows(field: usize, rows: i32, height: i32): void {
  if (rows < height) memory.fill(field + usize(rows) * fieldPitch, 0, usize(height - rows) * fieldPitch)
}

/**
 * Up to eight rows of a field whose row 0 is padded row `first`. They are all fetched first: each lies on a page of its own, and
 * the processor waits for them together.
 */
function loadRows(plan: FftPlan, x: usize, first: i32, row: i32, count: i32, q: i32): void {
  for (let i = 0; i < count; i++) {
    const source = paddedRow(plan, x, first + row + i)
    const numbers = plan.eightRows + usize(i) * numbersBytes
    loadPart(plan, source, q, numbers)
    loadPart(plan, source, q + plan.fftColumns, numbers + apart)
  }
  for (let i = 0; i < count; i++) {
    const numbers = plan.eightRows + usize(i) * numbersBytes
    store<f32>(squaresAt(plan.field, row + i), squaresOf(numbers))
    forwardRow(numbers, plan.field + usize(row + i) * fieldPitch, plan.roots)
  }
}

/** The padded columns of a row that outputs q … q + fftColumns look at, then zeros. */
function loadPart(plan: FftPlan, source: usize, q: i32, target: usize): void {
  const outputs = min(plan.fftColumns, plan.Q - q)
  const length = outputs > 0 ? (outputs - 1) * plan.v + plan.e * (plan.S - 1) + 1 : 0
  if (length > 0) loadRow(plan, source, target, q * plan.v, 1, length)
  if (length < width) memory.fill(target + usize(length) * 4, 0, usize(width - length) * 4)
}

/** Σx² of a row. */
function squaresOf(numbers: usize): f32 {
  let sums = f32x4.splat(0)
  let others = sums
  for (const end = numbers + numbersBytes; numbers < end; numbers += 32) {
    const first = v128.load(numbers)
    const second = v128.load(numbers, 16)
    sums = f32x4.add(sums, f32x4.mul(first, first))
    others = f32x4.add(others, f32x4.mul(second, second))
  }
  sums = f32x4.add(sums, others)
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) +
    f32x4.extract_lane(sums, 3)
  )
}

/** Outputs p of filter k of a pair of tiles, from that row of its field. */
function writeRow(plan: FftPlan, n: i32, k: i32, p: i32, row: usize, q: i32, noise: f32): void {
  const middle = min(q + plan.fftColumns, plan.Q)
  const right = min(q + 2 * plan.fftColumns, plan.Q)
  inverseRow(plan.field + row * fieldPitch, plan.eightRows, plan.roots)
  pickRow(plan, plan.eightRows, noise, n, k, p, q, middle)
  pickRow(plan, plan.eightRows + apart, noise, n, k, p, middle, right)
}

/**
 * y[n,k,p,q] = b[k] + number (q − left)·v, for left ≤ q < right, of those at `source`. What is no larger than the noise is 0: a
 * black region stays black, instead of half of it falling below 0.
 */
function pickRow(plan: FftPlan, source: usize, noise: f32, n: i32, k: i32, p: i32, left: i32, right: i32): void {
  const b = load<f32>(plan.b + usize(k) * 4)
  const plane = plan.y + usize(n * plan.groups * plan.filters + k) * plan.yPlane
  let y = plane + (usize(p) * usize(plan.Q) + usize(left)) * 4
  let q = left
  if (plan.v == 1) {
    const biases = f32x4.splat(b)
    const level = f32x4.splat(noise)
    for (; q + 4 <= right; q += 4) {
      const sums = v128.load(source)
      v128.store(y, f32x4.add(biases, v128.and(sums, f32x4.gt(f32x4.abs(sums), level))))
      source += 16
      y += 16
    }
  }
  const step = usize(plan.v) * 4
  for (; q < right; q++) {
    const sum = load<f32>(source)
    store<f32>(y, abs(sum) > noise ? b + sum : b)
    source += step
    y += 4
  }
}
