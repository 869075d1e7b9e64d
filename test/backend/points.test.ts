import { describe, expect, it } from 'vitest'
import { convolvePoints } from '../../shared/backend/points/convolvePoints.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { errorBounds } from '../support/errorBounds.ts'
import { randomSamples } from '../support/photoSamples.ts'

const shape = [3, 1, 21, 26]
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
    const [rows, columns] = [Int32Array.of(0, 1, 7, g.P - 1), Int32Array.of(0, 2, 4, 9, g.Q - 1)]
    const x = Float32Array.from(samples, (sample) => sample / 255)
    for (const weightOf of [() => Math.floor(9 * random()) - 4, () => random() - 0.4]) {
      const w = Float32Array.from({ length: 12 }, weightOf)
      const b = Float32Array.of(random())
      const found = convolvePoints(threadArena(), samples as Uint8Array, w, b, g, rows, columns)
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
      samples as Uint8Array,
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
})
