import { afterAll, describe, expect, it } from 'vitest'
import { poseProblem } from '../../electron/engine/learnJob.ts'
import type { LearnWish } from '../../electron/engine/learnJob.ts'
import { createWorkshop } from '../../electron/engine/workshop.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import type { Image } from '../../shared/image/image.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import { parseConstraint } from '../../shared/learning/constraints/constraint.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32, normal } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { expectWithin } from '../support/closeTo.ts'
import { settings, testBands } from '../support/engineParts.ts'

const bands = testBands()
const workshop = createWorkshop(bands)
afterAll(() => bands.close())

const [width, height] = [220, 170]
const { data } = samplePhoto({ width, height })
const photo: Image = { width, height, channels: 3, data: Uint8Array.from(data), alpha: null, depth: 8 }
const floats = Float64Array.from(photo.data, (pixel) => pixel / 255)

const sharpen = [0, -1, 0, -1, 5, -1, 0, -1, 0]
const blur = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16)

interface Edit {
  readonly size?: number
  readonly padding?: 'same' | 'valid' | 'full'
  readonly shift?: readonly [number, number]
  readonly noise?: number
  readonly gain?: number
  readonly offset?: number
}

/** Another program's result: each plane through its kernel, moved, with noise, cut off at 0 and 1, in 8 bits. */
function edited(kernels: readonly (readonly number[])[], edit: Edit = {}): Image {
  const { size = 3, padding = 'same', shift: [rows, columns] = [0, 0], noise = 0, gain = 1, offset = 0 } = edit
  const random = mulberry32(3)
  const pixels = width * height
  const g = convolutionGeometry([1, 1, height, width], [1, 1, size, size], {
    padding,
    border: { mode: 'replicate', value: 0 },
  })
  const out = new Uint8Array(3 * g.P * g.Q)
  for (let c = 0; c < 3; c++) {
    const x = tensor([1, 1, height, width], floats.slice(c * pixels, (c + 1) * pixels))
    const weight = tensor([1, 1, size, size], Float64Array.from(kernels[c % kernels.length]))
    const { data: y } = convolve(x, weight, null, g)
    for (let i = 0; i < y.length; i++) {
      const [p, q] = [Math.floor(i / g.Q) - rows, (i % g.Q) - columns]
      const inside = p >= 0 && p < g.P && q >= 0 && q < g.Q
      const value = gain * (inside ? y[p * g.Q + q] : 0.5) + offset + noise * normal(random)
      out[c * y.length + i] = Math.round(255 * Math.min(1, Math.max(0, value)))
    }
  }
  return { width: g.Q, height: g.P, channels: 3, data: out, alpha: null, depth: 8 }
}

const wish: LearnWish = { size: [3, 3], options: { padding: 'valid' }, channels: 'rgb', bias: false }
const pose = async (image: Image, parts: Partial<LearnWish> = {}) => {
  const { laid, posed } = await poseProblem(photo, { kind: 'image', image }, { ...wish, ...parts }, workshop)
  laid.release()
  return posed.told
}

/**
 * Five standard deviations of a weight: noise of σ per pixel (rounding to 8 bits has 1/255/√12) over √λ_min, and λ_min = λ_max ·
 * 1/condition with λ_max = 1/rate.
 */
function noiseBound({ stableLearningRate, conditionNumber }: Awaited<ReturnType<typeof pose>>, noise = 0): number {
  const sigma = Math.hypot(noise, 1 / 255 / Math.sqrt(12))
  return 5 * sigma * Math.sqrt(stableLearningRate * conditionNumber)
}

describe('a kernel learned from a pair of photos', () => {
  it.each([
    { name: 'sharpened', weight: sharpen, noise: 0 },
    { name: 'blurred', weight: blur, noise: 0 },
    { name: 'sharpened, with noise', weight: sharpen, noise: 0.02 },
  ])('comes back within what rounding and noise allow: $name', async ({ weight, noise }) => {
    const told = await pose(edited([weight], { noise }))
    expectWithin(told.exact.weight.data, weight, noiseBound(told, noise))
    expect(told.explained).toBeGreaterThan(noise ? 0.9 : 0.999)
  })

  it('comes back from a shifted target, when that may be taken into account', async () => {
    const target = edited([sharpen], { shift: [7, -11] })
    const offered = await pose(target)
    expect(offered.shift).toEqual({ found: [7, -11], applied: [0, 0] })
    expect(offered.notes.join()).toContain('lies 7 rows and -11 columns off')
    const taken = await pose(target, { shift: 'auto' })
    expect(taken.shift).toEqual({ found: [7, -11], applied: [7, -11] })
    expectWithin(taken.exact.weight.data, sharpen, noiseBound(taken))
    const told = await pose(target, { shift: [7, -11] })
    expect(told.exact).toEqual(taken.exact)
    expect(taken.explained).toBeGreaterThan(offered.explained ?? 1)
  })

  it('comes back from a target that lacks the border of a valid convolution, whatever the size that is learned', async () => {
    const target = edited([sharpen], { padding: 'valid' })
    const five = await pose(target, { size: [5, 5] })
    expect(five.findings).toContainEqual({ id: 'target-border', rows: 2, columns: 2 })
    const middle = five.exact.weight.data.filter((_, a) => a % 5 > 0 && a % 5 < 4 && a > 4 && a < 20)
    expectWithin(middle, sharpen, noiseBound(five))
    const same = await pose(target, { options: { padding: 'same' } })
    expectWithin(same.exact.weight.data, sharpen, noiseBound(same))
    expect(same.samples).toBe(3 * (width - 2) * (height - 2))
  })

  it('comes back from a target that has the border of a full convolution, shifted or not', async () => {
    const target = edited([sharpen], { padding: 'full' })
    const five = await pose(target, { size: [5, 5] })
    expect(five.findings).toContainEqual({ id: 'target-border', rows: -2, columns: -2 })
    const middle = five.exact.weight.data.filter((_, a) => a % 5 > 0 && a % 5 < 4 && a > 4 && a < 20)
    expectWithin(middle, sharpen, noiseBound(five))
    const moved = await pose(edited([sharpen], { padding: 'full', shift: [3, -5] }), { shift: 'auto' })
    expect(moved.shift).toEqual({ found: [3, -5], applied: [3, -5] })
    expectWithin(moved.exact.weight.data, sharpen, noiseBound(moved))
  })

  it('is one for each plane, or mixes the planes', async () => {
    const target = edited([sharpen, blur, sharpen])
    const each = await pose(target, { color: 'each', bias: true })
    expect(each.exact.weight.shape).toEqual([3, 1, 3, 3])
    expect(each.exact.bias).toHaveLength(3)
    expectWithin(each.exact.weight.data, [...sharpen, ...blur, ...sharpen], noiseBound(each))
    const mix = await pose(target, { color: 'mix' })
    expect(mix.exact.weight.shape).toEqual([3, 3, 3, 3])
    const diagonal = [0, 4, 8].flatMap((plane) => mix.exact.weight.data.slice(9 * plane, 9 * plane + 9))
    expectWithin(diagonal, [...sharpen, ...blur, ...sharpen], noiseBound(mix))
    const shared = await pose(target)
    expect(shared.explained).toBeLessThan(each.explained ?? 0)
  })

  it('takes gain and offset into weights and bias', async () => {
    const told = await pose(edited([blur], { gain: 0.6, offset: 0.2 }), { bias: true })
    expectWithin(
      told.exact.weight.data,
      blur.map((weight) => 0.6 * weight),
      noiseBound(told),
    )
    expectWithin(told.exact.bias, [0.2], noiseBound(told))
  })

  it('says how little a target is explained that no kernel makes, and where', async () => {
    const target = edited([blur])
    const pixels = Uint8Array.from(target.data, (pixel, i) => {
      const [row, column] = [Math.floor(i / width) % height, i % width]
      return row > 100 && row < 140 && column > 60 && column < 120 ? 255 - pixel : pixel
    })
    const told = await pose({ ...target, data: pixels })
    expect(told.explained).toBeLessThan(0.99)
    const regions = told.findings?.find(({ id }) => id === 'worst-regions')
    const [worst] = regions?.id === 'worst-regions' ? regions.regions : []
    expect(worst.share).toBeGreaterThan(0.15) // of 48 parts that would be 0.02 each
    expect(worst.row + worst.height).toBeGreaterThan(100)
    expect(worst.row).toBeLessThan(140)
  })

  it('meets a constraint, with the free answer and the cost beside it', async () => {
    const told = await pose(edited([sharpen]), { constraint: parseConstraint('symmetric') })
    expect(told.exact.weight.data[1]).toBe(told.exact.weight.data[7])
    expectWithin(told.exact.weight.data, sharpen, noiseBound(told))
    expect(told.unconstrained?.loss).toBeLessThanOrEqual(told.exact.loss + 1e-9) // both are rounding: this kernel fits exactly
    const box = await pose(edited([sharpen]), { constraint: { kind: 'non-negative' } })
    expect(Math.min(...box.exact.weight.data)).toBe(0)
    expect(box.findings?.map(({ id }) => id)).toContain('constrained')
  })

  it('gives all memory back that it took', async () => {
    const made = await poseProblem(photo, { kind: 'kernel', convolution: settings() }, wish, workshop)
    made.laid.release()
    await pose(edited([blur]))
    expect(threadArena().bytes.taken).toBe(0)
  })
})
