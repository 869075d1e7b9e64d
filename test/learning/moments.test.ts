import { describe, expect, it } from 'vitest'
import {
  addRows,
  createMoments,
  mergeMoments,
  momentsError,
  momentsOf,
  momentsOfOutput,
  subtractMoments,
} from '../../shared/learning/moments.ts'
import { borderIndex } from '../../shared/maths/border.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { integerTensor, normalTensor, pixelTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'

/** What a kernel sees at one position, by the definition: no table, no window, no band. */
function patch(x: Tensor, g: Geometry, bias: boolean, n: number, p: number, q: number): number[] {
  const z: number[] = []
  for (let c = 0; c < g.C; c++) {
    for (let r = 0; r < g.R; r++) {
      for (let s = 0; s < g.S; s++) {
        const h = borderIndex(g.border.mode, p * g.u + r * g.d - g.top, g.H)
        const w = borderIndex(g.border.mode, q * g.v + s * g.e - g.left, g.W)
        z.push(h < 0 || w < 0 ? g.border.value : x.data[((n * g.C + c) * g.H + h) * g.W + w])
      }
    }
  }
  return bias ? [...z, 1] : z
}

/** A and b by the definition, and Σ|z·y|, which the error bound of b is made of. */
function naive(x: Tensor, y: Tensor, g: Geometry, bias: boolean, keep?: Uint8Array) {
  const { size, A, b } = createMoments(g, bias)
  const magnitudes = new Float64Array(b.length)
  for (let n = 0; n < g.N; n++) {
    for (let p = 0; p < g.P; p++) {
      for (let q = 0; q < g.Q; q++) {
        if (keep && !keep[(n * g.P + p) * g.Q + q]) continue
        const z = patch(x, g, bias, n, p, q)
        for (let a = 0; a < size; a++) {
          for (let other = 0; other < size; other++) {
            A[a * size + other] += z[a] * z[other]
          }
          for (let k = 0; k < g.K; k++) {
            const target = y.data[((n * g.K + k) * g.P + p) * g.Q + q]
            b[k * size + a] += z[a] * target
            magnitudes[k * size + a] += Math.abs(z[a] * target)
          }
        }
      }
    }
  }
  return { A, b, magnitudes }
}

interface Case {
  readonly x: readonly number[]
  readonly w: readonly number[]
  readonly options: ConvolutionOptions
}

/** The first four run over offsets, the others over patches; borders, channels and shapes are mixed. */
const cases: readonly Case[] = [
  { x: [1, 1, 9, 12], w: [1, 1, 3, 3], options: {} },
  { x: [2, 3, 8, 11], w: [2, 3, 3, 2], options: { padding: 'same', border: { mode: 'reflect', value: 0 } } },
  { x: [1, 2, 7, 6], w: [3, 2, 4, 5], options: { padding: 'full', border: { mode: 'constant', value: 3 } } },
  { x: [1, 1, 5, 5], w: [1, 1, 5, 5], options: { padding: [0, 1, 2, 3], border: { mode: 'circular', value: 0 } } },
  { x: [1, 2, 9, 10], w: [1, 2, 3, 3], options: { stride: [2, 3], padding: 1 } },
  {
    x: [2, 1, 11, 9],
    w: [2, 1, 2, 3],
    options: { dilation: [3, 2], border: { mode: 'replicate', value: 0 }, padding: 2 },
  },
  {
    x: [1, 1, 10, 9],
    w: [1, 1, 3, 3],
    options: { stride: 2, dilation: 2, padding: 'same', rounding: 'ceil', border: { mode: 'symmetric', value: 0 } },
  },
]

const named = cases.map((test) => ({
  ...test,
  name: `x=${test.x.join('×')} w=${test.w.join('×')} ${JSON.stringify(test.options)}`,
}))

function posed({ x, w, options }: Case, make: typeof integerTensor | typeof normalTensor) {
  const g = convolutionGeometry(x, w, options)
  return { g, x: make(x, 1), y: make([g.N, g.K, g.P, g.Q], 2) }
}

describe.each(named)('moments of $name', (test) => {
  it.each([true, false])('equal the naive sums bit for bit on integers (bias %s)', (bias) => {
    const { g, x, y } = posed(test, integerTensor)
    const { A, b } = naive(x, y, g, bias)
    const moments = momentsOf(x, y, g, bias)
    expect(moments.A).toEqual(A)
    expect(moments.b).toEqual(b)
    expect(moments.yy.reduce((sum, value) => sum + value)).toBe(
      [...y.data].reduce((sum, value) => sum + value * value, 0),
    )
    expect(moments.samples).toBe(g.N * g.P * g.Q)
  })

  it('equal the naive sums within γ·Σ|z·z| otherwise', () => {
    const { g, x, y } = posed(test, normalTensor)
    const { A, b, magnitudes } = naive(x, y, g, true)
    const moments = momentsOf(x, y, g, true)
    // Both sides round: γ for ours, one rounding per position for the naive chain. The magnitudes of A's sums are those of
    // all padded values that some window moves over, each seen by some tap: at most the trace of A.
    const gamma = momentsError(moments) + g.N * g.P * g.Q * 2 ** -53
    const trace = A.reduce((sum, value, i) => (i % (moments.size + 1) === 0 ? sum + value : sum), 0)
    expectWithin(moments.A, A, gamma * trace)
    expectWithin(
      moments.b,
      b,
      magnitudes.map((magnitude) => gamma * magnitude),
    )
  })

  it('are the same from bands, gathered apart and merged, on integers', () => {
    const { g, x, y } = posed(test, integerTensor)
    const whole = momentsOf(x, y, g, true)
    const merged = createMoments(g, true)
    for (let p = 0; p < g.P; p += 2) {
      const part = createMoments(g, true)
      addRows(part, x, y, p, Math.min(g.P, p + 2))
      mergeMoments(merged, structuredClone(part))
    }
    expect(merged).toEqual(whole)
  })

  it.each([
    { words: 'many', left: (i: number) => i % 3 !== 1 },
    { words: 'few', left: (i: number) => i % 7 === 3 },
  ])('leave positions out that are not kept, $words of them', ({ left }) => {
    const { g, x, y } = posed(test, integerTensor)
    const keep = Uint8Array.from({ length: g.N * g.P * g.Q }, (_, i) => (left(i) ? 0 : 1))
    const { A, b } = naive(x, y, g, true, keep)
    const moments = momentsOf(x, y, g, true, keep)
    expect(moments.A).toEqual(A)
    expect(moments.b).toEqual(b)
    expect(moments.samples).toBe(keep.reduce((sum, kept) => sum + kept, 0))
  })

  it('come apart into the moments of each output channel, and back to those of what was kept', () => {
    const { g, x, y } = posed(test, integerTensor)
    const whole = momentsOf(x, y, g, true)
    const keep = Uint8Array.from({ length: g.N * g.P * g.Q }, (_, i) => i % 2)
    subtractMoments(
      whole,
      momentsOf(
        x,
        y,
        g,
        true,
        keep.map((kept) => 1 - kept),
      ),
    )
    const kept = momentsOf(x, y, g, true, keep)
    expect(whole).toEqual(kept)
    const alone = momentsOfOutput(kept, g.K - 1)
    expect(alone.b).toEqual(kept.b.subarray((g.K - 1) * kept.size))
    expect(alone.A).toEqual(kept.A)
    expect(alone).toMatchObject({ outputs: 1, samples: kept.samples, yy: kept.yy.slice(-1), ySum: kept.ySum.slice(-1) })
  })
})

describe('moments', () => {
  it('count the same from bands on pixels, up to the order of the sums', () => {
    const g = convolutionGeometry([1, 1, 70, 90], [1, 1, 5, 5], { padding: 'same' })
    const [x, y] = [pixelTensor([1, 1, 70, 90], 3), pixelTensor([1, 1, 70, 90], 4)]
    const banded: Moments = createMoments(g, false)
    for (let p = 0; p < 70; p += 16) addRows(banded, x, y, p, Math.min(70, p + 16))
    const whole = momentsOf(x, y, g, false)
    const largest = Math.max(...whole.A) // pixels are positive: no entry's Σ|z·z| is larger
    expectWithin(banded.A, whole.A, 2 * momentsError(whole) * largest)
  })

  it('refuse groups, wrong shapes and rows outside, and say what was wanted', () => {
    const g = convolutionGeometry([1, 2, 8, 8], [2, 1, 3, 3], { groups: 2 })
    expect(() => createMoments(g, false)).toThrow('1 group, got 2')
    const one = createMoments(convolutionGeometry([1, 1, 8, 8], [1, 1, 3, 3]), false)
    const [x, y] = [pixelTensor([1, 1, 8, 8], 1), pixelTensor([1, 1, 6, 6], 1)]
    expect(() => addRows(one, x, x, 0, 6)).toThrow('the target wants shape 1×1×6×6, got 1×1×8×8')
    expect(() => addRows(one, x, y, 0, 7)).toThrow('within 0 … 6, got 0 and 7')
    expect(() => mergeMoments(one, createMoments(one.geometry, true))).toThrow('moments of 1×10')
  })
})
