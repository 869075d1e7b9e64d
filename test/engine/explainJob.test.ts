import { afterAll, describe, expect, it } from 'vitest'
import { convolveImage } from '../../electron/engine/convolveJob.ts'
import { explainImageInput } from '../../electron/engine/explainInputJob.ts'
import { explainImage, explainPixel } from '../../electron/engine/explainJob.ts'
import { explainRegion } from '../../electron/engine/explainRegionJob.ts'
import { settingsGeometry } from '../../electron/engine/convolutionSetup.ts'
import { readPixel } from '../../electron/engine/pixelJob.ts'
import { createResults } from '../../electron/engine/results.ts'
import { renderView } from '../../electron/engine/viewJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import type { Image } from '../../shared/image/image.ts'
import { toEncoded } from '../../shared/image/linearLight.ts'
import { wholeFrame } from '../../shared/image/view.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { subArray, walkStep } from '../../shared/maths/walk.ts'
import type { ConvolutionSettings, ImageId } from '../../shared/rpc/engineContract.ts'
import { integerTensor } from '../support/builders.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { settings, testBands, testImage } from '../support/engineParts.ts'

const bands = testBands()
afterAll(() => bands.close())

/** Whole numbers: every sum of their products is exact in float32, so that all of us have to agree to the last bit. */
function wholeImage(width: number, height: number): Image {
  const data = new Float32Array(new SharedArrayBuffer(width * height * 3 * 4))
  data.set(integerTensor([3, height, width], 5, 0, 255).data)
  return { width, height, channels: 3, data, alpha: null, depth: 8 }
}

function wholeKernel(shape: readonly [number, number, number, number]): Kernel {
  const weight = integerTensor(shape, 9, -3, 3).data
  return createKernel({ shape, weight, bias: Array.from({ length: shape[0] }, (_, k) => k + 1) })
}

const shapes = [
  [1, 1, 3, 3],
  [1, 1, 2, 5],
  [1, 1, 31, 31],
  [1, 3, 3, 3],
  [3, 3, 2, 2],
] as const
const ways: readonly Omit<ConvolutionOptions, 'border'>[] = [
  { padding: 'same' },
  { padding: 'full', stride: 2 },
  { padding: [1, 2, 3, 4], dilation: [2, 1], stride: [1, 3] },
]

/** Kernels × borders × strides, pads and dilations; those that do not fit the picture are left out. */
const grid = shapes.flatMap((shape) =>
  borderModes.flatMap((mode) =>
    ways.map((way): ConvolutionSettings => {
      const border = { mode, value: 7 }
      return settings({ kernel: wholeKernel(shape), options: { ...way, border } })
    }),
  ),
)

/** Corners, middle, and one beside the rim. */
function places(P: number, Q: number): readonly (readonly [number, number])[] {
  const [p, q] = [Math.floor(P / 2), Math.floor(Q / 2)]
  return [[0, 0], [0, Q - 1], [P - 1, 0], [P - 1, Q - 1], [p, q], [Math.min(1, P - 1), q]] // prettier-ignore
}

const fits = (image: Image) => (convolution: ConvolutionSettings) => {
  try {
    return settingsGeometry(image, convolution).P > 0
  } catch {
    return false
  }
}

describe('explainPixel', () => {
  const image = wholeImage(23, 19)
  const fitting = grid.filter(fits(image))

  it('is the engine’s pixel and the reference’s, to the last bit, for kernels, borders, strides, corners', async () => {
    expect(fitting.length).toBeGreaterThan(60)
    const workshop = createWorkshop(bands)
    for (const convolution of fitting) {
      const g = settingsGeometry(image, convolution)
      const whole = (await convolveImage(image, convolution, workshop)).data
      const x = tensor([g.N, g.C, g.H, g.W], Float64Array.from(image.data))
      const w = tensor(convolution.kernel.shape, Float64Array.from(convolution.kernel.weight))
      const reference = convolve(x, w, tensor([g.K], Float64Array.from(convolution.kernel.bias)), g).data
      for (const [p, q] of places(g.P, g.Q)) {
        const { planes } = explainPixel(image, convolution, p, q)
        const at = (plane: number): number => (plane * g.P + p) * g.Q + q
        expect(planes.map(({ sum }) => sum)).toEqual(planes.map((_, plane) => reference[at(plane)]))
        expect(planes.map(({ value }) => value)).toEqual(planes.map((_, plane) => whole[at(plane)]))
        expect(planes.map(({ value, sum }) => value - sum)).toEqual(planes.map(() => 0))
      }
    }
  })

  it('is what the preview paints', async () => {
    const photo = testImage(16, 12)
    const convolution = settings()
    const workshop = createWorkshop(bands)
    const frame = wholeFrame(16, 12)
    const request = { image: 'image-1' as ImageId, frame, convolution, mapping: 'clamp', quality: 'exact' } as const
    const { rgba } = await renderView(photo, request, workshop, createResults(workshop))
    for (const [p, q] of places(12, 16)) {
      const painted = explainPixel(photo, convolution, p, q).planes.map(({ value }) => Math.min(1, Math.max(0, value)))
      const bytes = painted.map((value) => Math.floor(value * 255 + 0.5))
      expect([...rgba.slice((p * 16 + q) * 4, (p * 16 + q) * 4 + 3)]).toEqual(bytes)
    }
  })

  it('tells the same terms as explain, flat, with the running sum', () => {
    const convolution = settings({ kernel: wholeKernel([1, 3, 3, 3]), options: { padding: 1 } })
    const { planes, rows, columns, fromRows } = explainPixel(image, convolution, 0, 4)
    const { terms, sum, bias } = explainImage(image, convolution, 0, 4, 0)
    const [plane] = planes
    expect(planes).toHaveLength(1)
    expect([plane.sum, plane.bias, plane.channels]).toEqual([sum, bias, [0, 1, 2]])
    expect([...plane.product]).toEqual(terms.map(({ product }) => product))
    expect([...plane.x]).toEqual(terms.map(({ x }) => x))
    expect([...plane.w]).toEqual(terms.map(({ w }) => w))
    expect(plane.running.at(-1)).toBe(sum)
    expect(plane.running[0]).toBe(bias + plane.product[0])
    expect([[...rows], [...columns], [...fromRows]]).toEqual([[-1, 0, 1], [3, 4, 5], [-1, 0, 1]]) // prettier-ignore
    expect(terms.filter(({ from }) => from === null)).toHaveLength(9)
  })

  it('says honestly how far the float32 of the engine is from the float64 sum', () => {
    const photo = testImage(16, 12)
    for (const { sum, value } of explainPixel(photo, settings(), 5, 5).planes) {
      expectWithin([sum], [value], float32Bound(9, 16)) // 9 taps whose magnitudes add up to 16, of pixels up to 1
      expect(value).toBe(Math.fround(value))
    }
  })

  it('adds light in linear light, and tells what is shown of it', () => {
    const photo = testImage(16, 12)
    const kernel = createKernel({ shape: [1, 1, 1, 1], weight: [0.5] })
    const convolution = settings({ kernel, linearLight: true })
    const reading = readPixel(photo, 3, 3, convolution)
    explainPixel(photo, convolution, 3, 3).planes.forEach(({ sum, value, x }, c) => {
      expect(value).toBe(reading.after![c])
      expect(toEncoded(sum)).toBeCloseTo(value, 6) // one float32 rounding of a number below 1
      expect(toEncoded(x[0])).toBeCloseTo(reading.before![c], 6)
    })
  })

  it('refuses a place where there is no output', () => {
    expect(() => explainPixel(image, settings(), 19, 0)).toThrow('p wants a whole number from 0 to 18, got 19')
  })
})

describe('explainRegion', () => {
  const image = wholeImage(23, 19)

  it('has the sums of explain and the windows that they are made of', () => {
    for (const convolution of grid.filter(fits(image))) {
      const g = settingsGeometry(image, convolution)
      const region = { p: g.P > 4 ? 1 : 0, q: 0, rows: Math.min(2, g.P), columns: Math.min(3, g.Q) }
      const channel = g.N * g.K - 1
      const walk = explainRegion(image, convolution, region, channel)
      for (let index = 0; index < walk.y.length; index++) {
        const step = walkStep(walk, index)
        const told = explainImage(image, convolution, step.i, step.j, channel)
        expect(step.sum).toBe(told.sum)
        expect(walk.channels.flatMap((_, c) => subArray(walk, step, c))).toEqual(told.terms.map(({ x }) => x))
        expect([...walk.w]).toEqual(told.terms.map(({ w }) => w))
        expect(walk.bias).toBe(told.bias)
        expect(walk.firstRow + step.row).toBe(told.terms[0].row)
      }
    }
  })

  it('holds the input between the windows too, which a stride steps over', () => {
    const convolution = settings({ kernel: wholeKernel([1, 1, 2, 2]), options: { stride: 5 } })
    const walk = explainRegion(image, convolution, { p: 0, q: 0, rows: 2, columns: 2 }, 1)
    expect([walk.height, walk.width]).toEqual([7, 7])
    expect([...walk.x.slice(0, 7)]).toEqual([...image.data.slice(19 * 23, 19 * 23 + 7)])
  })

  it.each([
    [{ p: 0, q: 0, rows: 20, columns: 1 }, 'from 0,0 there are 1×1 to 19×23 outputs, got 20×1'],
    [{ p: 18, q: 22, rows: 1, columns: 0 }, 'from 18,22 there are 1×1 to 1×1 outputs, got 1×0'],
    [{ p: 19, q: 0, rows: 1, columns: 1 }, 'p wants a whole number from 0 to 18, got 19'],
  ])('refuses %j', (region, message) => {
    expect(() => explainRegion(image, settings(), region, 0)).toThrow(message)
  })

  it('refuses a walk that nobody could follow', () => {
    const large = testImage(300, 300, { channels: 1 })
    const region = { p: 0, q: 0, rows: 300, columns: 300 }
    expect(() => explainRegion(large, settings(), region, 0)).toThrow('a walk has at most 65536 steps, got 300×300')
  })
})

describe('explainImageInput', () => {
  it('gives the kernel turned by 180° for every plane', () => {
    const photo = testImage(16, 12)
    const kernel = createKernel({ shape: [1, 1, 2, 2], weight: [1, 2, 3, 4] })
    const told = explainImageInput(photo, settings({ kernel, options: {} }), 5, 6)
    expect([[...told.rows], [...told.columns]]).toEqual([[4, 5], [5, 6]]) // prettier-ignore
    expect(told.planes.map(({ channel, plane, weights }) => [channel, plane, ...weights])).toEqual(
      [0, 1, 2].map((c) => [c, c, 4, 3, 2, 1]),
    )
    expect(told.planes.map(({ x }) => x)).toEqual(readPixel(photo, 5, 6, settings()).before)
  })

  it('is the change of each output when the pixel changes by one', () => {
    const image = wholeImage(9, 8)
    for (const convolution of grid.filter(fits(image))) {
      const g = settingsGeometry(image, convolution)
      const [row, column] = [0, 8]
      const told = explainImageInput(image, convolution, row, column)
      const raised = { ...image, data: image.data.slice() }
      raised.data[row * 9 + column] += 1
      const sums = (picture: Image, plane: number) =>
        explainRegion(picture, convolution, { p: 0, q: 0, rows: g.P, columns: g.Q }, plane).y
      for (const { plane, weights } of told.planes.filter(({ channel }) => channel === 0)) {
        const before = sums(image, plane)
        const change = sums(raised, plane).map((sum, i) => sum - before[i])
        const expected = new Float64Array(g.P * g.Q)
        weights.forEach((weight, i) => {
          const [p, q] = [told.rows[Math.floor(i / told.columns.length)], told.columns[i % told.columns.length]]
          expected[p * g.Q + q] = weight
        })
        expect([...change]).toEqual([...expected])
      }
    }
  })

  it('says which taps read it, and where a copy in the border is read', () => {
    const image = testImage(5, 5)
    const border = { mode: 'replicate', value: 0 } as const
    const told = explainImageInput(image, settings({ options: { padding: 'same', border } }), 0, 2)
    expect([[...told.rows], told.rowTaps, told.columnTaps]).toEqual([[0, 1], [[0, 1], [0]], [[2], [1], [0]]]) // prettier-ignore
    expect([...told.border]).toEqual([1, 1, 1, 0, 0, 0])
  })

  it('refuses a pixel that does not exist', () => {
    expect(() => explainImageInput(testImage(5, 4), settings(), 4, 0)).toThrow(
      'row wants a whole number from 0 to 3, got 4',
    )
  })
})
