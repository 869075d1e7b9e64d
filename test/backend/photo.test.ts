import { describe, expect, it } from 'vitest'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolvePhotoPart, convolvePhotoRows } from '../../shared/backend/samples/convolvePhoto.ts'
import type { PieceSink } from '../../shared/backend/samples/convolvePhoto.ts'
import { createSampleReader } from '../../shared/backend/samples/readSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { toEncoded, toLinear } from '../../shared/image/linearLight.ts'
import { floatsOf, valuesOf } from '../../shared/image/samples.ts'
import type { Samples } from '../../shared/image/samples.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
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
