import { describe, expect, it } from 'vitest'
import { backendNames } from '../../shared/backend/backend.ts'
import type { BackendName } from '../../shared/backend/backend.ts'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { borderModes, roundings } from '../../shared/maths/convolutionOptions.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
import { errorBounds } from '../support/errorBounds.ts'
import { geometryOf, shapeOfY } from '../support/geometries.ts'
import type { ConvolutionPlan } from '../support/geometries.ts'
import { geometryGrid, planName } from '../support/geometryGrid.ts'

const grid = geometryGrid(Number(process.env['PARITY_GEOMETRIES'] ?? 5000))
const simplest = convolutionGeometry([1, 1, 1, 1], [1, 1, 1, 1])
const named = (name: BackendName) => chooseBackend(simplest, name).backend

/** Backends read planes in the arena where they lie and copy others: both roads, and one plane of each, are taken in turn. */
const places = ['both in the arena', 'x elsewhere', 'y elsewhere', 'both elsewhere'] as const
type Place = (typeof places)[number]

/** The backend's y, in two bands, the first of `cut` rows; what no band writes stays −7777. */
function compute(name: BackendName, x: Tensor, w: Tensor, b: Tensor | null, g: Geometry, place: Place, cut: number) {
  const arena = threadArena()
  const taken: Float32Array[] = []
  const planes = (shape: readonly number[], elsewhere: boolean): Float32Array => {
    if (elsewhere) return new Float32Array(sizeOf(shape))
    taken.push(arena.allocate(sizeOf(shape)))
    return taken[taken.length - 1]
  }
  const input = planes(x.shape, place === 'x elsewhere' || place === 'both elsewhere')
  const output = planes(shapeOfY(g), place === 'y elsewhere' || place === 'both elsewhere').fill(-7777)
  input.set(x.data)
  const numbers = [Float32Array.from(w.data), b && Float32Array.from(b.data)] as const
  named(name).convolveRows(input, ...numbers, g, output, 0, cut)
  named(name).convolveRows(input, ...numbers, g, output, cut, g.P)
  const y = Float32Array.from(output)
  taken.forEach((plane) => arena.free(plane))
  return y
}

/** Names of the plans, among those the backend supports, for which `fails` finds a wrong place. */
function failures(
  name: BackendName,
  fails: (plan: ConvolutionPlan, g: Geometry, i: number) => string | null,
): string[] {
  return grid.flatMap((plan, i) => {
    const g = geometryOf(plan)
    const failure = named(name).supports(g) ? fails(plan, g, i) : null
    return failure ? [`${planName(plan)}: ${failure}`] : []
  })
}

/** The first place where |actual − expected| exceeds its bound; NaN equals only NaN, ∞ only the same ∞. */
function firstWrong(actual: Float32Array, expected: ArrayLike<number>, bound?: ArrayLike<number>): string | null {
  for (let i = 0; i < actual.length; i++) {
    if (actual[i] === expected[i] || Object.is(actual[i], expected[i])) continue
    if (bound && Math.abs(actual[i] - expected[i]) <= bound[i]) continue
    return `[${i}] is ${actual[i]}, wanted ${expected[i]}`
  }
  return null
}

/** Rows of the first band. A transform makes all rows of so small a picture at once, again for the second one: few have two. */
const cutOf = (name: BackendName, g: Geometry, i: number): number =>
  name === 'fft' && i % 5 > 0 ? g.P : (i * 7) % (g.P + 1)

const in64 = ({ shape, data }: Tensor) => tensor(shape, Float64Array.from(data))
const in32 = ({ shape, data }: Tensor) => tensor(shape, Float32Array.from(data))

describe('the grid', () => {
  it('holds every border, rounding, stride, dilation, tail, and pictures smaller than the kernel', () => {
    const geometries = grid.map(geometryOf)
    const kinds: Record<string, (g: Geometry) => boolean> = {
      ...Object.fromEntries(borderModes.map((mode) => [mode, (g: Geometry) => g.border.mode === mode && g.top > 0])),
      ...Object.fromEntries(roundings.map((rounding) => [rounding, (g: Geometry) => g.rounding === rounding])),
      ...Object.fromEntries([1, 2, 3].map((u) => [`stride ${u} 1`, (g: Geometry) => g.u === u && g.v === 1])),
      ...Object.fromEntries([1, 2, 3].map((v) => [`stride 1 ${v}`, (g: Geometry) => g.u === 1 && g.v === v])),
      ...Object.fromEntries([1, 2, 3].map((d) => [`dilation ${d}`, (g: Geometry) => g.d === d && g.e !== d])),
      ...Object.fromEntries(
        [0, 1, 2, 3].map((tail) => [`tail ${tail}`, (g: Geometry) => g.Q > 16 && g.Q % 4 === tail]),
      ),
      'smaller than the kernel': (g) => g.H < g.R && g.W < g.S,
      'windows all in the border': (g) => g.top >= g.d * (g.R - 1) + 1,
      'even kernels': (g) => g.R % 2 === 0 && g.S % 2 === 0,
      'several of all': (g) => g.N > 1 && g.groups > 1 && g.C > g.groups && g.K > g.groups,
    }
    const rare = Object.entries(kinds).filter(([, is]) => geometries.filter(is).length < 20)
    expect(rare.map(([kind]) => kind)).toEqual([])
  })
})

describe.each(backendNames)('%s', (name) => {
  it('declines hardly anything', () => {
    const declined = grid.filter((plan) => !named(name).supports(geometryOf(plan))).length
    console.log(`${name} declines ${declined} of ${grid.length} geometries`)
    expect(declined).toBe(0)
  })

  it('has the reference’s bits wherever all sums are whole, if it says so', () => {
    const wrong = failures(name, (plan, g, i) => {
      const [x, w, b] = [integerTensor(plan.x, i), integerTensor(plan.w, i + 1, -9, 9), integerTensor([g.K], i + 2)]
      if (!named(name).isExact(w.data, g)) return null
      const y = compute(name, x, w, b, g, places[i % 4], cutOf(name, g, i))
      return firstWrong(y, convolve(x, w, b, g).data)
    })
    expect(wrong).toEqual([])
  })

  it('stays within its bound of the float64 result', () => {
    const wrong = failures(name, (plan, g, i) => {
      const [x, w, b] = [plan.x, plan.w, [g.K]].map((shape, nth) => in32(normalTensor(shape, 3 * i + nth)))
      const y = compute(name, x, w, b, g, places[i % 4], cutOf(name, g, i))
      return firstWrong(y, convolve(in64(x), in64(w), in64(b), g).data, errorBounds(name, x, w, b.data, g))
    })
    expect(wrong).toEqual([])
  })

  it('leaves NaN and ∞ where the reference puts them, under weights of 0 as well', () => {
    const wrong = failures(name, (plan, g, i) => {
      if (i % 4 !== 0) return null // a quarter of the grid shows it
      const [x, w] = [integerTensor(plan.x, i), integerTensor(plan.w, i + 1, -1, 1)]
      const bounds = errorBounds(name, x, w, null, g)
      const random = mulberry32(i)
      const strange = [NaN, Infinity, -Infinity]
      for (let at = 0; at < x.data.length; at++) if (random() < 0.03) x.data[at] = strange[Math.floor(random() * 3)]
      const y = compute(name, x, w, null, g, places[(i / 4) % 4], cutOf(name, g, i))
      return firstWrong(y, convolve(x, w, null, g).data, named(name).isExact(w.data, g) ? undefined : bounds)
    })
    expect(wrong).toEqual([])
  })
})
