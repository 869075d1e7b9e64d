import { unitOf } from '../../shared/backend/gather/gather.ts'
import type { PatchMethod } from '../../shared/backend/gather/patches.ts'
import { fitClipped, outputPlane } from '../../shared/learning/clipping.ts'
import type { ClippedAnswer, RoundSums } from '../../shared/learning/clipping.ts'
import { createMoments, dividedMoments, mergeMoments } from '../../shared/learning/moments.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import { numbersOf } from '../../shared/image/samples.ts'
import type { SampledTensor } from '../../shared/image/samples.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Numbers, Tensor } from '../../shared/maths/tensor.ts'
import { bandRows } from './bands.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { gatherSpeed } from './gatherJob.ts'
import type { LearnPair } from './gatherJob.ts'

/**
 * The kernel behind a target that was cut off at 0 and 1 (learning/clipping.ts), each round in bands on the threads. `moments` are of
 * the whole pair, summed by `method`; the pixels that a round takes off are summed the same way, so that whole numbers stay whole.
 * Bands add up in their order: another number of them rounds Σ (y − ŷ)² elsewhere, and in float64 A and b too.
 */
export async function fitClippedPair(
  moments: Moments,
  { x, target, g }: Pick<LearnPair, 'x' | 'target' | 'g'>,
  method: PatchMethod,
  ridge: number,
  bands: Bands,
  { signal }: JobOptions,
): Promise<ClippedAnswer> {
  const { bias } = moments
  const positions = g.N * g.P * g.Q
  const one = { ...g, K: 1 }
  const planes = targetPlanes(target, g)
  const satisfied = planes.map(() => new Uint8Array(new SharedArrayBuffer(positions)))
  const changes = new Uint8Array(new SharedArrayBuffer(positions))
  const rowsOfBand = bandRows(g.P, (g.N * g.Q * (g.C * g.R * g.S + looking)) / gatherSpeed, bands.threads)

  async function look(k: number, rows: Float64Array): Promise<RoundSums> {
    const task = {
      kind: 'clip',
      g: one,
      bias,
      x,
      target: planes[k],
      method,
      rows,
      satisfied: satisfied[k],
      changes,
    } as const
    const parts = await bands.run(task, g.P, { signal, rows: rowsOfBand })
    const change = createMoments(one, bias)
    let loss = 0
    for (const part of parts) {
      if (!part) throw new Error('a pair that was gathered as whole numbers holds others') // every pixel was looked at
      mergeMoments(change, part.change)
      loss += part.loss
    }
    return { loss, change: dividedMoments(change, unitOf[method]) }
  }

  const step = async (counting: Moments, rows: Float64Array) =>
    (await bands.run({ kind: 'clipStep', counting, rows, ridge }, 1, { signal }))[0]
  return fitClipped(moments, { look, step, satisfied }, { ridge })
}

/** What laying out a position and comparing it costs beside its taps, in multiply-adds, about. */
const looking = 20

/** The target of each output channel, N 1 P Q: where it lies, unless it has to be put together from several pictures. */
function targetPlanes(target: SampledTensor, g: Geometry): readonly SampledTensor[] {
  const { N, K, P, Q } = g
  if (K === 1) return [target]
  const channels = Array.from({ length: K }, (_, k) => k)
  if (N > 1) return channels.map((k) => inSharedMemory(outputPlane(numbersOf(target), g, k)))
  return channels.map((k) => ({ shape: [1, 1, P, Q], data: target.data.subarray(k * P * Q, (k + 1) * P * Q) }))
}

/** A plane that was copied out of several pictures; others lie there already. */
function inSharedMemory({ shape, data }: Tensor): Tensor {
  if (data.buffer instanceof SharedArrayBuffer) return { shape, data }
  const create = data.constructor as new (memory: SharedArrayBuffer) => Numbers
  const shared = new create(new SharedArrayBuffer(data.byteLength))
  shared.set(data)
  return tensor(shape, shared)
}
