import { describe, expect, it } from 'vitest'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolvePhotoPart, convolvePhotoRows, wholeOf } from '../../shared/backend/samples/convolvePhoto.ts'
import type { Part, PieceSink } from '../../shared/backend/samples/convolvePhoto.ts'
import { addsWhole, choosePhotoBackend, integer } from '../../shared/backend/samples/photoBackend.ts'
import { sumsAreBoxes } from '../../shared/backend/integer/integer.ts'
import { createSampleReader } from '../../shared/backend/samples/readSamples.ts'
import type { PhotoPlanes } from '../../shared/backend/samples/readSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { toEncoded, toLinear } from '../../shared/image/linearLight.ts'
import { floatsOf, valuesOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
import { float32Bound } from '../support/closeTo.ts'
import { geometryOf } from '../support/geometries.ts'
import { geometryGrid, planName } from '../support/geometryGrid.ts'
import { randomSamples, depths } from '../support/photoSamples.ts'

const grid = geometryGrid(600, 3)
const arena = threadArena()

/** Every kind of samples, gray and linear light or not, in the arena or not, in turn. */
function caseOf(i: number) {
  return { depth: depths[i % 3], gray: i % 2 === 0, linear: i % 5 === 0, inArena: i % 7 !== 0 }
}

/** What the engine did before it kept samples: all of the photo as float32 numbers, in linear light, then gray. */
function converted(samples: Samples, pixels: number, { gray, linear }: { gray: boolean; linear: boolean }) {
  const values = floatsOf(samples)
  const light = linear ? values.map(toLinear) : values
  if (!gray) return Float32Array.from(light)
  const planes = light.length / (3 * pixels)
  return Float32Array.from({ length: planes * pixels }, (_, i) => {
    const at = Math.floor(i / pixels) * 3 * pixels + (i % pixels)
    return grayPlane(Float32Array.of(light[at], light[at + pixels], light[at + 2 * pixels]), 1)[0]
  })
}

function wholeConvolution(x: Float32Array, w: Float32Array, b: Float32Array, g: Geometry, linear: boolean) {
  const y = new Float32Array(g.N * g.K * g.P * g.Q)
  chooseBackend(g, 'simd').backend.convolveRows(x, w, b, g, y, 0, g.P)
  return linear ? y.map(toEncoded) : y
}

/** Gray is of one picture. */
function gridCase(i: number) {
  const choice = caseOf(i)
  const plan = choice.gray
    ? { ...grid[i], x: [1, 1, ...grid[i].x.slice(2)], w: [2, 1, ...grid[i].w.slice(2)] }
    : grid[i]
  const g = geometryOf(choice.gray ? { ...plan, options: { ...plan.options, groups: 1 } } : plan)
  const { samples, free } = randomSamples(choice.depth, (choice.gray ? 3 : g.N * g.C) * g.H * g.W, i, choice.inArena)
  const [w, b] = [normalTensor([g.K, g.C / g.groups, g.R, g.S], i), normalTensor([g.K], i + 1)]
  const numbers = [Float32Array.from(w.data), Float32Array.from(b.data)] as const
  return { choice, g, samples, free, numbers, photo: { samples, ...choice }, name: planName(plan) }
}

describe('a photo of 8 bits, 16 bits or floats', () => {
  it.each([1, 2, 7])('has the bits that its float32 numbers give, over the grid, in %i bands', (bands) => {
    const wrong = grid.flatMap((_, i) => {
      const { choice, g, samples, free, numbers, photo, name } = gridCase(i)
      const expected = wholeConvolution(converted(samples, g.H * g.W, choice), ...numbers, g, choice.linear)
      const y = new Float32Array(expected.length).fill(-7777)
      const backend = chooseBackend(g, i % 4 === 0 ? 'reference' : 'simd').backend
      const truth = i % 4 === 0 ? byReference() : expected
      for (let band = 0; band < bands; band++) {
        const [from, to] = [band, band + 1].map((n) => Math.round((n * g.P) / bands))
        convolvePhotoRows(arena, backend, photo, ...numbers, g, y, from, to)
      }
      free()
      return Buffer.compare(Buffer.from(y.buffer), Buffer.from(truth.buffer)) === 0 ? [] : [name]

      function byReference(): Float32Array<ArrayBuffer> {
        const whole = new Float32Array(expected.length)
        backend.convolveRows(converted(samples, g.H * g.W, choice), ...numbers, g, whole, 0, g.P)
        return choice.linear ? whole.map(toEncoded) : whole
      }
    })
    expect(wrong).toEqual([])
  })

  it('has them in any part by itself', () => {
    const wrong = grid.flatMap((_, i) => {
      const { choice, g, samples, free, numbers, photo, name } = gridCase(i)
      const whole = wholeConvolution(converted(samples, g.H * g.W, choice), ...numbers, g, choice.linear)
      const rows = [i % g.P, Math.min(g.P, (i % g.P) + 5)] as const
      const columns = [i % g.Q, Math.min(g.Q, (i % g.Q) + 19)] as const
      const width = columns[1] - columns[0]
      let failed = 0
      const take: PieceSink['take'] = (n, k, p, part) => {
        part.forEach((value, at) => {
          const row = (n * g.K + k) * g.P + p + Math.floor(at / width)
          if (!Object.is(value, whole[row * g.Q + columns[0] + (at % width)])) failed++
        })
      }
      convolvePhotoPart(arena, chooseBackend(g, 'simd').backend, photo, ...numbers, g, rows, columns, { take })
      free()
      return failed ? [`${name}: ${failed}`] : []
    })
    expect(wrong).toEqual([])
  })

  it('has the bits of the whole where tiles are computed together, in any part by itself', () => {
    const [H, W] = [530, 1010] // three rows of tiles, three pairs of them
    const kinds = [
      { stride: 1, border: { mode: 'zeros', value: 0 }, linear: false },
      { stride: [2, 3], border: { mode: 'reflect', value: 0 }, linear: true },
    ] as const
    for (const { stride, border, linear } of kinds) {
      const g = convolutionGeometry([2, 1, H, W], [2, 1, 9, 13], { padding: [4, 6], stride, border })
      const { samples, free } = randomSamples(8, 2 * H * W, 3)
      const [w, b] = [Float32Array.from(normalTensor([2, 1, 9, 13], 5).data), Float32Array.of(0.5, -1)]
      const fft = chooseBackend(g, 'fft').backend
      const whole = new Float32Array(g.N * g.K * g.P * g.Q)
      fft.convolveRows(converted(samples, H * W, { gray: false, linear }), w, b, g, whole, 0, g.P)
      if (linear) whole.forEach((value, i) => (whole[i] = toEncoded(value)))
      const { taken } = arena.bytes
      const parts = [
        wholeOf(g),
        { rows: [1, 2], columns: [g.Q - 1, g.Q] },
        { rows: [99, g.P - 3], columns: [17, 555 % g.Q] },
      ]
      for (const { rows, columns } of parts as Part[]) {
        const [height, width] = [rows[1] - rows[0], columns[1] - columns[0]]
        const y = new Float32Array(g.N * g.K * height * width).fill(-7777)
        const middle = height >> 1
        for (const [from, to] of [
          [0, middle],
          [middle, height],
        ]) {
          convolvePhotoRows(arena, fft, { samples, gray: false, linear }, w, b, g, y, from, to, { rows, columns })
        }
        const expected = y.map((_, i) => {
          const [plane, row, column] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width]
          return whole[(plane * g.P + rows[0] + row) * g.Q + columns[0] + column]
        })
        expect(Buffer.compare(Buffer.from(y.buffer), Buffer.from(expected.buffer))).toBe(0)
      }
      expect(arena.bytes.taken).toBe(taken)
      free()
    }
  })

  it('is read through pieces that are smaller than it, which leave nothing behind', () => {
    const g = convolutionGeometry([3, 1, 300, 700], [1, 1, 5, 5], {
      padding: 'same',
      border: { mode: 'reflect', value: 0 },
    })
    const { samples, free } = randomSamples(8, 3 * 300 * 700, 1)
    const [w, b] = [integerTensor([1, 1, 5, 5], 2, -9, 9).data, new Float32Array(1)]
    const photo = { samples, gray: false, linear: false }
    const { taken } = arena.bytes
    const y = new Float32Array(samples.length)
    convolvePhotoRows(arena, chooseBackend(g, 'simd').backend, photo, w, b, g, y, 0, g.P)
    expect(y).toEqual(wholeConvolution(converted(samples, 300 * 700, photo), w, b, g, false))
    expect(arena.bytes.taken).toBe(taken)
    free()
  })
})

describe('whole sums', () => {
  /** The grid's geometries with a column stride of 1 and a border of 0, and weights small and large enough for 16 and 32 bits. */
  const plans = geometryGrid(2500, 5).filter(({ options: { stride, border } }) => {
    return (Array.isArray(stride) ? stride[1] : stride) === 1 && border?.mode !== 'constant'
  })
  const cases = plans.flatMap((plan, i) => {
    const g = geometryOf(plan)
    if ((g.C / g.groups) * g.R * g.S < 2) return []
    const w = integerTensor(plan.w, i, ...(i % 3 === 0 ? ([-200, 200] as const) : ([-2, 2] as const))).data
    const b = i % 4 === 0 ? Float32Array.from(normalTensor([g.K], i).data) : null
    return [{ plan, g, w, b, i }]
  })

  it('are what the grid is computed by, in 16 and in 32 bits', () => {
    const largest = cases.map(({ w, g }) => (255 * w.reduce((sum, weight) => sum + Math.abs(weight), 0)) / g.K)
    expect(cases.length).toBeGreaterThan(800)
    expect(largest.filter((sum) => sum < 2 ** 15).length).toBeGreaterThan(200)
    expect(largest.filter((sum) => sum >= 2 ** 15).length).toBeGreaterThan(200)
  })

  it.each([1, 2, 7])('are exact, and within the contract of float64 sums over the values, in %i bands', (bands) => {
    const wrong = cases.flatMap(({ plan, g, w, b, i }) => {
      const { samples, free } = randomSamples(8, g.N * g.C * g.H * g.W, i, i % 5 !== 0)
      const photo = { samples, gray: false, linear: false }
      expect(choosePhotoBackend(photo, g, { w, b }, 'integer').backend).toBe(integer)
      const y = new Float32Array(g.N * g.K * g.P * g.Q)
      for (let band = 0; band < bands; band++) {
        const [from, to] = [band, band + 1].map((n) => Math.round((n * g.P) / bands))
        convolvePhotoRows(arena, integer, photo, w, b, g, y, from, to)
      }
      const weights = tensor(plan.w, Float64Array.from(w))
      const inDoubles = (x: ArrayLike<number>) => tensor(plan.x, Float64Array.from(x))
      const sums = convolve(inDoubles(samples), weights, null, g).data
      const biasOf = (at: number): number => (b ? b[Math.floor(at / (g.P * g.Q)) % g.K] : 0)
      const exact = y.every((value, at) => Object.is(value, Math.fround(Math.fround(sums[at] / 255) + biasOf(at))))
      const values = inDoubles(floatsOf(samples))
      const expected = convolve(values, weights, null, g).data
      const magnitude = convolve(values, tensor(plan.w, weights.data.map(Math.abs)), null, g).data
      const taps = (g.C / g.groups) * g.R * g.S + (b ? 1 : 0)
      const within = y.every((value, at) => {
        const bound = float32Bound(taps, magnitude[at] + Math.abs(biasOf(at)))
        return Math.abs(value - expected[at] - biasOf(at)) <= bound
      })
      free()
      return exact && within ? [] : [`${planName(plan)}: ${exact ? '' : 'not exact '}${within ? '' : 'out of bounds'}`]
    })
    expect(wrong).toEqual([])
  })

  it.each([1, 2, 7])('of boxes are exact but for the weight, and within the contract, in %i bands', (bands) => {
    const boxes = plans.flatMap((plan, i) => {
      const g = geometryOf(plan)
      const weights = Float32Array.from({ length: g.K }, (_, k) => [1 / 9, -0.3, 2, 1e-3][(i + k) % 4])
      const taps = (g.C / g.groups) * g.R * g.S
      const w = Float32Array.from({ length: g.K * taps }, (_, t) => weights[Math.floor(t / taps)])
      return sumsAreBoxes({ samples: new Uint8Array(0), gray: false, linear: false }, w, g)
        ? [{ plan, g, w, taps, i }]
        : []
    })
    expect(boxes.length).toBeGreaterThan(300)
    const wrong = boxes.flatMap(({ plan, g, w, taps, i }) => {
      const { samples, free } = randomSamples(8, g.N * g.C * g.H * g.W, i, i % 5 !== 0)
      const b = i % 4 === 0 ? Float32Array.from(normalTensor([g.K], i).data) : null
      const photo = { samples, gray: false, linear: false }
      expect(choosePhotoBackend(photo, g, { w, b }).backend).toBe(integer)
      expect(addsWhole(photo, g, w)).toBe(true)
      const y = new Float32Array(g.N * g.K * g.P * g.Q)
      for (let band = 0; band < bands; band++) {
        const [from, to] = [band, band + 1].map((n) => Math.round((n * g.P) / bands))
        convolvePhotoRows(arena, integer, photo, w, b, g, y, from, to)
      }
      const inDoubles = (x: ArrayLike<number>) => tensor(plan.x, Float64Array.from(x))
      const of = (x: ArrayLike<number>, weights: Float64Array) =>
        convolve(inDoubles(x), tensor(plan.w, weights), null, g).data
      const counts = of(samples, new Float64Array(w.length).fill(1))
      const expected = of(floatsOf(samples), Float64Array.from(w))
      const magnitude = of(floatsOf(samples), Float64Array.from(w, Math.abs))
      free()
      const failed = y.some((value, at) => {
        const k = Math.floor(at / (g.P * g.Q)) % g.K
        const [weight, bias] = [w[k * taps], b ? b[k] : 0]
        const [factor, scale] = Number.isInteger(weight) ? [weight, 1] : [1, weight]
        const exact = Math.fround(Math.fround(Math.fround((factor * counts[at]) / 255) * scale) + bias)
        const bound = float32Bound(taps + (b ? 1 : 0), magnitude[at] + Math.abs(bias))
        return value !== exact || Math.abs(value - expected[at] - bias) > bound
      })
      return failed ? [planName(plan)] : []
    })
    expect(wrong).toEqual([])
  })

  it('are declined where they are none', () => {
    const g = convolutionGeometry([1, 1, 9, 9], [1, 1, 3, 3])
    const whole = Float32Array.of(-1, -1, -1, -1, 8, -1, -1, -1, -1)
    const photo = { samples: new Uint8Array(81), gray: false, linear: false }
    const name = (of: PhotoPlanes, w: Float32Array, wanted?: string) => {
      const { backend } = choosePhotoBackend(of, g, { w, b: null }, wanted)
      if (!wanted) expect(addsWhole(of, g, w)).toBe(backend === integer)
      return backend.name
    }
    expect(name(photo, whole)).toBe('integer')
    expect(name(photo, whole, 'simd')).toBe('simd')
    expect(name({ ...photo, gray: true }, whole)).not.toBe('integer')
    expect(name({ ...photo, linear: true }, whole)).not.toBe('integer')
    expect(name({ ...photo, samples: new Uint16Array(81) }, whole)).not.toBe('integer')
    expect(name(photo, whole.with(4, 8.5))).not.toBe('integer')
    expect(name(photo, whole.with(4, 2 ** 17))).not.toBe('integer')
    expect(
      name(
        photo,
        whole.map(() => 1 / 9),
      ),
    ).toBe('integer')
    expect(
      name(
        photo,
        whole.map(() => NaN),
      ),
    ).not.toBe('integer')
    expect(() => name(photo, whole.with(4, NaN), 'integer')).toThrow('backend integer wants 8 bits')
  })
})

describe('samples become numbers', () => {
  it.each([8, 16] as const)('as a division rounds them: all of %i bits', (depth) => {
    const count = 1 << depth
    const { samples, free } = randomSamples(depth, count, 1)
    samples.set(Uint16Array.from({ length: count }, (_, i) => i))
    const values = arena.allocate(count)
    const g = convolutionGeometry([1, 1, 1, count], [1, 1, 1, 1])
    createSampleReader(arena, { samples, gray: false, linear: false }, g).read(0, [0, 1], [0, count], values)
    expect([...values]).toEqual([...samples].map((sample) => Math.fround(sample / (count - 1))))
    expect([...valuesOf(samples)!]).toEqual([...values])
    arena.free(values)
    free()
  })
})
