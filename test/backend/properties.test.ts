import fc from 'fast-check'
import { describe, it } from 'vitest'
import { backendNames } from '../../shared/backend/backend.ts'
import { chooseBackend } from '../../shared/backend/choose.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { sizeOf, tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'
import { errorBounds } from '../support/errorBounds.ts'
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

  /** How far a result may lie from the exact one: whole numbers leave no room, if the backend says so. */
  const room = (x: Tensor<Float32Array>, w: Tensor<Float32Array>, g: Geometry): Float64Array =>
    errorBounds(name, x, w, null, g).map((bound) => (chooseBackend(g, name).backend.isExact(w.data, g) ? 0 : bound))
  const together = (...rooms: readonly Float64Array[]): Float64Array =>
    rooms.reduce((total, one) => total.map((value, i) => value + one[i]))

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
        const [inX, inW] = [sum(compute(x1, w1, g), compute(x2, w1, g)), sum(compute(x1, w1, g), compute(x1, w2, g))]
        expectWithin(compute(x, w1, g), inX, together(room(x, w1, g), room(x1, w1, g), room(x2, w1, g)))
        expectWithin(compute(x1, w, g), inW, together(room(x1, w, g), room(x1, w1, g), room(x1, w2, g)))
      }),
    )
  })

  it('gives x back for a kernel with one 1 in the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), seeds, (H, W, seed) => {
        const x = whole([2, 1, H, W], seed)
        const w = tensor([1, 1, 3, 5], new Float32Array(15))
        w.data[7] = 1
        const g = convolutionGeometry(x.shape, w.shape, { padding: 'same' })
        expectWithin(compute(x, w, g), x.data, room(x, w, g))
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
        const rolled = tensor(x.shape, roll(x.data))
        expectWithin(compute(rolled, w, g), roll(compute(x, w, g)), together(room(rolled, w, g), room(x, w, g)))
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
      const bounds = errorBounds(name, x, w, b && b.data, g)
      // x and w were float64 numbers: two roundings more for each product, of which a direct sum has T.
      const taps = (g.C / g.groups) * g.R * g.S + 1
      expectWithin(
        y,
        tensors.y.data,
        bounds.map((bound) => (bound * (taps + 2)) / taps),
      )
    },
  )
})
