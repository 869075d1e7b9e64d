import { describe, expect, it } from 'vitest'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import { checkShift, findShift, isShifted } from '../../shared/learning/shift.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32, normal } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'

const [width, height] = [200, 150]
const photo = Float32Array.from(samplePhoto({ width, height }).data.subarray(0, width * height), (pixel) => pixel / 255)

/** The photo through a kernel of 3×3, moved down and to the right, in 8 bits with some noise, cut off at 0 and 1. */
function moved(weight: readonly number[], [rows, columns]: readonly [number, number], noise = 0.005) {
  const x = tensor([1, 1, height, width], Float64Array.from(photo))
  const g = convolutionGeometry(x.shape, [1, 1, 3, 3], { padding: 'same', border: { mode: 'reflect', value: 0 } })
  const { data } = convolve(x, tensor([1, 1, 3, 3], Float64Array.from(weight)), null, g)
  const random = mulberry32(5)
  return Float32Array.from(data, (_, i) => {
    const [p, q] = [Math.floor(i / width) - rows, (i % width) - columns]
    const inside = p >= 0 && p < height && q >= 0 && q < width
    const value = (inside ? data[p * width + q] : 0.5) + noise * normal(random)
    return Math.round(255 * Math.min(1, Math.max(0, value))) / 255
  })
}

const blur = new Array<number>(9).fill(1 / 9)
const sharpen = [0, -1, 0, -1, 5, -1, 0, -1, 0]
const emboss = [0.3, 0.2, 0, 0.2, 0.5, -0.1, 0, -0.1, 0]

describe('findShift', () => {
  it.each([
    { name: 'blur', weight: blur, shift: [5, -3] },
    { name: 'sharpen', weight: sharpen, shift: [-16, 16] },
    { name: 'emboss', weight: emboss, shift: [0, 9] },
    { name: 'sharpen', weight: sharpen, shift: [16, 1] },
  ] as const)('finds $shift after $name, whatever the size of the learned kernel', ({ weight, shift }) => {
    const y = moved(weight, shift)
    for (const size of [3, 5, 9]) {
      const found = findShift({ x: photo, y, width, height }, [size, size])
      expect(found?.shift).toEqual(shift)
      expect(found && isShifted(found)).toBe(true)
    }
  })

  it.each([blur, sharpen, emboss])('finds none where there is none', (...weight) => {
    const found = findShift({ x: photo, y: moved(weight, [0, 0]), width, height }, [3, 3])
    expect(found && isShifted(found)).toBe(false)
  })

  it('does not take a kernel that itself shifts by a pixel for a shift', () => {
    const found = findShift({ x: photo, y: moved([0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0]), width, height }, [3, 3])
    expect(found && isShifted(found)).toBe(false)
  })

  it('finds none between pictures that have nothing to do with each other', () => {
    const random = mulberry32(1)
    const y = photo.map(() => random())
    const found = findShift({ x: photo, y, width, height }, [3, 3])
    expect(found && isShifted(found)).toBe(false)
  })

  it('does not move in pictures that leave no room', () => {
    const small = { x: photo.slice(0, 400), y: photo.slice(0, 400), width: 20, height: 20 }
    expect(findShift(small, [3, 3])).toBeNull()
    const thin = { x: photo.slice(0, 40 * 40), y: photo.slice(0, 40 * 40), width: 40, height: 40 }
    expect(Math.max(...(findShift(thin, [3, 3])?.shift ?? [99]).map(Math.abs))).toBeLessThanOrEqual(6)
  })
})

describe('checkShift', () => {
  it('takes two whole numbers within reach', () => {
    expect(checkShift([3, -16])).toEqual([3, -16])
    for (const bad of [[1], [1, 2, 3], [0.5, 1], [17, 0], [NaN, 0]])
      expect(() => checkShift(bad)).toThrow('from −16 to 16')
  })
})
