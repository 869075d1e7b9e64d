import { checkNumbers } from '../../maths/convolve.ts'
import { definedSums } from '../../maths/convolutionSums.ts'
import type { ConvolutionSums } from '../../maths/convolutionSums.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { sizeOf } from '../../maths/tensor.ts'
import type { Tensor } from '../../maths/tensor.ts'
import { transposedGeometry, turnedWeights } from '../../maths/transposed.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { createSimd } from '../simd/simd.ts'
import { convolutionLayout, gradWeightLayout, writeSizes } from './sizes.ts'
import type { Layout } from './sizes.ts'
import type { StepExports } from './stepExports.ts'
import { isSingle } from './workspace.ts'
import type { Workspace } from './workspace.ts'

/** Convolutions with their gradients in float32; float64 numbers and borders other than zeros are maths/' own. */
export function convolutionSteps(arena: Arena, step: StepExports, { place, take, at }: Workspace): ConvolutionSums {
  const simd = createSimd(arena)

  /** Calls `compute` with the address of a convolution's record, in scratch memory that is free again afterwards. */
  function withScratch<T>(g: Geometry, layout: Layout, at: Addresses, compute: (scratch: number) => T): T {
    const scratch = arena.allocateBytes(layout.end)
    try {
      writeSizes(bufferOf(arena.memory), scratch, g, layout, at)
      return compute(scratch)
    } finally {
      arena.freeBytes(scratch)
    }
  }

  /** w: the weights of g or, turned, of the convolution whose gradient g computes. */
  function manyChannels(x: Tensor, w: Tensor, b: Tensor | null, g: Geometry, turned: boolean): Tensor {
    const { N, K, C, P, Q, R, S, groups } = g
    const layout = convolutionLayout(g)
    const y = take([N, K, P, Q])
    const weights = at(place(w))
    withScratch(g, layout, { x: at(place(x)), y: at(y), b: b ? at(place(b)) : 0 }, (scratch) => {
      step.packWeights(weights, scratch + layout.w, groups, K / groups, C / groups, R * S, turned)
      step.convolveChannels(scratch)
    })
    return y
  }

  /** A kernel by itself shares its input with no other: simd/ lets its rows share the weights instead. */
  const isAlone = (g: Geometry): boolean => g.K === g.groups && simd.supports(g)

  function oneKernel(x: Tensor, w: Tensor, b: Tensor | null, g: Geometry): Tensor {
    const y = take([g.N, g.K, g.P, g.Q])
    simd.convolveRows(place(x).data, w.data, b && b.data, g, y.data, 0, g.P)
    return y
  }

  /** ∂L/∂y with zeros in the places that a stride passed over: ∂L/∂x is then a convolution of it, as without a stride. */
  function spread(dy: Tensor, { u, v, P, Q }: Geometry, dense: Geometry): Tensor {
    if (u * v === 1) return dy
    const y = take([dy.shape[0], dense.K, dense.P, dense.Q])
    y.data.fill(0)
    for (let plane = 0, i = 0; plane < dy.shape[0] * dense.K; plane++) {
      for (let p = 0; p < P; p++) {
        const row = (plane * dense.P + p * u) * dense.Q
        for (let q = 0; q < Q; q++, i++) y.data[row + q * v] = dy.data[i]
      }
    }
    return y
  }

  return {
    convolve(x, w, b, g) {
      if (!isSingle(x, w, b) || g.border.mode !== 'zeros') return definedSums.convolve(x, w, b, g)
      checkNumbers(g, { x: x.data, w: w.data, ...(b && { b: b.data }) })
      return isAlone(g) ? oneKernel(x, w, b, g) : manyChannels(x, w, b, g, false)
    },
    convolveGradInput(dy, w, g) {
      const dense = { ...g, u: 1, v: 1, P: (g.P - 1) * g.u + 1, Q: (g.Q - 1) * g.v + 1 }
      const transposed = transposedGeometry(dense)
      if (!transposed || !isSingle(dy, w)) return definedSums.convolveGradInput(dy, w, g)
      checkNumbers(g, { y: dy.data, w: w.data })
      const upstream = spread(dy, g, dense)
      if (isAlone(transposed)) return oneKernel(upstream, turnedWeights(w, g), null, transposed)
      return manyChannels(upstream, w, null, transposed, true)
    },
    convolveGradWeight(x, dy, g) {
      if (!isSingle(x, dy) || g.border.mode !== 'zeros') return definedSums.convolveGradWeight(x, dy, g)
      checkNumbers(g, { x: x.data, y: dy.data })
      const shape = [g.K, g.C / g.groups, g.R, g.S]
      const layout = gradWeightLayout(g)
      return withScratch(g, layout, { x: at(place(x)), y: at(place(dy)), b: 0 }, (scratch) => {
        const dw = new Float64Array(bufferOf(arena.memory), scratch + layout.w, sizeOf(shape)).fill(0)
        step.convolveGradWeight(scratch)
        return { shape, data: Float32Array.from(dw) }
      })
    },
    convolveGradBias(dy, g) {
      if (!isSingle(dy)) return definedSums.convolveGradBias(dy, g)
      const address = at(place(dy))
      const scratch = arena.allocateBytes(8 * g.K)
      step.convolveGradBias(address, dy.shape[0], g.K, g.P * g.Q, scratch)
      const data = Float32Array.from(new Float64Array(bufferOf(arena.memory), scratch, g.K))
      arena.freeBytes(scratch)
      return { shape: [g.K], data }
    },
  }
}

interface Addresses {
  readonly x: number
  readonly y: number
  readonly b: number
}
