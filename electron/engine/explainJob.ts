import { LabError } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import { borderIndex, outside } from '../../shared/maths/border.ts'
import { explainOutput } from '../../shared/maths/explain.ts'
import type { Explanation, Term } from '../../shared/maths/explain.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'
import type { ExplainedPlane, PixelExplanation } from '../../shared/rpc/explanations.ts'
import { convolveAt, patchAt } from './convolveAt.ts'
import type { Patch } from './convolveAt.ts'
import { kernelNumbers, settingsGeometry } from './convolutionSetup.ts'

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
  const at = [Int32Array.of(p), Int32Array.of(q)] as const
  const patch = patchAt(image, settings, ...at)
  const rows = Int32Array.from({ length: g.R }, (_, r) => p * g.u + r * g.d - g.top)
  const columns = Int32Array.from({ length: g.S }, (_, s) => q * g.v + s * g.e - g.left)
  return {
    ...{ output: [p, q], R: g.R, S: g.S, rows, columns },
    fromRows: rows.map((row) => borderIndex(g.border.mode, row, g.H)),
    fromColumns: columns.map((column) => borderIndex(g.border.mode, column, g.W)),
    planes: Array.from(convolveAt(image, settings, ...at), (value, plane) =>
      flat(explainPlane(patch, settings, g, [p, q], plane), value, g),
    ),
  }
}

/** The one output of a patch, told by where its values stand in the whole picture. */
function explainPlane(
  { x, g }: Patch,
  settings: ConvolutionSettings,
  whole: Geometry,
  [p, q]: readonly [number, number],
  plane: number,
): Explanation {
  const { w, b } = kernelTensors(settings, g)
  const [n, k] = [Math.floor(plane / g.K), plane % g.K]
  const told = explainOutput(tensor([g.N, g.C, g.H, g.W], x), w, b, g, n, k, 0, 0)
  const terms = told.terms.map((term): Term => {
    const row = term.row + p * whole.u - whole.top
    const column = term.column + q * whole.v - whole.left
    const h = borderIndex(whole.border.mode, row, whole.H)
    const w = borderIndex(whole.border.mode, column, whole.W)
    const border = row < 0 || row >= whole.H || column < 0 || column >= whole.W
    const from = h === outside || w === outside ? null : ([h, w] as const)
    return { ...term, row, column, border, from, channel: whole.N > 1 ? n : term.channel }
  })
  return { ...told, output: [p, q], terms }
}

export function kernelTensors({ kernel }: ConvolutionSettings, { K }: Geometry): { w: Tensor; b: Tensor | null } {
  const { w, b } = kernelNumbers(kernel)
  return { w: tensor(kernel.shape, w), b: b && tensor([K], b) }
}

function flat({ terms, bias, sum }: Explanation, value: number, { R, S }: Geometry): ExplainedPlane {
  const running = new Float64Array(terms.length)
  let added = bias
  terms.forEach(({ product }, i) => (running[i] = added += product))
  return {
    ...{ bias, sum, value, running },
    channels: terms.filter((_, i) => i % (R * S) === 0).map(({ channel }) => channel),
    x: Float32Array.from(terms, ({ x }) => x),
    w: Float32Array.from(terms, ({ w }) => w),
    product: Float64Array.from(terms, ({ product }) => product),
  }
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
