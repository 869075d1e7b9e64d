import { LabError } from '../errors.ts'
import { refusal } from '../refusal.ts'
import { checkBorder } from './border.ts'
import { checkWhole } from './checkWhole.ts'
import { roundings } from './convolutionOptions.ts'
import { axisPads, paddingPerAxis } from './padding.ts'
import type { AxisPadding } from './padding.ts'
import type { Border, ConvolutionOptions, PerAxis, Rounding } from './convolutionOptions.ts'

/**
 * Every size and offset of one convolution, in cuDNN's letters: x is N×C×H×W, w is K×(C/groups)×R×S, y is N×K×P×Q.
 * Stride u, v; dilation d, e; first of each pair vertical. Output row p and kernel row r meet input row p·u + r·d − top.
 * `bottom` and `right` are what the windows reach: under `ceil` and `round` they may be larger than what was asked for.
 */
export interface Geometry {
  readonly N: number
  readonly C: number
  readonly H: number
  readonly W: number
  readonly K: number
  readonly R: number
  readonly S: number
  readonly P: number
  readonly Q: number
  readonly u: number
  readonly v: number
  readonly d: number
  readonly e: number
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly groups: number
  readonly border: Border
  readonly rounding: Rounding
}

/** Padded rows or columns; their index tables are then at most 256 MB. */
const longestAxis = 2 ** 26

/** Numbers of x and of y; offsets of one plane then fit the Int32Arrays that hold them. */
const mostNumbers = 2 ** 31 - 1

/** Checks shapes x (N C H W) and w (K C/groups R S) and derives all sizes. Throws `shape-mismatch`, `bad-argument`, `too-large`. */
export function convolutionGeometry(
  x: readonly number[],
  w: readonly number[],
  { stride = 1, padding = 'valid', dilation = 1, groups = 1, border, rounding = 'floor' }: ConvolutionOptions = {},
): Geometry {
  const [N, C, H, W] = checkShape('x', 'N×C×H×W', x)
  const [K, channels, R, S] = checkShape('w', 'K×(C/groups)×R×S', w)
  checkGroups(groups, C, K, channels)
  if (!roundings.includes(rounding)) {
    throw new LabError('bad-argument', `rounding is one of ${roundings.join(', ')}, got "${rounding}"`)
  }
  const [u, v] = perAxis('stride', stride)
  const [d, e] = perAxis('dilation', dilation)
  const [vertical, horizontal] = paddingPerAxis(padding)
  const rows = fitAxis({ name: 'row', input: H, reach: d * (R - 1) + 1, stride: u, padding: vertical, rounding })
  const columns = fitAxis({
    name: 'column',
    input: W,
    reach: e * (S - 1) + 1,
    stride: v,
    padding: horizontal,
    rounding,
  })
  const P = rows.output
  const Q = columns.output
  if (N * C * H * W > mostNumbers || N * K * P * Q > mostNumbers) {
    throw refusal('too-large', 'geometryNumbers', { most: mostNumbers, x: x.join('×'), y: [N, K, P, Q].join('×') })
  }
  return Object.freeze({
    N,
    C,
    H,
    W,
    K,
    R,
    S,
    P,
    Q,
    u,
    v,
    d,
    e,
    top: rows.before,
    left: columns.before,
    bottom: rows.after,
    right: columns.after,
    groups,
    border: checkBorder(border ?? { mode: 'zeros', value: 0 }),
    rounding,
  })
}

/**
 * P = ⌊(padded − reach) / u⌋ + 1 with reach = d(R−1) + 1 and padded = H + top + bottom; `ceil` and `round` (half up) round
 * so instead. NaN under `error` when a rest is left; 0 or less when the window does not fit.
 */
export function outputSize(padded: number, reach: number, stride: number, rounding: Rounding): number {
  const way = padded - reach
  if (way < 0) return 0
  switch (rounding) {
    case 'floor':
      return Math.floor(way / stride) + 1
    case 'ceil':
      return Math.ceil(way / stride) + 1
    case 'round':
      return Math.floor(way / stride + 0.5) + 1
    case 'error':
      return way % stride === 0 ? way / stride + 1 : NaN
  }
}

interface Axis {
  readonly name: 'row' | 'column'
  readonly input: number
  /** Input positions from the first to the last tap of one window. */
  readonly reach: number
  readonly stride: number
  readonly padding: AxisPadding
  readonly rounding: Rounding
}

/**
 * Output size and effective pads of one axis. A last window that hangs over is kept even if all of it lies in the border
 * (PyTorch drops such a window, but in pooling only): the border gives it values like any other.
 */
function fitAxis(axis: Axis): { output: number; before: number; after: number } {
  const { name, input, reach, stride, rounding } = axis
  const [before, after] = axisPads(axis.padding, input, reach, stride)
  const padded = input + before + after
  if (padded < reach) {
    throw refusal('shape-mismatch', name === 'row' ? 'fewRows' : 'fewColumns', { reach, padded })
  }
  // `same` means ⌈H/u⌉: a rest is left only by a kernel shorter than its stride, and `ceil` would add a window for it.
  const policy = axis.padding === 'same' ? 'floor' : rounding
  const output = outputSize(padded, reach, stride, policy)
  if (Number.isNaN(output)) throw restLeft(axis, padded)
  const needed = (output - 1) * stride + reach
  if (Math.max(padded, needed) > longestAxis) {
    const values = { most: longestAxis, padded: Math.max(padded, needed) }
    throw refusal('too-large', name === 'row' ? 'paddedRows' : 'paddedColumns', values)
  }
  return { output, before, after: Math.max(after, needed - input - before) }
}

/** The refusal of rounding `error`: how much is left over, and the nearest inputs at which nothing would be. */
function restLeft({ name, input, reach, stride }: Axis, padded: number): LabError {
  const way = padded - reach
  const rest = way % stride
  const values = { stride, way, rest, larger: input - rest + stride, input }
  const smaller = input - rest
  if (smaller <= 0) return refusal('shape-mismatch', name === 'row' ? 'restOfFewRows' : 'restOfFewColumns', values)
  return refusal('shape-mismatch', name === 'row' ? 'restOfRows' : 'restOfColumns', { ...values, smaller })
}

function checkShape(name: string, letters: string, shape: readonly number[]): readonly number[] {
  if (shape.length !== 4 || !shape.every((extent) => Number.isSafeInteger(extent) && extent > 0)) {
    throw new LabError('shape-mismatch', `${name} wants 4 positive whole extents ${letters}, got ${shape.join('×')}`)
  }
  return shape
}

function checkGroups(groups: number, C: number, K: number, channels: number): void {
  checkWhole('groups', groups, 1)
  if (C % groups !== 0 || K % groups !== 0) {
    throw new LabError('bad-argument', `groups must divide C=${C} and K=${K}, got ${groups}`)
  }
  if (channels !== C / groups) {
    const wanted = groups === 1 ? `C=${C}` : `C/groups=${C}/${groups}=${C / groups}`
    throw new LabError('shape-mismatch', `w must have as many channels as x: ${wanted}, got ${channels}`)
  }
}

/** Both axes of an option: one number stands for both. Throws `bad-argument` for what is no whole number from `least`. */
export function perAxis(name: string, value: PerAxis, least = 1): readonly [vertical: number, horizontal: number] {
  const pair: readonly number[] = typeof value === 'number' ? [value, value] : value
  if (pair.length !== 2) {
    throw new LabError('bad-argument', `${name} wants one number or vertical,horizontal, got ${pair.length} numbers`)
  }
  const [vertical, horizontal] = pair.map((part) => checkWhole(name, part, least))
  return [vertical, horizontal]
}
