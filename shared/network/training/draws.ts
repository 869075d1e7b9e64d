import { mulberry32, seedFrom, shuffle } from '../../maths/random.ts'
import type { PatchPlace } from './samples.ts'
import type { PairPlacement } from './patches.ts'

/** What the seed is mixed with, so that no two uses of chance share their draws. */
const purposes = { split: 1, order: 2, augment: 3, dropout: 4, weights: 5, patch: 6, look: 7 } as const

/** The same draws for the same seed, purpose and numbers, wherever a run begins or goes on. */
export function drawer(seed: number, purpose: keyof typeof purposes, ...numbers: readonly number[]) {
  return mulberry32(seedFrom(seed, purposes[purpose], ...numbers))
}

export interface Split {
  readonly training: Int32Array
  readonly validation: Int32Array
}

/**
 * Every class by itself, so that each side sees the classes in their proportion: round(share · n) of its pictures are only
 * looked at, at least one and never all, if there are two. Without labels all samples are one class.
 */
export function splitSamples(labels: ArrayLike<number>, share: number, seed: number): Split {
  const groups = new Map<number, number[]>()
  for (let i = 0; i < labels.length; i++) groups.set(labels[i], [...(groups.get(labels[i]) ?? []), i])
  const training: number[] = []
  const validation: number[] = []
  for (const [label, members] of [...groups].sort(([a], [b]) => a - b)) {
    const count = share > 0 ? Math.min(members.length - 1, Math.max(1, Math.round(share * members.length))) : 0
    const order = shuffle([...members], drawer(seed, 'split', label))
    validation.push(...order.slice(0, count))
    training.push(...order.slice(count))
  }
  const sorted = (samples: number[]): Int32Array => Int32Array.from(samples).sort()
  return { training: sorted(training), validation: sorted(validation) }
}

/** The order in which an epoch goes through the training samples. */
export function epochOrder(training: Int32Array, seed: number, epoch: number): readonly number[] {
  return shuffle([...training], drawer(seed, 'order', epoch))
}

/** How a picture is moved and mirrored in one epoch: up to `shift` pixels either way. */
export function augmentedPlace(
  { flip, shift }: { readonly flip: boolean; readonly shift: number },
  seed: number,
  epoch: number,
  sample: number,
): PatchPlace {
  const random = drawer(seed, 'augment', epoch, sample)
  const step = (): number => Math.floor(random() * (2 * shift + 1)) - shift
  return { row: step(), column: step(), flip: flip && random() < 0.5 }
}

/** A patch anywhere in a picture where the network's strides fall into step, number `count` of its epoch (−1: for validation). */
export function drawPatch(
  { rows, columns, stride }: PairPlacement,
  flip: boolean,
  seed: number,
  epoch: number,
  count: number,
): PatchPlace {
  const random = drawer(seed, 'patch', epoch, count)
  return {
    row: stride[0] * Math.floor(random() * rows),
    column: stride[1] * Math.floor(random() * columns),
    flip: flip && random() < 0.5,
  }
}

/** What dropout draws from in one part of a step: no thread's draws depend on another's. */
export function dropoutSeed(seed: number, iteration: number, part: number): number {
  return seedFrom(seed, purposes.dropout, iteration, part)
}
