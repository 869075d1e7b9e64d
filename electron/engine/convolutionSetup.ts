import { refusal } from '../../shared/refusal.ts'
import type { Image } from '../../shared/image/image.ts'
import { inputShape } from '../../shared/kernel/inputShape.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import type { Kernel } from '../../shared/kernel/kernel.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionSettings } from '../../shared/rpc/engineContract.ts'

type Extents = Pick<Image, 'width' | 'height' | 'channels'>

/** All sizes of the convolution of a picture; `shape-mismatch` also where the result has neither 1 nor 3 planes to show. */
export function settingsGeometry(picture: Extents, settings: ConvolutionSettings): Geometry {
  const { border } = settings.options
  // Pixels are float32, and so is what stands around them: a patch that holds border values then has the same sums.
  const options = border
    ? { ...settings.options, border: { ...border, value: Math.fround(border.value) } }
    : settings.options
  const g = convolutionGeometry(inputShape(picture, settings), settings.kernel.shape, options)
  if (g.N * g.K !== 1 && g.N * g.K !== 3) {
    throw refusal('shape-mismatch', 'resultPlanes', { planes: g.N * g.K })
  }
  return g
}

/** Planes of a result that `settingsGeometry` let pass. */
export function channelsOf({ N, K }: Pick<Geometry, 'N' | 'K'>): 1 | 3 {
  return N * K === 1 ? 1 : 3
}

/** w and b as the loops want them: float32, w in shared memory, and no b where all of it is 0. */
export function kernelNumbers(kernel: Kernel): { readonly w: Float32Array; readonly b: Float32Array | null } {
  const w = new Float32Array(new SharedArrayBuffer(kernel.weight.length * Float32Array.BYTES_PER_ELEMENT))
  w.set(appliedWeight(kernel))
  return { w, b: kernel.bias.some((value) => value !== 0) ? Float32Array.from(kernel.bias) : null }
}

/** Multiply-adds behind one row of the output, of all n and k. */
export function stepsPerRow({ N, K, C, R, S, Q, groups }: Geometry): number {
  return N * K * (C / groups) * R * S * Q
}
