import { describe, expect, it } from 'vitest'
import { createSharedBuffers, takePlanes } from '../../electron/engine/sharedBuffers.ts'
import { countSamples } from '../../shared/backend/reduce/countSamples.ts'
import { scalePlanes } from '../../shared/backend/reduce/scalePlanes.ts'
import { summarizeSamples } from '../../shared/backend/reduce/summarizeSamples.ts'
import { threadArena } from '../../shared/backend/threadArena.ts'
import { scaleRows } from '../../shared/image/scale.ts'
import { countInto, histogramBins, summarize } from '../../shared/image/statistics.ts'
import { coverAxis } from '../../shared/image/view.ts'
import { depths, randomSamples } from '../support/photoSamples.ts'

const places = [true, false] as const

describe('planes made smaller', () => {
  /** More rows to a mean than 16 bits hold the sum of; fewer columns than a vector; larger than they were. */
  const sizes = [
    ...[
      [61, 43, 17, 13],
      [40, 600, 7, 2],
      [9, 20, 4, 4],
      [20, 30, 33, 41],
    ],
  ] as const

  it.each(depths)('are the means of the definition, bit for bit, from %i bits', (depth) => {
    for (const [width, height, Q, P] of sizes) {
      for (const inArena of places) {
        const { samples, free } = randomSamples(depth, 3 * width * height, 3, inArena)
        if (depth === 8) samples.fill(255, 0, width * height) // the largest sums
        const [rows, columns] = [coverAxis(0, height, P, height), coverAxis(1.5, width - 1.5, Q, width)]
        const [to, expected] = [takePlanes(3 * P * Q), new Float32Array(3 * P * Q)]
        scaleRows(samples, { width, height }, rows, columns, expected, 0, 3 * P)
        const cut = P + 1
        scalePlanes(threadArena(), samples, { width, height }, rows, columns, to, 0, cut)
        scalePlanes(threadArena(), samples, { width, height }, rows, columns, to, cut, 3 * P)
        expect([...to], `${width}×${height} to ${Q}×${P}`).toEqual([...expected])
        createSharedBuffers().give(to)
        free()
      }
    }
  })

  it('are as near to the mean of the values as float32 can be', () => {
    const to = new Float32Array(1)
    scaleRows(
      Uint8Array.of(1, 2, 3, 4, 5, 7),
      { width: 3, height: 2 },
      coverAxis(0, 2, 1, 2),
      coverAxis(0, 3, 1, 3),
      to,
      0,
      1,
    )
    expect(to[0]).toBe(Math.fround(22 / 6 / 255))
  })
})

describe('what is in samples', () => {
  it.each(depths)('is what the definition finds, of %i bits, from any place on', (depth) => {
    for (const inArena of places) {
      const { samples, free } = randomSamples(depth, 1000, 7, inArena)
      if (depth === 32) for (let i = 0; i < samples.length; i++) samples[i] = 4 * samples[i] - 1.5
      for (const [from, to] of [
        ...[
          [0, 1000],
          [3, 998],
          [10, 13],
          [5, 5],
        ],
      ]) {
        const { sum, ...counts } = summarizeSamples(threadArena(), samples, from, to)
        const { sum: expected, ...rest } = summarize(samples, from, to)
        expect(counts).toEqual(rest)
        // n − 1 additions of float64 below 3 each in another order: n² · 3 · 2⁻⁵³.
        expect(Math.abs(sum - expected)).toBeLessThanOrEqual(3 * 1000 ** 2 * 2 ** -53)
      }
      free()
    }
  })

  it('passes over NaN as the definition does, but for the sum, and keeps ∞', () => {
    const { samples, free } = randomSamples(32, 64, 1)
    for (const [at, value] of [
      ...[
        [0, NaN],
        [5, -Infinity],
        [6, Infinity],
        [30, NaN],
        [63, 2],
      ],
    ]) {
      samples[at] = value
    }
    expect(summarizeSamples(threadArena(), samples, 0, 64)).toEqual(summarize(samples, 0, 64))
    free()
  })

  it.each(depths)('is counted as by the definition, to the last one, of %i bits, from any place on', (depth) => {
    for (const inArena of places) {
      const { samples, free } = randomSamples(depth, 140_000, 8, inArena)
      if (depth === 32) for (let i = 0; i < samples.length; i++) samples[i] = 3 * samples[i] - 1.25
      for (const range of [[0, 1] as const, [-0.7, 1.31] as const]) {
        for (const [from, to] of [
          ...[
            [0, 140_000],
            [3, 139_998],
            [7, 30],
            [9, 9],
          ],
        ]) {
          const [bins, expected] = [new Float64Array(histogramBins).fill(1), new Float64Array(histogramBins).fill(1)]
          countSamples(threadArena(), bins, samples, range, from, to)
          countInto(expected, samples, range, from, to)
          expect([...bins]).toEqual([...expected])
        }
      }
      free()
    }
  })

  it('leaves NaN and what lies below out of the bins, and puts what lies above into the last', () => {
    const { samples, free } = randomSamples(32, 8, 1)
    samples.set([NaN, -Infinity, Infinity, -0.001, -0, 1, 0.999, 7])
    const bins = new Float64Array(histogramBins)
    countSamples(threadArena(), bins, samples, [0, 1], 0, 8)
    expect([bins[0], bins[255], bins.reduce((sum, count) => sum + count)]).toEqual([1, 4, 5])
    free()
  })

  it.each([8, 16] as const)('of %i bits is told from how often each sample comes', (depth) => {
    const { samples, free } = randomSamples(depth, 100_000, 4)
    const { sum, ...counts } = summarizeSamples(threadArena(), samples, 5, 99_990)
    const { sum: expected, ...rest } = summarize(samples, 5, 99_990)
    expect(counts).toEqual(rest)
    // n additions of float64 up to 1, where 2¹⁶ products are added: n² · 2⁻⁵³.
    expect(Math.abs(sum - expected)).toBeLessThanOrEqual(1e10 * 2 ** -53)
    free()
  })
})
