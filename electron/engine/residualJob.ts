import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel, KernelShape } from '../../shared/kernel/kernel.ts'
import type { SolvedKernel, WorstRegion } from '../../shared/learning/learnTypes.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { convolveTensor } from './convolveJob.ts'
import type { LearnPair } from './gatherJob.ts'
import { createSharedBuffers } from './sharedBuffers.ts'

/** Planes of the learner's output, one below the other: of each pair, n by n and k by k. */
export interface OutputPlanes {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/** A solved kernel as a document. */
export function kernelOf({ weight, bias }: Pick<SolvedKernel, 'weight' | 'bias'>, name = 'learned'): Kernel {
  return createKernel({ name, shape: weight.shape as KernelShape, weight: weight.data, bias })
}

/** ŷ of a kernel on every pair, float32; of several pairs each has the kernel's channel of its own. */
async function outputPlanes(
  pairs: readonly LearnPair[],
  kernel: Kernel,
  bands: Bands,
  options: JobOptions = {},
): Promise<OutputPlanes> {
  const { P, Q } = pairs[0].g
  const channels = pairs.reduce((sum, { g }) => sum + g.N * g.K, 0)
  const data = new Float32Array(new SharedArrayBuffer(4 * channels * P * Q))
  let at = 0
  for (const [i, { x, g }] of pairs.entries()) {
    const own = pairs.length === 1 ? kernel : oneOutput(kernel, i)
    const { y } = await convolveTensor(x, own, g, bands, options)
    data.set(y.data, at)
    at += y.data.length
    createSharedBuffers().give(y.data)
  }
  return { width: Q, height: P, channels, data }
}

/** y − ŷ; 0 where a position is left out, and where a target at 0 or 1 was cut off from what the kernel makes of it. */
export async function residualPlanes(
  pairs: readonly LearnPair[],
  kernel: Kernel,
  bands: Bands,
  options: JobOptions = {},
): Promise<OutputPlanes> {
  const planes = await outputPlanes(pairs, kernel, bands, options)
  const { data } = planes
  let at = 0
  for (const { target, g, keep } of pairs) {
    const plane = g.P * g.Q
    for (let i = 0; i < target.data.length; i++, at++) {
      const y = target.data[i]
      const position = Math.floor(i / (g.K * plane)) * plane + (i % plane)
      const cutOff = keep !== null && keep[position] === 0 && ((y <= 0 && data[at] <= y) || (y >= 1 && data[at] >= y))
      data[at] = cutOff ? 0 : y - data[at]
    }
  }
  return planes
}

function oneOutput({ shape: [, C, R, S], weight, bias, name }: Kernel, k: number): Kernel {
  const count = C * R * S
  return createKernel({
    name,
    shape: [1, C, R, S],
    weight: weight.slice(k * count, (k + 1) * count),
    bias: [bias[k]],
  })
}

/** Parts that a picture is cut into along its longer side, and how many of them are told. */
const parts = 8
const mostRegions = 3

/** The parts of the picture with the largest shares of Σ (y − ŷ)², all planes together. */
export function worstRegions({ width, height, channels, data }: OutputPlanes): readonly WorstRegion[] {
  const side = Math.max(1, Math.ceil(Math.max(width, height) / parts))
  const across = Math.ceil(width / side)
  const sums = new Float64Array(across * Math.ceil(height / side))
  let total = 0
  for (let i = 0; i < channels * height; i++) {
    const first = Math.floor((i % height) / side) * across
    for (let q = 0; q < width; q++) {
      const square = data[i * width + q] ** 2
      sums[first + Math.floor(q / side)] += square
      total += square
    }
  }
  const order = [...sums.keys()].sort((one, other) => sums[other] - sums[one]).slice(0, mostRegions)
  return order
    .filter((at) => sums[at] > 0)
    .map((at) => {
      const [row, column] = [Math.floor(at / across) * side, (at % across) * side]
      const [tall, wide] = [Math.min(side, height - row), Math.min(side, width - column)]
      return { row, column, height: tall, width: wide, share: sums[at] / total }
    })
}
