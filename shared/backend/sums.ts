import { definedLayerSums } from '../maths/layerSums.ts'
import type { LayerSums } from '../maths/layerSums.ts'
import type { Geometry } from '../maths/geometry.ts'
import { zeros } from '../maths/tensor.ts'
import type { Tensor } from '../maths/tensor.ts'
import { transposedGeometry, turnedWeights } from '../maths/transposed.ts'
import { chooseBackend } from './choose.ts'

/**
 * What networks compute with: each convolution by the backend that `chooseBackend` finds for it, ∂L/∂x as the convolution
 * that it is where there is one, everything else by maths/. The contract of backend.ts holds for both.
 */
export function backendSums(wanted = 'auto'): LayerSums {
  function convolve(x: Tensor, w: Tensor, b: Tensor | null, g: Geometry): Tensor {
    const y = zeros([g.N, g.K, g.P, g.Q], x.data)
    chooseBackend(g, wanted, x.data).backend.convolveRows(x.data, w.data, b && b.data, g, y.data, 0, g.P)
    return y
  }
  return {
    ...definedLayerSums,
    convolve,
    convolveGradInput(dy, w, g) {
      const transposed = transposedGeometry(g)
      return transposed
        ? convolve(dy, turnedWeights(w, g), null, transposed)
        : definedLayerSums.convolveGradInput(dy, w, g)
    },
  }
}
