import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { createArena } from '../../shared/backend/arena.ts'
import { createSimd } from '../../shared/backend/simd/simd.ts'
import { sizesFields } from '../../shared/backend/training/sizes.ts'
import { createStepSums } from '../../shared/backend/training/stepSums.ts'
import { leakyRelu, relu, sigmoid, tanh } from '../../shared/maths/activations.ts'
import { definedLayerSums } from '../../shared/maths/layerSums.ts'
import { poolingGeometry } from '../../shared/maths/pooling.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor, pixelTensor } from '../support/builders.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { convolutionPlans, geometryOf, shapeOfY } from '../support/geometries.ts'

const arena = createArena()
const sums = createStepSums(arena)
afterEach(() => {
  sums.release()
  expect(arena.bytes.taken).toBe(0)
})

/** Whole numbers small enough that every sum of a plan is below 2²⁴. */
const small = (shape: readonly number[], seed: number) => integerTensor(shape, seed, -20, 20)

/** −0 of one order of zeros is 0 in another. */
const positive = ({ shape, data }: Tensor) => ({ shape, data: Array.from(data, (number) => number + 0) })

/** Any numbers, as a network has them. */
const normalTensor32 = (shape: readonly number[], seed: number) =>
  tensor(shape, Float32Array.from(normalTensor(shape, seed).data))

/** Equal, or next to each other in float32: 2⁻²³ apart at most, relative; below 2⁻¹²⁶ by the smallest number there is. */
const isNeighbor = (a: number, b: number) =>
  Object.is(a + 0, b + 0) || Math.abs(a - b) <= Math.max(2 ** -23 * Math.abs(b), 2 ** -149)

const zeroBordered = convolutionPlans.map(({ x, w, options: { border: _border, ...options } }) => ({ x, w, options }))

describe('the sums of a training step equal the definition bit for bit on whole numbers', () => {
  it('convolutions: forward and all three gradients, over all kinds of geometries', () => {
    fc.assert(
      fc.property(fc.oneof(convolutionPlans, zeroBordered), fc.integer(), (plan, seed) => {
        const g = geometryOf(plan)
        const [x, w, b, dy] = [plan.x, plan.w, [g.K], shapeOfY(g)].map((shape, i) => small(shape, seed + i))
        expect(positive(sums.convolve(x, w, b, g))).toEqual(positive(definedLayerSums.convolve(x, w, b, g)))
        const [dx, dw, db] = [
          sums.convolveGradInput(dy, w, g),
          sums.convolveGradWeight(x, dy, g),
          sums.convolveGradBias(dy, g),
        ]
        expect(positive(dx)).toEqual(positive(definedLayerSums.convolveGradInput(dy, w, g)))
        expect(positive(dw)).toEqual(positive(definedLayerSums.convolveGradWeight(x, dy, g)))
        expect(positive(db)).toEqual(positive(definedLayerSums.convolveGradBias(dy, g)))
        sums.release()
      }),
      { numRuns: 400 },
    )
  })

  it('rows longer than a strip is high and wider than a vector', () => {
    const plan = { x: [2, 3, 41, 37], w: [4, 3, 3, 3], options: { padding: 1 } }
    const g = geometryOf(plan)
    const [x, dy] = [integerTensor(plan.x, 1, -9, 9), integerTensor(shapeOfY(g), 2, -9, 9)]
    expect(sums.convolveGradWeight(x, dy, g)).toEqual(definedLayerSums.convolveGradWeight(x, dy, g))
    expect(sums.convolveGradBias(dy, g)).toEqual(definedLayerSums.convolveGradBias(dy, g))
  })

  const upTo = (max: number) => fc.integer({ min: 1, max })

  it('fully-connected layers of any size', () => {
    fc.assert(
      fc.property(upTo(5), upTo(21), upTo(9), fc.integer(), (N, F, K, seed) => {
        const [x, w, b, dy] = [[N, F], [K, F], [K], [N, K]].map((shape, i) => small(shape, seed + i))
        for (const bias of [b, null]) {
          expect(positive(sums.linear(x, w, bias))).toEqual(positive(definedLayerSums.linear(x, w, bias)))
        }
        expect(positive(sums.linearGradInput(dy, w))).toEqual(positive(definedLayerSums.linearGradInput(dy, w)))
        expect(positive(sums.linearGradWeight(x, dy))).toEqual(positive(definedLayerSums.linearGradWeight(x, dy)))
        sums.release()
      }),
      { numRuns: 200 },
    )
  })

  const pair = (least: number, most: number) =>
    fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
  const pools = fc.oneof(
    fc.constant({ kernel: 2 }),
    fc.record({
      kernel: pair(1, 3),
      stride: pair(1, 3),
      padding: pair(0, 1),
      dilation: pair(1, 2),
      ceilMode: fc.boolean(),
    }),
  )

  it('largest values and where they stand, equal ones and NaN among them', () => {
    fc.assert(
      fc.property(pools, pair(3, 23), fc.integer(), (options, size, seed) => {
        const x = integerTensor([2, 2, ...size], seed, -2, 2)
        if (seed % 3 === 0) for (let i = 0; i < x.data.length; i += 7) x.data[i] = NaN
        let g
        try {
          g = poolingGeometry(x.shape, options)
        } catch {
          return // a padding of more than half the kernel
        }
        const [fast, right] = [sums.maxPool(x, g), definedLayerSums.maxPool(x, g)]
        expect(fast.y.data).toEqual(right.y.data)
        expect(fast.indices).toEqual(right.indices)
        const dy = small(right.y.shape, seed + 1)
        const [dx, wanted] = [
          sums.maxPoolGradInput(dy, fast.indices, g),
          definedLayerSums.maxPoolGradInput(dy, right.indices, g),
        ]
        expect(positive(dx)).toEqual(positive(wanted))
        sums.release()
      }),
      { numRuns: 200 },
    )
  })

  it('mean values of windows', () => {
    fc.assert(
      fc.property(pools, pair(3, 23), fc.boolean(), fc.integer(), (options, size, countIncludePad, seed) => {
        const x = pixelTensor([2, 2, ...size], seed)
        const { kernel, ...rest } = { padding: 0, ceilMode: false, ...options }
        let g
        try {
          g = poolingGeometry(x.shape, { kernel, ...rest, dilation: 1 })
        } catch {
          return // a padding of more than half the kernel
        }
        const y = sums.averagePool(x, g, countIncludePad)
        expect(y).toEqual(definedLayerSums.averagePool(x, g, countIncludePad))
        const dy = pixelTensor(y.shape, seed + 1)
        const wanted = definedLayerSums.averagePoolGradInput(dy, g, countIncludePad)
        expect(sums.averagePoolGradInput(dy, g, countIncludePad)).toEqual(wanted)
        sums.release()
      }),
      { numRuns: 100 },
    )
  })
})

describe('a convolution of many channels', () => {
  it('has the bits of the direct sums, in tiles and on the rim as well, for any numbers', () => {
    const plans = [
      { x: [2, 3, 41, 301], w: [5, 3, 3, 3], options: { padding: 1 } },
      { x: [1, 4, 35, 131], w: [6, 2, 5, 4], options: { padding: 2, stride: [1, 2] as const, groups: 2 } },
      { x: [3, 5, 9, 7], w: [2, 5, 3, 5], options: { dilation: [2, 1] as const } },
    ]
    for (const plan of plans) {
      const g = geometryOf(plan)
      const [x, w, b] = [plan.x, plan.w, [g.K]].map((shape, i) => normalTensor32(shape, i))
      const y = new Float32Array(shapeOfY(g).reduce((product, extent) => product * extent, 1))
      createSimd(arena).convolveRows(x.data, w.data, b.data, g, y, 0, g.P)
      expect(sums.convolve(x, w, b, g).data).toEqual(y)
    }
  })
})

describe('activations and losses equal the definition', () => {
  const special = [-1, 0, -0, 2, NaN, Infinity, -Infinity, 3, -4, 1e-5, -1e-30, 90, -90, 800, -800]
  const x = tensor([3, 1005], Float32Array.of(...special, ...normalTensor32([3000], 5).data.map((value) => 8 * value)))
  const dy = tensor(x.shape, normalTensor32([3015], 6).data)
  dy.data.set([1, NaN, Infinity, 4, 5, 6, -Infinity, 8, NaN])

  it.each([relu, leakyRelu(0.1), sigmoid, tanh])('$name', (activation) => {
    const right = definedLayerSums.activate(activation, x)
    const y = sums.activate(activation, x)
    const exact = activation.name === 'relu' || activation.name === 'leakyRelu'
    if (exact) expect(positive(y)).toEqual(positive(right))
    // Both are rounded from float64: another exponential decides only between neighbors in float32.
    else for (let i = 0; i < x.data.length; i++) expect(isNeighbor(y.data[i], right.data[i]), `${x.data[i]}`).toBe(true)
    const dx = sums.activateGradInput(activation, x, y, dy)
    expect(positive(dx)).toEqual(positive(definedLayerSums.activateGradInput(activation, x, y, dy)))
  })

  it.each(['mse', 'squaredError', 'l1', 'huber'] as const)('%s, to the last bit', (name) => {
    const [y, target] = [normalTensor32([2, 1501], 7), normalTensor32([2, 1501], 8)]
    y.data.set([target.data[0], NaN, Infinity])
    const keep = Uint8Array.from(y.data, (_, i) => (i % 3 === 1 ? 0 : 1))
    for (const kept of [null, keep]) {
      expect(sums.errorLossSum(name, y, target, kept)).toEqual(definedLayerSums.errorLossSum(name, y, target, kept))
    }
    expect(() => sums.errorLossSum(name, y, normalTensor32([2, 5], 1))).toThrow("the output's shape 2×1501")
  })
})

describe('the sums of a training step', () => {
  it('stay within T · 2⁻²⁴ · Σ|product| of float64 on any numbers', () => {
    const plan = { x: [2, 3, 19, 33], w: [5, 3, 3, 4], options: { padding: 2, stride: [1, 2] as const } }
    const g = geometryOf(plan)
    const [x, dy] = [pixelTensor(plan.x, 1), pixelTensor(shapeOfY(g), 2)]
    const exact = ({ shape, data }: Tensor) => tensor(shape, Float64Array.from(data))
    const right = definedLayerSums.convolveGradWeight(exact(x), exact(dy), g)
    const terms = g.N * g.P * g.Q
    // All numbers are from 0 to 1, so that Σ|product| is the sum itself.
    const bounds = right.data.map((sum) => float32Bound(terms, sum))
    expectWithin(sums.convolveGradWeight(x, dy, g).data, right.data, bounds)
    const [rows, w] = [pixelTensor([4, 400], 3), pixelTensor([7, 400], 4)]
    const product = definedLayerSums.linear(exact(rows), exact(w), null)
    expectWithin(
      sums.linear(rows, w, null).data,
      product.data,
      product.data.map((sum) => float32Bound(400, sum)),
    )
  })

  it('do not let an infinite neighbor into sums that it has no part in', () => {
    const plan = { x: [1, 1, 1, 6], w: [1, 1, 1, 2], options: {} }
    const g = geometryOf(plan)
    const x = tensor(plan.x, Float32Array.of(1, 2, 3, 4, 5, Infinity))
    const dy = tensor(shapeOfY(g), Float32Array.of(1, 1, 1, 1, 1))
    expect([...sums.convolveGradWeight(x, dy, g).data]).toEqual([15, Infinity])
  })

  it('leave float64 and what they do not know to the definition', () => {
    const g = geometryOf({ x: [1, 1, 4, 4], w: [1, 1, 3, 3], options: {} })
    const [x, w] = [normalTensor([1, 1, 4, 4], 1), normalTensor([1, 1, 3, 3], 2)]
    expect(sums.convolve(x, w, null, g)).toEqual(definedLayerSums.convolve(x, w, null, g))
    expect(sums.activate(tanh, x)).toEqual(definedLayerSums.activate(tanh, x))
    expect(sums.errorLossSum('huber', x, x)).toEqual(definedLayerSums.errorLossSum('huber', x, x))
  })

  it('read their sizes in the order in which they are laid down', () => {
    const source = readFileSync('shared/backend/training/sizes.as.ts', 'utf8')
    expect([...source.matchAll(/^ {2}(\w+): (usize|i32)$/gm)].map(([, name]) => name)).toEqual(sizesFields)
  })
})
