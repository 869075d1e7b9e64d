import { throughTiles } from '../simd/direct.as'
import { loadRow, paddedRow } from '../tiles/loadTile.as'
import { claim, empty, keptFor, keptSquares, ready, settle, spectraOf } from './kept.as'
import { FftPlan } from './plan.as'
import { correlate, filter, pitchOf, spectrumOf } from './spectrum.as'
import { element, imaginary, width } from './transform.as'

/** Of so many real numbers as a row of a field has. */
const rowBytes: usize = usize(width) * 4

/** Σ_j w[j] · e^(−2πi·jk/length) along both axes, of the weights that stand in the field's first `strips`. */
export function transformKernel(field: usize, height: i32, spectrum: usize, strips: i32, roots: usize): void {
  spectrumOf(field, height, spectrum, strips, roots)
}

/**
 * y[n,k,p,q] = b[k] + Σ_{c,r,s} w[k,c,r,s] · x[n,c, p·u+r·d−top, q·v+s·e−left]
 *
 * By overlap-save: of a circular correlation over fftHeight × 256 padded pixels, the first fftHeight − d(R−1) rows are those
 * of the linear one (likewise columns), and every u-th of them is wanted. Two neighbors are one complex transform, the
 * left one its real part and the right one its imaginary part, for the kernel is real and never mixes them.
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
  const once = kept == 0 && plan.channels == 1 && plan.filters == 1
  const pictures = found == ready || found == empty ? spectraOf(kept) : plan.pictures
  const squares =
    found == ready
      ? keptSquares(kept)
      : once
        ? loadField(plan, n, group, p, q)
        : loadSpectra(plan, n, group, p, q, pictures)
  if (found == empty) settle(kept, squares, squares < plan.mostSquares)
  if (!(squares < plan.mostSquares)) return throughTiles(plan, n, group, from, to, q, right) // nor is NaN
  const norm = sqrt<f32>(squares)
  const middle = min(q + plan.fftColumns, right)
  const strips = stripsOf((middle - q - 1) * plan.v + 1) // of the left one: the right one has no more
  for (let k = group * plan.filters; k < (group + 1) * plan.filters; k++) {
    const kernels = plan.kernels + usize(k * plan.channels) * plan.spectrumBytes
    if (once) filter(plan, kernels, stripsOf(columnsOf(plan, min(plan.fftColumns, plan.Q - q))), strips)
    else correlate(plan, pictures, kernels, strips)
    const noise = norm * load<f32>(plan.noise + usize(k) * 4)
    for (let row = from; row < to; row++) {
      const source = plan.field + usize((row - p) * plan.u) * element
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
  const strips = stripsOf(columnsOf(plan, min(plan.fftColumns, plan.Q - q))) // of the left one: the right one has no more
  let squares: f32 = 0
  for (let c = 0; c < plan.channels; c++) {
    squares += loadField(plan, n, group * plan.channels + c, p, q)
    if (!(squares < plan.mostSquares)) break
    spectrumOf(plan.field, plan.fftHeight, spectrum, strips, plan.roots)
    spectrum += plan.spectrumBytes
  }
  return squares
}

/** The padded pixels of channel c that a pair of tiles looks at, the right one's as imaginary parts, then zeros; their Σx². */
function loadField(plan: FftPlan, n: i32, c: i32, p: i32, q: i32): f32 {
  const rows = (min(plan.fftRows, plan.P - p) - 1) * plan.u + plan.d * (plan.R - 1) + 1
  const x = plan.x + usize(n * plan.groups * plan.channels + c) * plan.xPlane
  let squares: f32 = 0
  for (let i = 0; i < rows; i += 8) {
    const count = min(8, rows - i)
    const target = plan.field + usize(i) * element
    squares += loadRows(plan, x, p * plan.u + i, count, q, target)
    squares += loadRows(plan, x, p * plan.u + i, count, q + plan.fftColumns, target + imaginary)
  }
  const zeros = usize(plan.fftHeight - rows) * element
  let below = plan.field + usize(rows) * element
  for (let strip = 0; strip < width && zeros > 0; strip += 8) {
    memory.fill(below, 0, zeros)
    below += pitchOf(plan.fftHeight)
  }
  return squares
}

/**
 * The padded columns that outputs q … q + fftColumns look at, then zeros, of up to eight rows from i on, to the strips from
 * `target` on; their Σx². They are all fetched first: each lies on a page of its own, and the processor waits for them together.
 */
function loadRows(plan: FftPlan, x: usize, i: i32, count: i32, q: i32, target: usize): f32 {
  const length = columnsOf(plan, min(plan.fftColumns, plan.Q - q))
  const zeros = usize(width - length) * 4
  for (let row = 0; row < count; row++) {
    const to = plan.eightRows + usize(row) * rowBytes
    if (length > 0) loadRow(plan, paddedRow(plan, x, i + row), to, q * plan.v, 1, length)
    if (zeros > 0) memory.fill(to + usize(length) * 4, 0, zeros)
  }
  let squares: f32 = 0
  for (let row = 0; row < count; row++) {
    squares += layRow(plan, plan.eightRows + usize(row) * rowBytes, target + usize(row) * element)
  }
  return squares
}

/** A row of numbers, eight to each strip from `target` on; their Σx². */
function layRow(plan: FftPlan, row: usize, target: usize): f32 {
  const pitch = pitchOf(plan.fftHeight)
  let squares = f32x4.splat(0)
  for (const end = row + rowBytes; row < end; row += 32) {
    const first = v128.load(row)
    const second = v128.load(row, 16)
    v128.store(target, first)
    v128.store(target, second, 16)
    squares = f32x4.add(squares, f32x4.add(f32x4.mul(first, first), f32x4.mul(second, second)))
    target += pitch
  }
  return (
    f32x4.extract_lane(squares, 0) +
    f32x4.extract_lane(squares, 1) +
    f32x4.extract_lane(squares, 2) +
    f32x4.extract_lane(squares, 3)
  )
}

/** Padded columns that so many outputs of a row look at. */
function columnsOf(plan: FftPlan, outputs: i32): i32 {
  return outputs > 0 ? (outputs - 1) * plan.v + plan.e * (plan.S - 1) + 1 : 0
}

function stripsOf(columns: i32): i32 {
  return (columns + 7) / 8
}

/**
 * y[n,k,p,q] = b[k] + the number of column (q − left)·v, for left ≤ q < right, of the row whose first strip is at `source`.
 * What is no larger than the noise is 0: a black region stays black, instead of half of it falling below 0.
 */
function pickRow(plan: FftPlan, source: usize, noise: f32, n: i32, k: i32, p: i32, left: i32, right: i32): void {
  const b = load<f32>(plan.b + usize(k) * 4)
  const plane = plan.y + usize(n * plan.groups * plan.filters + k) * plan.yPlane
  const pitch = pitchOf(plan.fftHeight)
  let y = plane + (usize(p) * usize(plan.Q) + usize(left)) * 4
  let q = left
  if (plan.v == 1) {
    const biases = f32x4.splat(b)
    const level = f32x4.splat(noise)
    for (; q + 8 <= right; q += 8) {
      const first = v128.load(source)
      const second = v128.load(source, 16)
      v128.store(y, f32x4.add(biases, v128.and(first, f32x4.gt(f32x4.abs(first), level))))
      v128.store(y, f32x4.add(biases, v128.and(second, f32x4.gt(f32x4.abs(second), level))), 16)
      source += pitch
      y += 32
    }
    left = q
  }
  for (; q < right; q++) {
    const column = (q - left) * plan.v
    const sum = load<f32>(source + usize(column >> 3) * pitch + usize(column & 7) * 4)
    store<f32>(y, abs(sum) > noise ? b + sum : b)
    y += 4
  }
}
