import { afterAll, describe, expect, it } from 'vitest'
import { inlineBands } from '../../electron/engine/bands.ts'
import type { Bands } from '../../electron/engine/bands.ts'
import { fitClippedPair } from '../../electron/engine/clippedJob.ts'
import { gatherMoments, patchMethod } from '../../electron/engine/gatherJob.ts'
import { fitClipped } from '../../shared/learning/clipping.ts'
import { momentsOf } from '../../shared/learning/moments.ts'
import { spectrumOf } from '../../shared/learning/spectrum.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { samplePhoto } from '../../shared/image/samplePhoto.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { definedWork } from '../support/clippedWork.ts'
import { expectWithin } from '../support/closeTo.ts'
import { testBands } from '../support/engineParts.ts'

const threads = testBands()
afterAll(() => threads.close())

const [width, height] = [150, 110]
const photo = samplePhoto({ width, height }).data
const sharpen = [0, -1.5, 0, -1.5, 7, -1.5, 0, -1.5, 0]

/** A third of a photo's edges is cut off by this kernel; in 8 bits, or as numbers between. */
function clippedPair(steps: number | null, options: object = {}, N = 1) {
  const x = tensor(
    [N, 1, height, width],
    Float32Array.from(photo.subarray(0, N * width * height), (pixel) => pixel / 255),
  )
  const g = convolutionGeometry(x.shape, [1, 1, 3, 3], { padding: 'same', ...options })
  const y = convolve(x, tensor([1, 1, 3, 3], Float64Array.from(sharpen)), null, g)
  const clipped = y.data.map((value) => Math.min(1, Math.max(0, value)))
  const rounded = steps === null ? clipped : clipped.map((value) => Math.round(value * steps) / steps)
  return { x, target: tensor(y.shape, rounded) as Tensor, g, keep: null }
}

const inBands = (count: number): Bands => {
  const bands = inlineBands()
  return {
    ...bands,
    run: (task, rows, options) => bands.run(task, rows, { ...options, rows: Math.ceil(rows / count) }),
  }
}

describe.each([
  { words: '8 bits', steps: 255, method: 'integer' },
  { words: 'other numbers', steps: null, method: 'float64' },
  { words: 'several pictures of 8 bits', steps: 255, method: 'integer', N: 3 },
  { words: 'a stride', steps: 255, method: 'float64', options: { stride: 2, padding: 1 } },
])('a fit through the clipping, of $words', ({ steps, method, options, N }) => {
  const pair = clippedPair(steps, options, N)
  const fit = async (bands: Bands) => {
    const { moments, gathering } = await gatherMoments(pair, true, bands)
    expect(gathering.method).toBe(method)
    return fitClippedPair(moments, pair, patchMethod(gathering.method), 0, bands, {})
  }

  it('finds the same kernel in 1, 2 and 7 bands and on threads', async () => {
    const one = await fit(inBands(1))
    expect(one).toMatchObject({ settled: true, determined: true })
    expect(one.rounds).toBeLessThan(10)
    for (const bands of [inBands(2), inBands(7), threads]) {
      const other = await fit(bands)
      expect(other.keep()).toEqual(one.keep())
      if (method === 'integer') {
        // Whole sums do not depend on the bands: every round takes the same step. Only Σ (y − ŷ)² is rounded elsewhere.
        expect(other.parameters).toEqual(one.parameters)
        expectWithin([other.loss], [one.loss], pair.target.data.length * 2 ** -53 * one.loss)
      } else {
        // Sums of 10⁴ numbers, rounded elsewhere, times the condition of A.
        const { values } = spectrumOf(momentsOf(pair.x, pair.target, pair.g, true, one.keep()))
        const bound = (1e4 * 2 ** -53 * values[0]) / (values.at(-1) ?? 0)
        expectWithin(other.parameters, one.parameters, 8 * bound)
      }
    }
  })

  it('finds what the definition finds', async () => {
    const found = await fit(threads)
    const wide = {
      ...pair.x,
      data: Float64Array.from(pair.x.data, (value) => (method === 'integer' ? Math.round(value * 255) / 255 : value)),
    }
    const target = {
      ...pair.target,
      data: Float64Array.from(pair.target.data, (value) =>
        method === 'integer' ? Math.round(value * 255) / 255 : value,
      ),
    }
    const moments = momentsOf(wide, target, pair.g, true)
    const wanted = await fitClipped(moments, definedWork(wide, target, moments))
    expect(found.rounds).toBe(wanted.rounds)
    expect(found.keep()).toEqual(wanted.keep())
    expectWithin(found.parameters, wanted.parameters, 1e-9) // rounding of 1e-16 times a condition below 1e5, times weights below 10
  })
})
