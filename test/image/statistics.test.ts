import { describe, expect, it } from 'vitest'
import {
  countInto,
  emptySummary,
  histogramBins,
  histogramRangeOf,
  mergeSummaries,
  summarize,
} from '../../shared/image/statistics.ts'

describe('statistics', () => {
  const values = Float32Array.of(-0.5, 0, 0.25, 1, 1.5, 2)

  it('counts what a clamp would lose', () => {
    expect(summarize(values, 0, 6)).toEqual({
      minimum: -0.5,
      maximum: 2,
      sum: 4.25,
      belowZero: 1,
      aboveOne: 2,
      count: 6,
    })
  })

  it('puts parts together', () => {
    const parts = [summarize(values, 0, 2), summarize(values, 2, 5), summarize(values, 5, 6)]
    expect(parts.reduce(mergeSummaries, emptySummary)).toEqual(summarize(values, 0, 6))
  })

  it('gives every 8-bit value its own bin', () => {
    const bins = new Float64Array(histogramBins)
    countInto(
      bins,
      Float32Array.from({ length: 256 }, (_, v) => v / 255),
      [0, 1],
      0,
      256,
    )
    expect([...bins]).toEqual(new Array(256).fill(1))
  })

  it('widens the range to the values, never narrows it', () => {
    expect(histogramRangeOf({ minimum: 0.2, maximum: 0.3 })).toEqual([0, 1])
    expect(histogramRangeOf({ minimum: -3, maximum: 8 })).toEqual([-3, 8])
  })

  it('leaves NaN out of the histogram', () => {
    const bins = new Float64Array(histogramBins)
    countInto(bins, Float32Array.of(NaN, 0.5), [0, 1], 0, 2)
    expect(bins.reduce((a, b) => a + b)).toBe(1)
  })
})
