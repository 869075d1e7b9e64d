import { afterAll, describe, expect, it } from 'vitest'
import { gatherMoments } from '../../electron/engine/gatherJob.ts'
import { momentsError, momentsOf } from '../../shared/learning/moments.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor, pixelTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { testBands } from '../support/engineParts.ts'

const bands = testBands()
afterAll(() => bands.close())

const scaled = ({ shape, data }: Tensor, factor: number) =>
  tensor(
    shape,
    Float64Array.from(data, (value) => Math.round(value * factor)),
  )
const eightBit = (shape: readonly number[], seed: number) => {
  const { data } = integerTensor(shape, seed, 0, 255)
  return tensor(
    shape,
    data.map((value) => value / 255),
  )
}

/** Three planes as samples of one kernel, three planes to three, and kernels that are no squares. */
const problems = [
  { x: [3, 1, 90, 70], w: [1, 1, 3, 3], options: {} },
  { x: [1, 3, 80, 61], w: [3, 3, 5, 2], options: { padding: 'same', border: { mode: 'reflect', value: 0 } } },
  { x: [1, 1, 130, 77], w: [1, 1, 7, 7], options: { padding: 'full' } },
  { x: [1, 3, 40, 30], w: [3, 3, 1, 1], options: {} },
] as const

describe.each(problems)('gathering $x through $w', ({ x: shape, w, options }) => {
  const g = convolutionGeometry(shape, w, options)
  const shapeOfY = [g.N, g.K, g.P, g.Q]

  it('sums pixels of 8 bits exactly: every number is the whole one over 255², rounded once', async () => {
    const [x, y] = [eightBit(shape, 1), eightBit(shapeOfY, 2)]
    const { moments, gathering } = await gatherMoments({ x, target: y, g, keep: null }, true, bands)
    expect(gathering).toEqual({ method: 'integer', errorBound: 2 ** -53 })
    const whole = momentsOf(scaled(x, 255), scaled(y, 255), g, false) // bit for bit the naive sums: test/learning/moments
    const n = moments.size
    for (let a = 0; a < n - 1; a++) {
      for (let b = 0; b < n - 1; b++) expect(moments.A[a * n + b]).toBe(whole.A[a * (n - 1) + b] / 255 ** 2)
      expect(moments.b[a]).toBe(whole.b[a] / 255 ** 2)
    }
    expect(moments.A[n * n - 1]).toBe(g.N * g.P * g.Q)
  })

  it('sums other numbers in float64, within the bound that it tells', async () => {
    const [x, y] = [pixelTensor(shape, 3), normalTensor(shapeOfY, 4)]
    const { moments, gathering } = await gatherMoments({ x, target: y, g, keep: null }, true, bands)
    const wanted = momentsOf(x, y, g, true)
    expect(gathering).toEqual({ method: 'float64', errorBound: momentsError(wanted) })
    const trace = wanted.A.reduce((sum, value, i) => (i % (wanted.size + 1) === 0 ? sum + value : sum), 0)
    expectWithin(moments.A, wanted.A, 2 * gathering.errorBound * trace)
    expectWithin(moments.b, wanted.b, 2 * gathering.errorBound * Math.sqrt(trace * wanted.yy.reduce((a, b) => a + b)))
  })

  it('sums in float32 when asked, and says how much less that knows', async () => {
    const [x, y] = [pixelTensor(shape, 3), pixelTensor(shapeOfY, 4)]
    const { moments, gathering } = await gatherMoments({ x, target: y, g, keep: null }, false, bands, {}, 'float32')
    const wanted = momentsOf(x, y, g, false)
    expect(gathering.errorBound).toBeGreaterThan(129 * 2 ** -24)
    expectWithin(
      moments.A,
      wanted.A,
      wanted.A.map((value) => gathering.errorBound * value), // pixels are positive: the sum is the sum of the magnitudes
    )
  })

  it('leaves positions out as the definition does, of whole numbers too', async () => {
    const [x, y] = [eightBit(shape, 1), eightBit(shapeOfY, 2)]
    const keep = Uint8Array.from({ length: g.N * g.P * g.Q }, (_, i) => (i % 7 === 3 ? 0 : 1))
    const { moments, gathering } = await gatherMoments({ x, target: y, g, keep }, false, bands)
    expect(gathering.method).toBe('integer')
    const whole = momentsOf(scaled(x, 255), scaled(y, 255), g, false, keep)
    expect(moments.samples).toBe(whole.samples)
    const most = Math.max(...momentsOf(x, y, g, false).A)
    const inUnits = whole.A.map((value) => value / 255 ** 2)
    expectWithin(moments.A, inUnits, 2 * 2 ** -53 * most) // all and what is left out, each rounded once
    const wide = { shape: y.shape, data: Float64Array.from(y.data) }
    const float = await gatherMoments({ x, target: wide, g, keep }, false, bands)
    expectWithin(float.moments.A, momentsOf(x, wide, g, false, keep).A, 2 * float.gathering.errorBound * most)
  })
})

describe('gathering', () => {
  it('begins again in float64 when one pixel among many is none of 8 bits', async () => {
    const x = eightBit([1, 1, 200, 200], 1)
    x.data[12345] += 2 ** -12
    const g = convolutionGeometry(x.shape, [1, 1, 3, 3])
    const target = eightBit([1, 1, g.P, g.Q], 2)
    const { gathering } = await gatherMoments({ x, target, g, keep: null }, false, bands)
    expect(gathering.method).toBe('float64')
  })

  it('sums by the definition where windows jump', async () => {
    const x = eightBit([1, 2, 30, 31], 1)
    const g = convolutionGeometry(x.shape, [2, 2, 3, 3], { stride: 2, dilation: 2, padding: 1 })
    const target = eightBit([1, 2, g.P, g.Q], 2)
    const { moments } = await gatherMoments({ x, target, g, keep: null }, true, bands)
    const wanted = momentsOf(x, target, g, true)
    expect(moments.samples).toBe(wanted.samples)
    expectWithin(moments.A, wanted.A, momentsError(wanted) * Math.max(...wanted.A)) // the same sums, in other bands
  })
})
