import { describe, expect, it } from 'vitest'
import { floatsOf } from '../../shared/image/samples.ts'
import { paintSampleRows, samplePhoto } from '../../shared/image/samplePhoto.ts'
import { conditioningOf } from '../../shared/learning/conditioning.ts'
import { exactSolution } from '../../shared/learning/exact.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { expectWithin } from '../support/closeTo.ts'

describe('samplePhoto', () => {
  const photo = samplePhoto({ width: 240, height: 160 })
  const values = floatsOf(photo.data)

  it('is the same every time, and another with another seed', () => {
    expect(samplePhoto({ width: 240, height: 160 }).data).toEqual(photo.data)
    expect(samplePhoto({ width: 240, height: 160, seed: 8 }).data).not.toEqual(photo.data)
  })

  it('is the same in bands', () => {
    const data = new Uint8Array(photo.data.length)
    for (const [from, to] of [
      [0, 7],
      [7, 100],
      [100, 160],
    ])
      paintSampleRows(data, 240, 160, 7, from, to)
    expect(data).toEqual(photo.data)
  })

  it('has 8-bit values from black to white', () => {
    const levels = [...photo.data]
    expect(photo).toMatchObject({ depth: 8, data: expect.any(Uint8Array) })
    expect(levels.reduce((a, b) => Math.min(a, b))).toBeLessThan(20)
    expect(levels.reduce((a, b) => Math.max(a, b))).toBe(255)
  })

  it('has smooth parts, edges and saturated colors', () => {
    const pixels = 240 * 160
    const difference = (i: number): number => Math.abs(values[i + 1] - values[i])
    const steps = Array.from({ length: pixels - 1 }, (_, i) => difference(i)).sort((a, b) => a - b)
    expect(steps[Math.floor(pixels * 0.25)]).toBeLessThan(0.03)
    expect(steps[Math.floor(pixels * 0.99)]).toBeGreaterThan(0.2)
    const chroma = Array.from({ length: pixels }, (_, i) => {
      const color = [0, 1, 2].map((c) => values[c * pixels + i])
      return Math.max(...color) - Math.min(...color)
    })
    expect(chroma.filter((value) => value > 0.6).length).toBeGreaterThan(pixels / 200)
  })

  it('lets a kernel be learned back from its edges', () => {
    const gray = tensor([1, 1, 160, 240], grayPlane(values, 240 * 160))
    const w = tensor([1, 1, 3, 3], Float32Array.of(-1, -1, -1, -1, 8, -1, -1, -1, -1))
    const g = convolutionGeometry(gray.shape, w.shape)
    const moments = momentsOf(gray, convolve(gray, w, null, g), g, false)
    expect(conditioningOf(moments).determined).toBe(true)
    expectWithin(exactSolution(moments).weight.data, w.data, 1e-3) // what the lab promises of any ordinary photo
  })

  it.each([
    [1, 1],
    [16, 200],
    [300, 20],
  ])('can be %i×%i', (width, height) => {
    expect(samplePhoto({ width, height }).data).toHaveLength(3 * width * height)
  })

  it('refuses a size that is none', () => {
    expect(() => samplePhoto({ width: 0 })).toThrow(/1 to 16384/)
  })
})
