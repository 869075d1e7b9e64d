import { LabError } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { arrayImage, type InputArray } from '../engine/arrays.ts'
import type { Bands } from '../engine/bands.ts'
import { layPlanes, photoPairs } from '../engine/learnJob.ts'
import type { LaidPairs, LearnWish } from '../engine/learnJob.ts'
import { widestBorder } from '../engine/planePair.ts'
import type { PlaneSet } from '../engine/planePair.ts'
import { posePairs } from '../engine/poseJob.ts'
import type { PosedProblem } from '../engine/poseJob.ts'
import { createSharedBuffers } from '../engine/sharedBuffers.ts'
import { createWorkshop } from '../engine/workshop.ts'
import type { Terminal } from './command.ts'
import { readInput, type Input } from './inputs.ts'

/** A problem ready for descent, what the pair says about it, and the pair. */
export interface Posed extends PosedProblem, Pick<LaidPairs, 'pairs'> {}

export async function poseFromFiles(
  paths: { readonly input: string; readonly target: string },
  wish: LearnWish,
  bands: Bands,
  terminal: Terminal,
): Promise<Posed> {
  const { signal } = terminal
  const [input, target] = [await readInput(paths.input, signal), await readInput(paths.target, signal)]
  const onProgress = ({ done, total }: { done: number; total: number }) => terminal.progress('gathering', done, total)
  const options = { signal, onProgress }
  const laid = await pairsOfFiles(input, target, wish, bands, signal)
  return { ...(await posePairs(laid, wish, bands, options)), pairs: laid.pairs }
}

async function pairsOfFiles(
  input: Input,
  target: Input,
  wish: LearnWish,
  bands: Bands,
  signal: AbortSignal,
): Promise<LaidPairs> {
  if (input.kind === 'array' && target.kind === 'array')
    return arrayPairs(input.array, target.array, wish, bands, signal)
  const [image, second] = [asImage(input), asImage(target)]
  const laid = await photoPairs(image, { kind: 'image', image: second }, wish, createWorkshop(bands), { signal })
  for (const { data, alpha } of [image, second]) {
    const isRead = laid.pairs.some(({ x, target }) => [x, target].some((numbers) => liesIn(numbers.data, data)))
    if (!isRead) give(data)
    if (alpha) give(alpha)
  }
  return laid
}

/** The engine's memory is not garbage-collected: what was cut, or made gray, waits for nobody. */
const { give } = createSharedBuffers()

function liesIn(part: ArrayBufferView, whole: ArrayBufferView): boolean {
  const from = part.byteOffset - whole.byteOffset
  return part.buffer === whole.buffer && from >= 0 && from < whole.byteLength
}

function asImage(input: Input): Image {
  return input.kind === 'photo' ? input.image : arrayImage(input.array, input.name)
}

/** N×C×H×W to N×K×P×Q, all C planes to all K unless another color mode was asked for; one array may be laid on the other like photos. */
async function arrayPairs(
  input: InputArray,
  target: InputArray,
  wish: LearnWish,
  bands: Bands,
  signal: AbortSignal,
): Promise<LaidPairs> {
  const [N, C, H, W] = input.x.shape
  const [targetN, K, P, Q] = target.x.shape
  const g = convolutionGeometry(input.x.shape, [K, C, ...wish.size], { ...wish.options, groups: 1 })
  const lacks = [H - P, W - Q]
  const laid = N === 1 && lacks.every((border) => border >= 0 && border <= widestBorder)
  if (targetN !== N || !(laid || (P === g.P && Q === g.Q))) {
    const wanted = [N, K, g.P, g.Q].join('×')
    throw new LabError('shape-mismatch', `the target wants ${wanted} numbers, it has ${target.x.shape.join('×')}`)
  }
  const wanted = { ...wish, color: wish.color ?? ('mix' as const) }
  return layPlanes(planesOf(input), planesOf(target), wanted, { bands }, { signal }, N)
}

function planesOf({ x: { shape, data } }: InputArray): PlaneSet {
  const [N, C, height, width] = shape
  return { width, height, channels: N * C, data }
}
