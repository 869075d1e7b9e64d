import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convolve, convolveGradInput } from '../../shared/maths/convolve.ts'
import { explainInput, explainOutput } from '../../shared/maths/explain.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { handTensor, normalTensor } from '../support/builders.ts'
import { convolutionPlans, geometryOf } from '../support/geometries.ts'

describe('explainOutput', () => {
  it('names every product of a corner, and which values came from the border', () => {
    const x = handTensor([1, 1, 2, 2], 1, 2, 3, 4)
    const w = handTensor([1, 1, 2, 2], 10, 20, 30, 40)
    const border = { mode: 'constant', value: 5 } as const
    const g = convolutionGeometry(x.shape, w.shape, { padding: [1, 1, 0, 0], border })
    expect(explainOutput(x, w, handTensor([1], 7), g, 0, 0, 0, 0)).toEqual({
      bias: 7,
      sum: 7 + 50 + 100 + 150 + 40,
      output: [0, 0],
      terms: [
        { channel: 0, row: -1, column: -1, x: 5, w: 10, product: 50, border: true, from: null },
        { channel: 0, row: -1, column: 0, x: 5, w: 20, product: 100, border: true, from: null },
        { channel: 0, row: 0, column: -1, x: 5, w: 30, product: 150, border: true, from: null },
        { channel: 0, row: 0, column: 0, x: 1, w: 40, product: 40, border: false, from: [0, 0] },
      ],
    })
  })

  it('says which pixel a value of the border copies', () => {
    const x = handTensor([1, 1, 1, 3], 1, 2, 3)
    const border = { mode: 'circular', value: 0 } as const
    const g = convolutionGeometry(x.shape, [1, 1, 1, 3], { padding: [0, 1], border })
    const { terms } = explainOutput(x, handTensor([1, 1, 1, 3], 1, 1, 1), null, g, 0, 0, 0, 0)
    expect(terms.map(({ x: value, column, from }) => [value, column, from])).toEqual([
      [3, -1, [0, 2]],
      [1, 0, [0, 0]],
      [2, 1, [0, 1]],
    ])
  })

  it('counts channels in the whole input, not in the group', () => {
    const x = handTensor([1, 4, 1, 1], 1, 2, 3, 4)
    const w = handTensor([2, 2, 1, 1], 10, 20, 30, 40)
    const g = convolutionGeometry(x.shape, w.shape, { groups: 2 })
    const { terms, sum } = explainOutput(x, w, null, g, 0, 1, 0, 0)
    expect(terms.map(({ channel, product }) => [channel, product])).toEqual([
      [2, 90],
      [3, 160],
    ])
    expect(sum).toBe(250)
  })

  it('adds up to every bit of what convolve computes, everywhere', () => {
    fc.assert(
      fc.property(convolutionPlans, fc.integer(), (plan, seed) => {
        const g = geometryOf(plan)
        const x = normalTensor(plan.x, seed)
        const w = normalTensor(plan.w, seed + 1)
        const b = normalTensor([g.K], seed + 2)
        const y = convolve(x, w, b, g).data
        for (let i = 0; i < y.length; i++) {
          const [q, p] = [i % g.Q, Math.floor(i / g.Q) % g.P]
          const [k, n] = [Math.floor(i / (g.P * g.Q)) % g.K, Math.floor(i / (g.P * g.Q * g.K))]
          expect(explainOutput(x, w, b, g, n, k, p, q).sum).toBe(y[i])
        }
      }),
    )
  })

  it.each([
    [0, 0, 2, 0, 'p wants a whole number from 0 to 1, got 2'],
    [0, 0, 0, -1, 'q wants a whole number from 0 to 1, got -1'],
    [0, 1, 0, 0, 'k wants a whole number from 0 to 0, got 1'],
    [0.5, 0, 0, 0, 'n wants a whole number from 0 to 0, got 0.5'],
  ])('refuses the output %d %d %d %d that does not exist', (n, k, p, q, message) => {
    const x = normalTensor([1, 1, 3, 3], 1)
    const w = normalTensor([1, 1, 2, 2], 2)
    const g = convolutionGeometry(x.shape, w.shape)
    expect(() => explainOutput(x, w, null, g, n, k, p, q)).toThrow(message)
  })

  it('refuses numbers that are not of the geometry', () => {
    const x = normalTensor([1, 1, 3, 3], 1)
    const g = convolutionGeometry(x.shape, [1, 1, 2, 2])
    expect(() => explainOutput(x, x, null, g, 0, 0, 0, 0)).toThrow('w wants 1×1×2×2 = 4 numbers, got 9')
  })
})

describe('explainInput', () => {
  it('gives the kernel turned by 180° over the outputs around a pixel', () => {
    const w = handTensor([1, 1, 2, 3], 1, 2, 3, 4, 5, 6)
    const g = convolutionGeometry([1, 1, 9, 9], w.shape)
    const uses = explainInput(w, g, 0, 4, 4)
    expect(uses.map(({ p, q, weight }) => [p, q, weight])).toEqual([
      [3, 2, 6],
      [3, 3, 5],
      [3, 4, 4],
      [4, 2, 3],
      [4, 3, 2],
      [4, 4, 1],
    ])
    expect(uses.some(({ border }) => border)).toBe(false)
  })

  it('counts the copies of a corner in the border', () => {
    const w = handTensor([1, 1, 2, 2], 10, 20, 30, 40)
    const border = { mode: 'replicate', value: 0 } as const
    const g = convolutionGeometry([1, 1, 2, 2], w.shape, { padding: [1, 1, 0, 0], border })
    expect(explainInput(w, g, 0, 0, 0).map(({ p, q, r, s, border }) => [p, q, r, s, border])).toEqual([
      [0, 0, 0, 0, true],
      [0, 0, 0, 1, true],
      [0, 0, 1, 0, true],
      [0, 0, 1, 1, false],
      [0, 1, 0, 0, true],
      [0, 1, 1, 0, false],
      [1, 0, 0, 0, true],
      [1, 0, 0, 1, false],
      [1, 1, 0, 0, false],
    ])
  })

  it('finds exactly the terms that read the pixel, in every convolution', () => {
    fc.assert(
      fc.property(convolutionPlans, fc.nat(), (plan, seed) => {
        const g = geometryOf(plan)
        const x = normalTensor(plan.x, seed)
        const w = normalTensor(plan.w, seed + 1)
        const [c, h, column] = [seed % g.C, seed % g.H, (seed * 7) % g.W]
        const readers: unknown[] = []
        for (let k = 0; k < g.K; k++) {
          for (let p = 0; p < g.P; p++) {
            for (let q = 0; q < g.Q; q++) {
              explainOutput(x, w, null, g, 0, k, p, q).terms.forEach(({ channel, from, w: weight, border }, t) => {
                if (channel !== c || from?.[0] !== h || from[1] !== column) return
                const [r, s] = [Math.floor(t / g.S) % g.R, t % g.S]
                readers.push({ k, p, q, r, s, weight, border })
              })
            }
          }
        }
        expect(explainInput(w, g, c, h, column)).toEqual(readers)
      }),
    )
  })

  it('adds up to the gradient of the output with respect to the pixel', () => {
    const w = normalTensor([2, 1, 3, 3], 1)
    const border = { mode: 'reflect', value: 0 } as const
    const g = convolutionGeometry([1, 1, 5, 4], w.shape, { padding: 'same', stride: 2, border })
    const ones = { shape: [1, 2, g.P, g.Q], data: new Float64Array(2 * g.P * g.Q).fill(1) }
    const { data } = convolveGradInput(ones, w, g)
    for (const [i, gradient] of data.entries()) {
      const uses = explainInput(w, g, 0, Math.floor(i / 4), i % 4)
      // The same sum of at most 18 weights of size 1 in another order.
      expect(uses.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(gradient, 12)
    }
  })

  it('refuses a pixel that does not exist', () => {
    const w = normalTensor([1, 1, 2, 2], 2)
    const g = convolutionGeometry([1, 1, 3, 3], w.shape)
    expect(() => explainInput(w, g, 0, 3, 0)).toThrow('h wants a whole number from 0 to 2, got 3')
  })
})
