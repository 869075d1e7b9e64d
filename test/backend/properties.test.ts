import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backendNames } from '../../shared/backend/backend.ts'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { convolve } from '../../shared/maths/convolve.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor } from '../support/builders.ts'
import { expectWithin, float32Bound } from '../support/closeTo.ts'
import { convolutionPlans, geometryOf, shapeOfY } from '../support/geometries.ts'
import { readVectors, unpack } from '../support/vectors.ts'
import type { PackedTensor } from '../support/vectors.ts'

const seeds = fc.integer()

describe.each(backendNames)('%s', (name) => {
  function compute(x: Tensor<Float32Array>, w: Tensor<Float32Array>, g: Geometry, b: Float32Array | null = null) {
    const y = new Float32Array(sizeOf(shapeOfY(g)))
    chooseBackend(g, name).backend.convolveRows(x.data, w.data, b, g, y, 0, g.P)
    return y
  }

  const sum = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value + b[i])

  // Whole numbers small enough that every sum below is exact in float32.
  const whole = (shape: readonly number[], seed: number) => integerTensor(shape, seed, -99, 99)
  const linearPlans = convolutionPlans.filter(({ options }) => options.border?.mode !== 'constant')

  it('is linear in x and in w', () => {
    fc.assert(
      fc.property(linearPlans, seeds, (plan, seed) => {
        const g = geometryOf(plan)
        const [x1, x2] = [whole(plan.x, seed), whole(plan.x, seed + 1)]
        const [w1, w2] = [whole(plan.w, seed + 2), whole(plan.w, seed + 3)]
        const [x, w] = [tensor(plan.x, sum(x1.data, x2.data)), tensor(plan.w, sum(w1.data, w2.data))]
        expect(compute(x, w1, g)).toEqual(sum(compute(x1, w1, g), compute(x2, w1, g)))
        expect(compute(x1, w, g)).toEqual(sum(compute(x1, w1, g), compute(x1, w2, g)))
      }),
    )
  })

  it('gives x back for a kernel with one 1 in the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), seeds, (H, W, seed) => {
        const x = whole([2, 1, H, W], seed)
        const w = tensor([1, 1, 3, 5], new Float32Array(15))
        w.data[7] = 1
        expect(compute(x, w, convolutionGeometry(x.shape, w.shape, { padding: 'same' }))).toEqual(x.data)
      }),
    )
  })

  it('of a picture shifted in a circle is the shifted result', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 36 }), seeds, (down, across, seed) => {
        const [H, W] = [11, 37]
        const roll = (plane: Float32Array): Float32Array =>
          plane.map((_, i) => plane[((Math.floor(i / W) + down) % H) * W + (((i % W) + across) % W)])
        const [x, w] = [whole([1, 1, H, W], seed), whole([1, 1, 3, 4], seed + 1)]
        const border = { mode: 'circular', value: 0 } as const
        const g = convolutionGeometry(x.shape, w.shape, { padding: 'same', border })
        expect(compute(tensor(x.shape, roll(x.data)), w, g)).toEqual(roll(compute(x, w, g)))
      }),
    )
  })

  interface Vector {
    readonly stride: readonly [number, number]
    readonly pads: readonly [top: number, left: number, bottom: number, right: number]
    readonly dilation: readonly [number, number]
    readonly groups: number
    readonly border: 'zeros' | 'reflect' | 'replicate' | 'circular' | 'symmetric'
    readonly x: PackedTensor
    readonly weight: PackedTensor
    readonly bias: PackedTensor | null
    readonly y: PackedTensor
  }
  const in32 = ({ shape, data }: Tensor) => tensor(shape, Float32Array.from(data))
  const absolute = ({ shape, data }: Tensor) => tensor(shape, data.map(Math.abs))

  it.each(readVectors<Vector>('convolution').cases)(
    'agrees with PyTorch: x $x.shape w $weight.shape stride $stride pads $pads dilation $dilation groups $groups $border',
    ({ stride, pads, dilation, groups, border, ...tensors }) => {
      const [x, w] = [unpack(tensors.x), unpack(tensors.weight)]
      const b = tensors.bias && unpack(tensors.bias)
      const g = convolutionGeometry(x.shape, w.shape, {
        ...{ stride, dilation, groups, padding: pads },
        border: { mode: border, value: 0 },
      })
      const y = compute(in32(x), in32(w), g, b && in32(b).data)
      const magnitudes = convolve(absolute(x), absolute(w), b && absolute(b), g).data
      // T products and a bias, each of them from numbers that were float64: two roundings more.
      const taps = (g.C / g.groups) * g.R * g.S + 1 + 2
      expectWithin(
        y,
        tensors.y.data,
        magnitudes.map((magnitude) => float32Bound(taps, magnitude)),
      )
    },
  )
})
