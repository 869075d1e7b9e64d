import { describe, expect, it } from 'vitest'
import { photoTarget, resultTarget } from '../../electron/engine/learnTarget.ts'
import { resultPlacement } from '../../shared/image/view.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'

/** Planes whose values tell their place: 100·row + column. */
const places = (width: number, height: number) => ({
  width,
  height,
  channels: 1,
  data: Float32Array.from({ length: width * height }, (_, i) => 100 * Math.floor(i / width) + (i % width)),
})

const geometry = (size: number, options: ConvolutionOptions = {}) =>
  convolutionGeometry([1, 1, 8, 9], [1, 1, size, size], options)

describe('the target of a learner', () => {
  it('takes a photo of the size of the result as it is', () => {
    const target = photoTarget(places(7, 6), geometry(3))
    expect(target.shape).toEqual([1, 1, 6, 7])
    expect(target.data[0]).toBe(0)
  })

  it('cuts a photo of the same size to the middles of the windows', () => {
    const { data } = photoTarget(places(9, 8), geometry(3, { stride: 2 }))
    expect([...data]).toEqual([101, 103, 105, 107, 301, 303, 305, 307, 501, 503, 505, 507])
  })

  it('finds the values of a result of another size under the same pixels', () => {
    const made = geometry(3, { padding: 'same' })
    const { data } = resultTarget(places(9, 8), resultPlacement(made), geometry(5))
    expect([data[0], data.at(-1)]).toEqual([202, 506])
    const valid = resultTarget(places(7, 6), resultPlacement(geometry(3)), geometry(5))
    expect(valid.data[0]).toBe(101) // one further in than the 3×3 windows
  })

  it.each([
    [
      'a photo of another size',
      () => photoTarget(places(20, 20), geometry(3)),
      /wants 9×8 pixels like the photo, or 7×6/,
    ],
    [
      'a result that ends too early',
      () => resultTarget(places(7, 6), resultPlacement(geometry(3)), geometry(3, { padding: 'same' })),
      /wants a value that the target does not have/,
    ],
    [
      'a result with another step',
      () => resultTarget(places(4, 3), resultPlacement(geometry(3, { stride: 2 })), geometry(3)),
      /wants a value that the target does not have/,
    ],
    ['three planes for one', () => photoTarget({ ...places(7, 6), channels: 3 }, geometry(3)), /wants 1 planes, got 3/],
  ])('refuses %s', (_, attempt, message) => {
    expect(attempt).toThrow(message)
  })
})
