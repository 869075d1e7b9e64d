import { afterAll, describe, expect, it } from 'vitest'
import { photoPairs } from '../../electron/engine/learnJob.ts'
import type { LearnWish } from '../../electron/engine/learnJob.ts'
import { posePairs } from '../../electron/engine/poseJob.ts'
import { kernelOf, residualPlanes, worstRegions } from '../../electron/engine/residualJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import type { Image } from '../../shared/image/image.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { testBands } from '../support/engineParts.ts'

const bands = testBands()
afterAll(() => bands.close())

const [width, height] = [61, 47]
const sharpened = [0, -1, 0, -1, 5, -1, 0, -1, 0]

function image(
  depth: 8 | 16,
  channels: 1 | 3,
  sampleAt: (plane: number, row: number, column: number) => number,
): Image {
  const white = depth === 8 ? 255 : 65_535
  const data = new (depth === 8 ? Uint8Array : Uint16Array)(channels * width * height)
  for (let i = 0; i < data.length; i++) {
    const [plane, pixel] = [Math.floor(i / (width * height)), i % (width * height)]
    const value = sampleAt(plane, Math.floor(pixel / width), pixel % width)
    data[i] = Math.round(white * Math.min(1, Math.max(0, value)))
  }
  return { width, height, channels, data, alpha: null, depth }
}

/** A photo of soft noise, and what sharpening makes of it, which a file cuts off at black and white. */
function pictures(depth: 8 | 16, channels: 1 | 3): [photo: Image, second: Image] {
  const random = mulberry32(depth + channels)
  const noise = Float64Array.from({ length: 3 * width * height }, random)
  const photo = (plane: number, row: number, column: number): number => {
    const [p, q] = [Math.min(height - 1, Math.max(0, row)), Math.min(width - 1, Math.max(0, column))]
    return noise[(plane * height + p) * width + q]
  }
  const second = (plane: number, row: number, column: number): number =>
    sharpened.reduce((sum, w, i) => sum + w * photo(plane, row + Math.floor(i / 3) - 1, column + (i % 3) - 1), 0)
  return [image(depth, channels, photo), image(depth, channels, second)]
}

const plain: LearnWish = { size: [3, 3], options: {}, channels: 'rgb', bias: true, shift: 'none' }
const wishes: readonly (readonly [string, Partial<LearnWish>])[] = [
  ['one kernel for all planes', {}],
  ['one kernel for each plane', { color: 'each' }],
  ['all planes to all', { color: 'mix' }],
  ['gray', { channels: 'gray' }],
  ['saturated pixels left out', { clipped: 'ignore' }],
  ['saturated pixels taken as they are', { clipped: 'use' }],
  ['a border', { options: { padding: 'same', border: { mode: 'reflect', value: 0 } } }],
  ['a shift', { shift: [1, -2] }],
  ['a shift that is looked for', { shift: 'auto' }],
  ['strides', { options: { stride: 2 } }],
]

describe.each([
  [8, 3],
  [16, 3],
  [8, 1],
] as const)('a pair of %i bits in %i planes', (depth, channels) => {
  const [photo, second] = pictures(depth, channels)
  const workshop = createWorkshop(bands)
  const target = { kind: 'image', image: second } as const

  it.each(wishes)('that is too large for numbers says the same: %s', async (_, more) => {
    const wish = { ...plain, ...more }
    const [numbers, samples] = [
      await photoPairs(photo, target, wish, workshop),
      await photoPairs(photo, target, wish, workshop, {}, 0),
    ]
    try {
      const [one, other] = [await posePairs(numbers, wish, bands), await posePairs(samples, wish, bands)]
      expect(other.told).toEqual(one.told)
      expect(one.told.saturated).toBeGreaterThan(0)
    } finally {
      numbers.release()
      samples.release()
    }
  })

  it('tells the same parts of the picture as the worst, whether it is looked at whole or some rows at a time', async () => {
    const laid = await photoPairs(photo, target, plain, workshop, {}, 0)
    const kernel = kernelOf({ weight: { shape: [1, 1, 3, 3], data: sharpened.map((w) => 0.9 * w) }, bias: [0] })
    const whole = await worstRegions(laid.pairs, kernel, bands)
    const inParts = await worstRegions(laid.pairs, kernel, bands, {}, 5 * width)
    const where = (regions: typeof whole) => regions.map(({ row, column }) => [row, column])
    expect(whole.length).toBeGreaterThan(0)
    expect(where(inParts)).toEqual(where(whole))
    // The same sums, added up in another order.
    inParts.forEach(({ share }, i) => expect(share).toBeCloseTo(whole[i].share, 9))
    laid.release()
  })

  it('leaves the same numbers, whether they are computed at once or some rows at a time', async () => {
    const laid = await photoPairs(photo, target, plain, workshop, {}, 0)
    const kernel = kernelOf({ weight: { shape: [1, 1, 3, 3], data: sharpened.map((w) => 0.9 * w) }, bias: [0] })
    const whole = await residualPlanes(laid.pairs, kernel, bands)
    expect(whole).toMatchObject({ width: laid.pairs[0].g.Q, height: laid.pairs[0].g.P, channels })
    expect(whole.data.some((left) => left !== 0)).toBe(true)
    expect(await residualPlanes(laid.pairs, kernel, bands, {}, 5 * width)).toEqual(whole)
    laid.release()
  })
})
