import { convolve, convolveGradBias, convolveGradInput, convolveGradWeight } from './convolve.ts'
import type { Geometry } from './geometry.ts'
import type { Tensor } from './tensor.ts'

/**
 * The four sums of a convolution, whoever computes them: maths/ itself or something faster under the contract of
 * backend/backend.ts. Shapes and formulas are those of convolve.ts.
 */
export interface ConvolutionSums {
  convolve(x: Tensor, w: Tensor, b: Tensor | null, g: Geometry): Tensor
  convolveGradInput(dy: Tensor, w: Tensor, g: Geometry): Tensor
  convolveGradWeight(x: Tensor, dy: Tensor, g: Geometry): Tensor
  convolveGradBias(dy: Tensor, g: Geometry): Tensor
}

/** The definition: any number type, any geometry, one thread. */
export const definedSums: ConvolutionSums = { convolve, convolveGradInput, convolveGradWeight, convolveGradBias }
