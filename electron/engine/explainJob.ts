import { LabError } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import { borderIndex, outside } from '../../shared/maths/border.ts'
import { eachTerm, explainOutput } from '../../shared/maths/explain.ts'
import type { Explanation, Term } from '../../shared/maths/explain.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { ExplainedPlane, PixelExplanation } from '../../shared/rpc/explanations.ts'
import { convolveAt, patchAt } from './convolveAt.ts'
import type { Patch } from './convolveAt.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'
import { arraysInOne } from './oneBuffer.ts'

/**
 * The sum behind one value of a picture's result, term by term; `channel` is the plane of the result. Only the window is
 * read, so a large photo costs no more than a small one. In linear light the numbers are those that are added: linear ones.
 */
export function explainImage(
  image: Image,
  settings: ConvolutionSettings,
  p: number,
  q: number,
  channel: number,
): Explanation {
  const g = settingsGeometry(image, settings)
  checkIndices({ p, q, channel }, { p: g.P, q: g.Q, channel: g.N * g.K })
  return explainPlane(patchAt(image, settings, Int32Array.of(p), Int32Array.of(q)), settings, g, [p, q], channel)
}

/** The sums behind all planes of one place, and what the engine itself has there. */
export function explainPixel(image: Image, settings: ConvolutionSettings, p: number, q: number): PixelExplanation {
  const g = settingsGeometry(image, settings)
  checkIndices({ p, q }, { p: g.P, q: g.Q })
  const { R, S } = g
  const at = [Int32Array.of(p), Int32Array.of(q)] as const
  const patch = patchAt(image, settings, ...at)
  const values = convolveAt(image, settings, ...at)
  const terms = (g.C / g.groups) * R * S
  const take = arraysInOne(values.length * terms * (8 + 8 + 4 + 4) + 2 * (R + S) * 4)
  const numbers = patchNumbers(patch, settings)
  const planes = Array.from(values, (value, plane) => flat(numbers, value, plane, g, take))
  const axis = (length: number, at: (tap: number) => number): Int32Array<ArrayBuffer> => {
    const positions = take(Int32Array<ArrayBuffer>, length)
    for (let tap = 0; tap < length; tap++) positions[tap] = at(tap)
    return positions
  }
  const rows = axis(R, (r) => p * g.u + r * g.d - g.top)
  const columns = axis(S, (s) => q * g.v + s * g.e - g.left)
  const fromRows = axis(R, (r) => borderIndex(g.border.mode, rows[r], g.H))
  const fromColumns = axis(S, (s) => borderIndex(g.border.mode, columns[s], g.W))
  return { output: [p, q], R, S, rows, columns, fromRows, fromColumns, planes }
}

/** The one output of a patch, told by where its values stand in the whole picture. */
function explainPlane(
  patch: Patch,
  settings: ConvolutionSettings,
  whole: Geometry,
  [p, q]: readonly [number, number],
  plane: number,
): Explanation {
  const told = explainPatch(patch, settings, plane)
  const terms = told.terms.map((term): Term => {
    const row = term.row + p * whole.u - whole.top
    const column = term.column + q * whole.v - whole.left
    const h = borderIndex(whole.border.mode, row, whole.H)
    const w = borderIndex(whole.border.mode, column, whole.W)
    const border = row < 0 || row >= whole.H || column < 0 || column >= whole.W
    const from = h === outside || w === outside ? null : ([h, w] as const)
    return { ...term, row, column, border, from, channel: channelOf(term, plane, whole) }
  })
  return { ...told, output: [p, q], terms }
}

/** The same by where they stand in the patch. */
function explainPatch(patch: Patch, settings: ConvolutionSettings, plane: number): Explanation {
  const { x, w, b, g } = patchNumbers(patch, settings)
  return explainOutput(x, w, b, g, Math.floor(plane / g.K), plane % g.K, 0, 0)
}

interface PatchNumbers {
  readonly x: Tensor
  readonly w: Tensor
  readonly b: Tensor | null
  readonly g: Geometry
}

function patchNumbers({ x, g }: Patch, settings: ConvolutionSettings): PatchNumbers {
  return { x: tensor([g.N, g.C, g.H, g.W], x), ...kernelTensors(settings, g), g }
}

/** A plain kernel goes over each plane by itself. */
function channelOf({ channel }: Pick<Term, 'channel'>, plane: number, { N, K }: Geometry): number {
  return N > 1 ? Math.floor(plane / K) : channel
}

export function kernelTensors({ kernel }: ConvolutionSettings, { K }: Geometry): { w: Tensor; b: Tensor | null } {
  const { w, b } = kernelNumbers(kernel)
  return { w: tensor(kernel.shape, w), b: b && tensor([K], b) }
}

/** Thousands of terms, at every move of the pointer: gone through once. */
function flat(
  { x, w, b, g: patch }: PatchNumbers,
  value: number,
  plane: number,
  g: Geometry,
  take: ReturnType<typeof arraysInOne>,
): ExplainedPlane {
  const taps = g.R * g.S
  const length = (g.C / g.groups) * taps
  const product = take(Float64Array<ArrayBuffer>, length)
  const running = take(Float64Array<ArrayBuffer>, length)
  const values = take(Float32Array<ArrayBuffer>, length)
  const weights = take(Float32Array<ArrayBuffer>, length)
  const channels: number[] = []
  const [n, k] = [Math.floor(plane / g.K), plane % g.K]
  const bias = b ? b.data[k] : 0
  let [sum, i] = [bias, 0]
  eachTerm(x, w, b, patch, [n, k, 0, 0], (channel, _row, _column, _h, _inputColumn, value, weight) => {
    if (i % taps === 0) channels.push(channelOf({ channel }, plane, g))
    values[i] = value
    weights[i] = weight
    product[i] = weight * value
    running[i] = sum += product[i]
    i++
  })
  return { bias, sum, value, channels, x: values, w: weights, product, running }
}

export function checkIndices<Name extends string>(
  given: Readonly<Record<Name, number>>,
  extents: Readonly<Record<Name, number>>,
): void {
  for (const name of Object.keys(given) as Name[]) {
    const value = given[name]
    if (!Number.isInteger(value) || value < 0 || value >= extents[name]) {
      throw new LabError('bad-argument', `${name} wants a whole number from 0 to ${extents[name] - 1}, got ${value}`)
    }
  }
}
