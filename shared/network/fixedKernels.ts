import { absoluteSum } from '../kernel/analysis.ts'
import { compassDirections } from '../kernel/presets/compass.ts'
import { generate } from '../kernel/generators.ts'
import { appliedWeight, kernelFromRows } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { parseKernelName } from '../kernel/kernelName.ts'
import { zeroSum } from '../kernel/normalize.ts'
import { scale } from '../kernel/transforms.ts'
import { grayWeights } from '../maths/gray.ts'
import { tensor } from '../maths/tensor.ts'
import type { Tensor } from '../maths/tensor.ts'
import type { Shape } from './layer.ts'

/** Robinson's eight: an edge in each direction, clockwise from north. */
export const edgeBank: readonly Kernel[] = compassDirections.map((direction) =>
  parseKernelName(`robinson-${direction}`),
)

const orientations = [0, 22.5, 45, 67.5, 90, 112.5, 135, 157.5]
/** Pixels per wave, and the bell around it. */
const waves = [
  { lambda: 6, sigma: 3 },
  { lambda: 10, sigma: 4 },
]

/** Gabor waves of eight orientations and two lengths; a flat picture gives 0, and no picture in 0 to 1 more than 1. */
export const gaborBank: readonly Kernel[] = waves.flatMap(({ lambda, sigma }) =>
  orientations.map((theta) => {
    const wave = zeroSum(generate('gabor', { size: 21, sigma, theta, lambda }))
    return scale(wave, 1 / absoluteSum(wave))
  }),
)

/** What a convolution may be given instead of learning it. */
export const banks = {
  edges: edgeBank,
  gabor: gaborBank,
  gray: [kernelFromRows([[1]], { name: 'gray' })],
  laplacian: [parseKernelName('laplacian')],
} as const satisfies Record<string, readonly Kernel[]>
export type BankName = keyof typeof banks

/**
 * The K×C×R×S weights that kernels of one size give a convolution: one kernel of just this shape as it is; flat ones each on
 * the gray of all channels, in turn where there are fewer of them than K. null where they do not fit.
 */
export function bankWeights(kernels: readonly Kernel[], [K, C, R, S]: Shape): Tensor | null {
  const [{ shape }] = kernels
  if (kernels.length === 1 && shape.join() === [K, C, R, S].join()) {
    return tensor(shape, Float32Array.from(appliedWeight(kernels[0])))
  }
  const fits = shape.join() === [1, 1, R, S].join() && K % kernels.length === 0
  if (!fits) return null
  return bankOnGray(
    Array.from({ length: K }, (_, k) => kernels[k % kernels.length]),
    C,
  )
}

/** w[k,c,r,s] = kernel_k[r,s] · gray[c]: each kernel on the gray of a color picture, all of one size. Float32, K×C×R×S. */
export function bankOnGray(kernels: readonly Kernel[], C: number): Tensor {
  const [, , R, S] = kernels[0].shape
  const shares = grayShares(C)
  const weight = kernels.flatMap((kernel) => shares.map((share) => appliedWeight(kernel).map((value) => value * share)))
  return tensor([kernels.length, C, R, S], Float32Array.from(weight.flatMap((plane) => [...plane])))
}

/** Three channels are R, G, B; of any other number each counts the same. */
function grayShares(C: number): readonly number[] {
  return C === 3 ? grayWeights : new Array<number>(C).fill(1 / C)
}
