import { describe, expect, it } from 'vitest'
import { convolvePoints, sumsPoints } from '../../shared/backend/points/convolvePoints.ts'
import type { PhotoPlanes } from '../../shared/backend/samples/readSamples.ts'
import { createSimd } from '../../shared/backend/simd/simd.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { toEncoded, toLinear } from '../../shared/image/linearLight.ts'
import { floatsOf } from '../../shared/image/samples.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { grayPlane } from '../../shared/maths/gray.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { errorBounds } from '../support/errorBounds.ts'
import { depths, randomSamples } from '../support/photoSamples.ts'

const shape = [3, 1, 21, 26]
const simd = createSimd(threadArena())
const plans = borderModes.flatMap((mode) =>
  [
    { padding: 'same' as const },
    { padding: 'full' as const, stride: [1, 2] as const },
    { padding: [3, 1] as const, dilation: 2 },
  ].map((options) => ({ mode, options: { ...options, border: { mode, value: mode === 'constant' ? 0.2 : 0 } } })),
)

describe('sums at chosen outputs', () => {
  it.each(plans)('are those of the whole: $mode $options', ({ options }) => {
    const { samples, free } = randomSamples(8, 3 * 21 * 26, 9)
    const random = mulberry32(4)
    const g = convolutionGeometry(shape, [1, 1, 4, 3], options)
    const [rows, columns] = [Int32Array.of(0, 1, 7, g.P - 1), Int32Array.of(0, 1, 2, 4, 5, 6, 9, 10, g.Q - 2, g.Q - 1)]
    const x = Float32Array.from(samples, (sample) => sample / 255)
    for (const weightOf of [() => Math.floor(9 * random()) - 4, () => random() - 0.4]) {
      const w = Float32Array.from({ length: 12 }, weightOf)
      const b = Float32Array.of(random())
      const found = convolvePoints(threadArena(), { samples, gray: false, linear: false }, w, b, g, rows, columns)
      const [xs, ws] = [tensor(shape, x), tensor([1, 1, 4, 3], w)]
      const whole = convolve(
        tensor(
          shape,
          Float64Array.from(samples, (v) => v / 255),
        ),
        ws,
        tensor([1], b),
        g,
      ).data
      const bounds = errorBounds('simd', xs, ws, b, g)
      let at = 0
      for (let n = 0; n < 3; n++) {
        for (const p of rows) {
          for (const q of columns) {
            const index = (n * g.P + p) * g.Q + q
            expect(Math.abs(found[at++] - whole[index])).toBeLessThanOrEqual(bounds[index])
          }
        }
      }
      threadArena().free(found)
    }
    free()
  })

  it('of whole weights are exact but for the one rounding of the quotient', () => {
    const { samples, free } = randomSamples(8, 3 * 21 * 26, 2)
    const g = convolutionGeometry(shape, [1, 1, 1, 2], {})
    const found = convolvePoints(
      threadArena(),
      { samples, gray: false, linear: false },
      Float32Array.of(300, -7),
      null,
      g,
      Int32Array.of(5),
      Int32Array.of(0, 11),
    )
    const sumAt = (n: number, q: number) =>
      300 * samples[(n * 21 + 5) * 26 + q] - 7 * samples[(n * 21 + 5) * 26 + q + 1]
    const expected = [0, 1, 2].flatMap((n) => [0, 11].map((q) => Math.fround(sumAt(n, q) / 255)))
    expect([...found]).toEqual(expected)
    threadArena().free(found)
    free()
  })

  it.each(depths)(
    'have the bits of direct sums of what samples of %i bits mean, in gray and in linear light',
    (depth) => {
      const { samples, free } = randomSamples(depth, 3 * 21 * 26, 7)
      const w = Float32Array.from({ length: 12 }, (_, i) => 0.3 * i - 1.1)
      const values = floatsOf(samples)
      for (const gray of [false, true]) {
        for (const linear of depth === 32 ? [false] : [false, true]) {
          if (depth === 8 && !gray && !linear) continue // which divides at the end
          const g = convolutionGeometry([gray ? 1 : 3, 1, 21, 26], [1, 1, 4, 3], {
            padding: 'same',
            border: { mode: 'constant', value: 0.25 },
          })
          const [rows, columns] = [Int32Array.of(0, 9, g.P - 1), Int32Array.of(0, 5, g.Q - 1)]
          const light = linear ? values.map(toLinear) : values
          const x = gray ? grayPlane(light, 21 * 26) : light
          const y = new Float32Array(g.N * g.P * g.Q)
          simd.convolveRows(x, w, Float32Array.of(0.125), g, y, 0, g.P)
          const expected = Array.from({ length: g.N }, (_, n) =>
            [...rows].flatMap((p) => [...columns].map((q) => y[(n * g.P + p) * g.Q + q])),
          ).flat()
          const photo = { samples, gray, linear }
          expect(sumsPoints(threadArena(), photo, g)).toBe(true)
          const found = convolvePoints(threadArena(), photo, w, Float32Array.of(0.125), g, rows, columns)
          expect([...found]).toEqual(linear ? expected.map((sum) => Math.fround(toEncoded(sum))) : expected)
          threadArena().free(found)
        }
      }
      free()
    },
  )

  it('have no loop for floats in linear light, for planes that are summed together, nor for samples that lie elsewhere', () => {
    const { samples, free } = randomSamples(32, 3 * 21 * 26, 7)
    const g = (C: number) => convolutionGeometry([3 / C, C, 21, 26], [1, C, 4, 3], {})
    const sums = (photo: Partial<PhotoPlanes>, C = 1) =>
      sumsPoints(threadArena(), { samples, gray: false, linear: false, ...photo }, g(C))
    expect(sums({})).toBe(true)
    expect(sums({ linear: true })).toBe(false)
    expect(sums({}, 3)).toBe(false)
    expect(sums({ samples: samples.slice() })).toBe(false)
    free()
  })
})
