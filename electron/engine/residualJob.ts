import type { Image } from '../../shared/image/image.ts'
import { numbersOf, valuesBehind } from '../../shared/image/samples.ts'
import { createKernel } from '../../shared/kernel/kernel.ts'
import type { Kernel, KernelShape } from '../../shared/kernel/kernel.ts'
import type { SolvedKernel, WorstRegion } from '../../shared/learning/learnTypes.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { convolveTensor } from './convolveJob.ts'
import type { LearnPair } from './gatherJob.ts'
import { createSharedBuffers, takeSamples } from './sharedBuffers.ts'

/** Planes of what the learner leaves, one below the other: of each pair, n by n and k by k. */
export interface ResidualPlanes {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/** A solved kernel as a document. */
export function kernelOf({ weight, bias }: Pick<SolvedKernel, 'weight' | 'bias'>, name = 'learned'): Kernel {
  return createKernel({ name, shape: weight.shape as KernelShape, weight: weight.data, bias })
}

/** y − ŷ of a kernel on every pair, float32, to be given back; of several pairs each has the kernel's channel of its own. */
export async function residualPlanes(
  pairs: readonly LearnPair[],
  kernel: Kernel,
  bands: Bands,
  options: JobOptions = {},
  most = mostNumbers,
): Promise<ResidualPlanes> {
  const { P: height, Q: width } = pairs[0].g
  const channels = pairs.reduce((sum, { g }) => sum + g.N * g.K, 0)
  const data = createSharedBuffers().take(channels * height * width)
  let plane = 0
  for (const [i, pair] of pairs.entries()) {
    const own = pairs.length === 1 ? kernel : oneOutput(kernel, i)
    for await (const { rest, planes, first, rows } of residualParts(pair, own, bands, options, most)) {
      for (let k = 0; k < planes.count; k++) {
        const part = rest.subarray(k * rows * width, (k + 1) * rows * width)
        data.set(part, ((plane + planes.first + k) * height + first) * width)
      }
    }
    plane += pair.g.N * pair.g.K
  }
  return { width, height, channels, data }
}

interface ResidualPart {
  /** Numbers of these planes of the pair, rows first ≤ row < first + rows; gone with the next part. */
  readonly rest: Float32Array
  readonly planes: { readonly first: number; readonly count: number }
  readonly first: number
  readonly rows: number
}

async function* residualParts(
  pair: LearnPair,
  kernel: Kernel,
  bands: Bands,
  options: JobOptions,
  most: number,
): AsyncGenerator<ResidualPart> {
  for (const { part, n, first, release } of partsOf(pair, most)) {
    const rest = await residualOf(part, kernel, bands, options)
    const { N, K, P: rows } = part.g
    yield { rest, planes: { first: n * K, count: N * K }, first, rows }
    createSharedBuffers().give(rest)
    release()
  }
}

/** y − ŷ; 0 where a target at 0 or 1 was cut off from what the kernel makes of it. To be given back. */
async function residualOf(
  { x, target, isCutOff, g }: LearnPair,
  kernel: Kernel,
  bands: Bands,
  options: JobOptions,
): Promise<Float32Array> {
  const buffers = createSharedBuffers()
  const numbers = numbersOf(x, buffers.take)
  const { data } = (await convolveTensor(numbers, kernel, g, bands, options)).y
  if (numbers.data !== x.data) buffers.give(numbers.data)
  const values = valuesBehind(target.data)
  for (let i = 0; i < data.length; i++) {
    const y = values ? values[target.data[i]] : target.data[i]
    const holds = isCutOff && ((y <= 0 && data[i] <= y) || (y >= 1 && data[i] >= y))
    data[i] = holds ? 0 : y - data[i]
  }
  return data
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

/** Numbers of a result that are computed at a time: 16 MiB. */
const mostNumbers = 1 << 22

/** The parts of the picture with the largest shares of Σ (y − ŷ)², all planes together. */
export async function worstRegions(
  pairs: readonly LearnPair[],
  kernel: Kernel,
  bands: Bands,
  options: JobOptions = {},
  most = mostNumbers,
): Promise<readonly WorstRegion[]> {
  const { P: height, Q: width } = pairs[0].g
  const side = Math.max(1, Math.ceil(Math.max(width, height) / parts))
  const across = Math.ceil(width / side)
  const sums = new Float64Array(across * Math.ceil(height / side))
  for (const [i, pair] of pairs.entries()) {
    const own = pairs.length === 1 ? kernel : oneOutput(kernel, i)
    for await (const { rest, planes, first, rows } of residualParts(pair, own, bands, options, most)) {
      for (let row = 0; row < planes.count * rows; row++) {
        const at = Math.floor((first + (row % rows)) / side) * across
        for (let q = 0; q < width; q++) sums[at + Math.floor(q / side)] += rest[row * width + q] ** 2
      }
    }
  }
  const total = sums.reduce((sum, part) => sum + part, 0)
  const order = [...sums.keys()].sort((one, other) => sums[other] - sums[one]).slice(0, mostRegions)
  return order
    .filter((at) => sums[at] > 0)
    .map((at) => {
      const [row, column] = [Math.floor(at / across) * side, (at % across) * side]
      const [tall, wide] = [Math.min(side, height - row), Math.min(side, width - column)]
      return { row, column, height: tall, width: wide, share: sums[at] / total }
    })
}

interface PairPart {
  readonly part: LearnPair
  /** Its first picture and its first row in the whole. */
  readonly n: number
  readonly first: number
  release(): void
}

/** A large pair some rows at a time; in one where its rows want a border above or below. */
function* partsOf(pair: LearnPair, most: number): Generator<PairPart> {
  const { g } = pair
  const rows = Math.max(1, Math.floor(most / (g.Q * Math.max(g.C, g.K))))
  if ((g.N === 1 && rows >= g.P) || g.top + g.bottom > 0) {
    yield { part: pair, n: 0, first: 0, release: () => undefined }
    return
  }
  const { give } = createSharedBuffers()
  for (let n = 0; n < g.N; n++) {
    for (let p = 0; p < g.P; p += rows) {
      const part = rowsOfPair(pair, n, p, Math.min(g.P, p + rows))
      const release = (): void => [part.x, part.target].forEach(({ data }) => give(data))
      yield { part, n, first: p, release }
    }
  }
}

/** Output rows p ≤ row < end of picture n, and the rows of x that they read, as a pair of their own. */
function rowsOfPair({ x, target, g, ...told }: LearnPair, n: number, p: number, end: number): LearnPair {
  const { C, K, W, Q } = g
  const rows = { x: (end - p - 1) * g.u + g.d * (g.R - 1) + 1, target: end - p }
  return {
    ...told,
    x: { shape: [1, C, rows.x, W], data: planeRows(x.data, n * C, C, g.H, p * g.u, rows.x, W) },
    target: { shape: [1, K, rows.target, Q], data: planeRows(target.data, n * K, K, g.P, p, rows.target, Q) },
    g: { ...g, N: 1, H: rows.x, P: rows.target },
  }
}

/** Rows of some planes, one plane below the other, in memory that every thread reads. */
function planeRows(
  data: LearnPair['x']['data'],
  firstPlane: number,
  planes: number,
  height: number,
  first: number,
  rows: number,
  width: number,
): LearnPair['x']['data'] {
  const length = planes * rows * width
  const depth = (8 * data.BYTES_PER_ELEMENT) as Image['depth']
  const isWide = data instanceof Float64Array
  const part = isWide ? new Float64Array(new SharedArrayBuffer(8 * length)) : takeSamples(length, depth)
  for (let c = 0; c < planes; c++) {
    const at = ((firstPlane + c) * height + first) * width
    part.set(data.subarray(at, at + rows * width), c * rows * width)
  }
  return part
}
