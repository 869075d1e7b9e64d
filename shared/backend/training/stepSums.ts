import { relu } from '../../maths/activations.ts'
import { checkNumbers } from '../../maths/convolve.ts'
import { definedLayerSums } from '../../maths/layerSums.ts'
import type { LayerSums } from '../../maths/layerSums.ts'
import type { Geometry } from '../../maths/geometry.ts'
import type { Pooling } from '../../maths/pooling.ts'
import { sizeOf } from '../../maths/tensor.ts'
import type { Tensor } from '../../maths/tensor.ts'
import { transposedGeometry, turnedWeights } from '../../maths/transposed.ts'
import { bufferOf } from '../arena.ts'
import type { Arena } from '../arena.ts'
import { createSimd } from '../simd/simd.ts'
import { instantiate } from '../tiles/instantiate.ts'
import { layGeometry, scratchBytes } from './sizes.ts'
import { wasm } from './step.wasm.ts'
import { createWorkspace } from './workspace.ts'

interface StepExports {
  convolveGradWeight(sizes: number): void
  convolveGradBias(dy: number, N: number, K: number, places: number, db: number): void
  linear(x: number, w: number, b: number, y: number, N: number, F: number, K: number): void
  weightedRows(a: number, aRow: number, aStep: number, x: number, y: number, M: number, I: number, F: number): void
  maxPool(x: number, y: number, indices: number, planes: number, ...sizes: readonly number[]): void
  maxPoolGradInput(dy: number, indices: number, dx: number, planes: number, places: number, size: number): void
  relu(x: number, y: number, length: number): void
  reluGradInput(x: number, dy: number, dx: number, length: number): void
}

/** LayerSums for one step at a time: what they answer lies in the arena, for the next layer to find it there. */
export interface StepSums extends LayerSums {
  /** Frees all that was answered since the last time; nobody may read it any more. */
  release(): void
}

/**
 * The sums of a network in float32 by SIMD, under the contract of backend.ts; what they decline (float64 numbers, borders
 * other than zeros, pads beyond the kernel's reach) goes to maths/. Throws where WebAssembly or its SIMD is missing.
 */
export function createStepSums(arena: Arena): StepSums {
  const step = instantiate<StepExports>(wasm, arena.memory)
  const simd = createSimd(arena)
  const workspace = createWorkspace(arena)
  const { place, take, at } = workspace

  function convolve(x: Tensor, w: Tensor, b: Tensor | null, g: Geometry): Tensor {
    if (!isSingle(x, w, b) || !simd.supports(g)) return definedLayerSums.convolve(x, w, b, g)
    const y = take([g.N, g.K, g.P, g.Q])
    simd.convolveRows(place(x).data, w.data, b && b.data, g, y.data, 0, g.P)
    return y
  }

  function convolveGradWeight(x: Tensor, dy: Tensor, g: Geometry): Tensor {
    if (!isSingle(x, dy) || g.border.mode !== 'zeros') return definedLayerSums.convolveGradWeight(x, dy, g)
    checkNumbers(g, { x: x.data, y: dy.data })
    const shape = [g.K, g.C / g.groups, g.R, g.S]
    const [xAt, dyAt] = [at(place(x)), at(place(dy))]
    const scratch = arena.allocateBytes(scratchBytes(g))
    try {
      const { sizes, dw } = layGeometry(bufferOf(arena.memory), scratch, g, xAt, dyAt)
      step.convolveGradWeight(sizes)
      return { shape, data: Float32Array.from(dw) }
    } finally {
      arena.freeBytes(scratch)
    }
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

  function sumPlanes(dy: Tensor, K: number, places: number): Tensor {
    const address = at(place(dy))
    const scratch = arena.allocateBytes(8 * K)
    step.convolveGradBias(address, dy.shape[0], K, places, scratch)
    const data = Float32Array.from(new Float64Array(bufferOf(arena.memory), scratch, K))
    arena.freeBytes(scratch)
    return { shape: [K], data }
  }

  return {
    ...definedLayerSums,
    release: workspace.release,
    convolve,
    convolveGradInput(dy, w, g) {
      const dense = { ...g, u: 1, v: 1, P: (g.P - 1) * g.u + 1, Q: (g.Q - 1) * g.v + 1 }
      const transposed = transposedGeometry(dense)
      if (!transposed || !isSingle(dy, w)) return definedLayerSums.convolveGradInput(dy, w, g)
      return convolve(spread(dy, g, dense), turnedWeights(w, g), null, transposed)
    },
    convolveGradWeight,
    convolveGradBias: (dy, g) =>
      isSingle(dy) ? sumPlanes(dy, g.K, g.P * g.Q) : definedLayerSums.convolveGradBias(dy, g),
    linear(x, w, b) {
      if (!isSingle(x, w, b)) return definedLayerSums.linear(x, w, b)
      const [[N, F], [K]] = [x.shape, w.shape]
      const y = take([N, K])
      step.linear(at(place(x)), at(place(w)), b ? at(place(b)) : 0, at(y), N, F, K)
      return y
    },
    linearGradInput(dy, w) {
      if (!isSingle(dy, w)) return definedLayerSums.linearGradInput(dy, w)
      const [[N, K], [, F]] = [dy.shape, w.shape]
      const dx = take([N, F])
      step.weightedRows(at(place(dy)), 4 * K, 4, at(place(w)), at(dx), N, K, F)
      return dx
    },
    linearGradWeight(x, dy) {
      if (!isSingle(x, dy)) return definedLayerSums.linearGradWeight(x, dy)
      const [[N, F], [, K]] = [x.shape, dy.shape]
      const dw = take([K, F])
      step.weightedRows(at(place(dy)), 4, 4 * K, at(place(x)), at(dw), K, N, F)
      return dw
    },
    maxPool(x, g) {
      if (!isSingle(x)) return definedLayerSums.maxPool(x, g)
      const y = take([g.N, g.C, g.P, g.Q])
      const indices = workspace.takeWhole(y.data.length)
      const { H, W, P, Q, R, S, u, v, d, e, top, left } = g
      const sizes = [H, W, P, Q, R, S, u, v, d, e, top, left]
      step.maxPool(at(place(x)), at(y), indices.byteOffset, g.N * g.C, ...sizes)
      return { y, indices }
    },
    maxPoolGradInput(dy, indices, g: Pooling) {
      if (!isSingle(dy) || !workspace.holds(indices)) return definedLayerSums.maxPoolGradInput(dy, indices, g)
      const dx = take([g.N, g.C, g.H, g.W])
      step.maxPoolGradInput(at(place(dy)), indices.byteOffset, at(dx), g.N * g.C, g.P * g.Q, g.H * g.W)
      return dx
    },
    activate(activation, x) {
      if (activation !== relu || !isSingle(x)) return definedLayerSums.activate(activation, x)
      const y = take(x.shape)
      step.relu(at(place(x)), at(y), sizeOf(x.shape))
      return y
    },
    activateGradInput(activation, x, y, dy) {
      if (activation !== relu || !isSingle(x, dy)) return definedLayerSums.activateGradInput(activation, x, y, dy)
      const dx = take(x.shape)
      step.reluGradInput(at(place(x)), at(place(dy)), at(dx), sizeOf(x.shape))
      return dx
    },
  }
}

function isSingle(...tensors: readonly (Tensor | null)[]): boolean {
  return tensors.every((tensor) => tensor === null || tensor.data instanceof Float32Array)
}
