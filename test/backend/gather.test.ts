import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { createArena } from '../../shared/backend/arena.ts'
import { gatherOffsets, roundingOf, unitOf } from '../../shared/backend/gather/gather.ts'
import { gatherFields } from '../../shared/backend/gather/gatherPlan.ts'
import { eightBits, isPixel } from '../../shared/backend/gather/eightBits.ts'
import type { GatherMethod } from '../../shared/backend/gather/gather.ts'
import { noOffsetSums, sumOffsets } from '../../shared/maths/offsetSums.ts'
import type { OffsetSums } from '../../shared/maths/offsetSums.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { geometryOf } from '../support/geometries.ts'
import type { ConvolutionPlan } from '../support/geometries.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { geometryGrid, planName } from '../support/geometryGrid.ts'

/** Of the grid, the convolutions that are gathered over offsets. */
const plans: readonly ConvolutionPlan[] = geometryGrid(400, 7)
  .map(({ x, w, options }) => ({ x, w, options: { ...options, stride: 1, dilation: 1, border: gray(options.border) } }))
  .filter((plan) => (plan.options.groups ?? 1) === 1 && fits(plan))
  .slice(0, 60)

/** A constant border that is a pixel of 8 bits and a whole number: 1. */
function gray(border: ConvolutionOptions['border']): ConvolutionOptions['border'] {
  return border?.mode === 'constant' ? { ...border, value: 1 } : border
}

function fits(plan: ConvolutionPlan): boolean {
  try {
    geometryOf(plan)
    return true
  } catch {
    return false
  }
}

const arena = createArena()

function gathered(method: GatherMethod, x: Tensor, y: Tensor, plan: ConvolutionPlan, bands: number): OffsetSums {
  const g = geometryOf(plan)
  const sums = noOffsetSums(g)
  const end = g.P + g.R - 1 // the rim below is summed as well
  for (let n = 0; n < g.N; n++) {
    for (let p = 0; p < end; p += bands) {
      expect(gatherOffsets(sums, method, x.data, y.data, g, n, p, Math.min(end, p + bands), true, arena)).toBe(true)
    }
  }
  return sums
}

function defined(x: Tensor, y: Tensor, plan: ConvolutionPlan): OffsetSums {
  const g = geometryOf(plan)
  const sums = noOffsetSums(g)
  for (let n = 0; n < g.N; n++) sumOffsets(sums, x, y, g, n, 0, g.P + g.R - 1)
  return sums
}

/** v/255 in float32 for whole v: what decoding answers for 8 bits. */
function pixels(shape: readonly number[], seed: number): Tensor<Float32Array<ArrayBuffer>> {
  const random = mulberry32(seed)
  return tensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => Math.floor(random() * 256) / 255),
  )
}

const times = (sums: Float64Array, factor: number) => sums.map((value) => value * factor)

describe.each(plans.map((plan) => ({ plan, name: planName(plan) })))('sums over offsets of $name', ({ plan }) => {
  const g = geometryOf(plan)
  const shapeOfY = [g.N, g.K, g.P, g.Q]

  it('are the defined ones bit for bit on whole numbers, by float32 and float64, however the rows are cut', () => {
    const [x, y] = [integerTensor(plan.x, 1, -40, 40), integerTensor(shapeOfY, 2, -40, 40)]
    const wanted = defined(x, y, plan)
    expect(gathered('float64', x, y, plan, 5)).toEqual(wanted)
    expect(gathered('float32', x, y, plan, 100)).toEqual(wanted)
    const wide = { x: tensor(x.shape, Float64Array.from(x.data)), y: tensor(y.shape, Float64Array.from(y.data)) }
    expect(gathered('float64', wide.x, y, plan, 100)).toEqual(wanted)
    expect(gathered('float64', x, wide.y, plan, 7)).toEqual(wanted)
  })

  it('are those of 255 times the pixels bit for bit on 8 bits', () => {
    const [x, y] = [pixels(plan.x, 3), pixels(shapeOfY, 4)]
    const whole = ({ shape, data }: Tensor) =>
      tensor(
        shape,
        Float64Array.from(data, (value) => Math.round(value * 255)),
      )
    const { border } = plan.options
    const white = { ...plan, options: { ...plan.options, ...(border && { border: { ...border, value: 255 } }) } }
    const wanted = defined(whole(x), whole(y), white)
    expect(gathered('integer', x, y, plan, 6)).toEqual(wanted)
  })
})

describe('gathering', () => {
  const plan = { x: [1, 2, 40, 1500], w: [1, 2, 3, 4], options: {} }
  const g = geometryOf(plan)
  const shapeOfY = [1, 1, g.P, g.Q]

  it('keeps to its error bounds on numbers of any size', () => {
    const [x, y] = [normalTensor(plan.x, 5), normalTensor(shapeOfY, 6)]
    const narrow = [x, y].map(({ shape, data }) => tensor(shape, Float32Array.from(data)))
    const magnitudes = defined(...(narrow.map(absolute) as [Tensor, Tensor]), plan)
    const wanted = defined(narrow[0], narrow[1], plan)
    for (const method of ['float32', 'float64'] as const) {
      const found = gathered(method, narrow[0], narrow[1], plan, 16)
      // The roundings of float64 on both sides: products of a row, then rows.
      const gamma = roundingOf[method] + 2 * (g.Q + g.P) * 2 ** -53
      expectWithin(found.pairs, wanted.pairs, times(magnitudes.pairs, gamma))
      expectWithin(found.targets, wanted.targets, times(magnitudes.targets, gamma))
    }
  })

  it('finds planes where they lie in the arena', () => {
    const [x, y] = [pixels(plan.x, 8), pixels(shapeOfY, 9)]
    const moved = [x, y].map(({ shape, data }) => {
      const memory = arena.allocate(data.length)
      memory.set(data)
      return { shape, data: memory }
    })
    expect(gathered('float64', moved[0], moved[1], plan, 9)).toEqual(gathered('float64', x, y, plan, 9))
    expect(gathered('integer', moved[0], moved[1], plan, 9)).toEqual(gathered('integer', x, y, plan, 9))
    moved.forEach(({ data }) => arena.free(data))
  })

  it.each([
    { words: 'between two of them', value: 0.5 },
    { words: 'below 0', value: -1 / 255 },
    { words: 'above 1', value: 256 / 255 },
    { words: 'that is none', value: NaN },
    { words: 'next to one', value: Math.fround(7 / 255) + 2 ** -29 },
  ])('tells pixels of 8 bits from a number $words', ({ value }) => {
    for (const at of [0, 17, 1499]) {
      const [x, y] = [pixels(plan.x, 8), pixels(shapeOfY, 9)]
      x.data[at] = value
      const sums = noOffsetSums(g)
      expect(gatherOffsets(sums, 'integer', x.data, y.data, g, 0, 0, 10, true, arena)).toBe(false)
    }
    expect(isPixel(value)).toBe(false)
  })

  it('is told by a probe whether a picture looks like 8 bits', () => {
    expect(eightBits(pixels([1, 1, 300, 301], 1).data)).toBe(true)
    expect(eightBits(normalTensor([1, 1, 300, 301], 1).data)).toBe(false)
    expect(eightBits(Float32Array.from(normalTensor([1, 1, 9, 9], 1).data))).toBe(false)
  })

  it('does not overflow on white, the longest rows there are', () => {
    const bright = { x: [1, 1, 2, 140_000], w: [1, 1, 2, 1], options: {} }
    const white = tensor(bright.x, new Float32Array(280_000).fill(1))
    const y = tensor([1, 1, 1, 140_000], white.data.slice(140_000))
    expect(gathered('integer', white, y, bright, 1).targets[0]).toBe(140_000 * 255 ** 2)
  })

  it('gives its scratch back', () => expect(arena.bytes.taken).toBe(0))

  it('has the plan that WebAssembly reads, and pixels as large as it multiplies', () => {
    const source = readFileSync('shared/backend/gather/gatherPlan.as.ts', 'utf8')
    const fields = [...source.matchAll(/^ {2}(\w+): (usize|i32)$/gm)].map(([, name]) => name)
    expect(fields).toEqual(gatherFields)
    expect(unitOf).toEqual({ integer: 255, float32: 1, float64: 1 })
  })
})

function absolute({ shape, data }: Tensor): Tensor {
  return tensor(shape, data.map(Math.abs) as Float32Array)
}

afterAll(() => expect(plans.length).toBe(60))
