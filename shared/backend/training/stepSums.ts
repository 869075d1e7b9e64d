import type { Activation } from '../../maths/activations.ts'
import { definedLayerSums } from '../../maths/layerSums.ts'
import type { LayerSums } from '../../maths/layerSums.ts'
import type { ErrorLossName } from '../../maths/losses.ts'
import { sizeOf } from '../../maths/tensor.ts'
import type { Arena } from '../arena.ts'
import { instantiate } from '../tiles/instantiate.ts'
import { convolutionSteps } from './convolutionSteps.ts'
import { poolingSteps } from './poolingSteps.ts'
import { wasm } from './step.wasm.ts'
import type { StepExports } from './stepExports.ts'
import { createWorkspace, isSingle } from './workspace.ts'

/** LayerSums for one step at a time: what they answer lies in the arena, for the next layer to find it there. */
export interface StepSums extends LayerSums {
  /** Frees all that was answered since the last time; nobody may read it any more. */
  release(): void
}

/** Their numbers in activations.as.ts and errorLoss.as.ts. */
const activationNumbers: Readonly<Record<Activation['name'], number>> = { relu: 0, leakyRelu: 1, sigmoid: 2, tanh: 3 }
const lossNumbers: Readonly<Record<ErrorLossName, number>> = { mse: 0, squaredError: 0, l1: 1, huber: 2 }

/**
 * The sums of a network in float32 by SIMD, under the contract of backend.ts; what they decline (float64 numbers, borders
 * other than zeros, pads beyond the kernel's reach) goes to maths/. Throws where WebAssembly or its SIMD is missing.
 */
export function createStepSums(arena: Arena): StepSums {
  const step = instantiate<StepExports>(wasm, arena.memory)
  const workspace = createWorkspace(arena)
  const { place, take, takeBytes, at } = workspace
  return {
    ...definedLayerSums,
    ...convolutionSteps(arena, step, workspace),
    ...poolingSteps(step, workspace),
    release: workspace.release,
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
    activate(activation, x) {
      if (!isSingle(x)) return definedLayerSums.activate(activation, x)
      const y = take(x.shape)
      const { name, slope = 0 } = activation
      step.activate(activationNumbers[name], slope, at(place(x)), at(y), sizeOf(x.shape))
      return y
    },
    activateGradInput(activation, x, y, dy) {
      if (!isSingle(x, y, dy)) return definedLayerSums.activateGradInput(activation, x, y, dy)
      const dx = take(x.shape)
      const { name, slope = 0 } = activation
      const [xAt, yAt, dyAt] = [x, y, dy].map((tensor) => at(place(tensor)))
      step.activateGradInput(activationNumbers[name], slope, xAt, yAt, dyAt, at(dx), sizeOf(x.shape))
      return dx
    },
    errorLossSum(name, y, target, keep = null) {
      const length = sizeOf(y.shape)
      // Refusals are the definition's.
      if (!isSingle(y, target) || String(y.shape) !== String(target.shape)) {
        return definedLayerSums.errorLossSum(name, y, target, keep)
      }
      const dy = take(y.shape)
      const kept = keep && takeBytes(length)
      kept?.set(keep!)
      const [yAt, targetAt] = [at(place(y)), at(place(target))]
      const sum = step.errorLoss(lossNumbers[name], yAt, targetAt, kept?.byteOffset ?? 0, at(dy), length)
      return { sum, counted: keep ? keep.reduce((count, one) => count + one, 0) : length, dy }
    },
  }
}
