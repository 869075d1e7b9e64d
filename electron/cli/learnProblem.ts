import { LabError } from '../../shared/errors.ts'
import type { Image } from '../../shared/image/image.ts'
import type { Clipping } from '../../shared/learning/learnTypes.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { arrayImage, type InputArray } from '../engine/arrays.ts'
import type { Bands } from '../engine/bands.ts'
import { gatherMoments } from '../engine/gatherJob.ts'
import type { LearnPair, SumChoice } from '../engine/gatherJob.ts'
import { describeProblem, photoPair, solveClipped, solveMoments } from '../engine/learnJob.ts'
import type { LearnWish, PosedProblem } from '../engine/learnJob.ts'
import { createWorkshop } from '../engine/workshop.ts'
import type { Terminal } from './command.ts'
import { readInput, type Input } from './inputs.ts'

/** A problem ready for descent, and what the pair says about it. */
export interface Posed extends PosedProblem {
  readonly eigenvalues: readonly number[]
  /** How many output positions had a saturated target. */
  readonly saturated: number
}

export async function poseFromFiles(
  paths: { readonly input: string; readonly target: string },
  wish: LearnWish,
  { clipped, ridge, sums }: { readonly clipped: Clipping; readonly ridge: number; readonly sums: SumChoice },
  bands: Bands,
  terminal: Terminal,
): Promise<Posed> {
  const { signal } = terminal
  const [input, target] = [await readInput(paths.input, signal), await readInput(paths.target, signal)]
  const { keep, ...whole } = await pairOf(input, target, wish, bands, signal)
  const saturated = keep ? keep.reduce((count, kept) => count + 1 - kept, 0) : 0
  const pair = { ...whole, keep: clipped === 'ignore' && saturated > 0 ? keep : null }
  const onProgress = ({ done, total }: { done: number; total: number }) => terminal.progress('gathering', done, total)
  const options = { signal, onProgress }
  const through = clipped === 'aware' && saturated > 0
  // Saturated pixels are taken off again as the float32 numbers that they are.
  const choice = through && sums === 'auto' ? 'float64' : sums
  const { moments: gathered, gathering } = await gatherMoments(pair, wish.bias, bands, options, choice)
  const throughClipping = through ? await solveClipped(pair, gathered, bands, options, ridge) : null
  const solved = await solveMoments(throughClipping?.counting ?? gathered, bands, options, ridge)
  const answer = throughClipping?.answer ?? solved.exact
  const told = { ...describeProblem(gathered.samples, answer, solved.conditioning), gathering, saturated }
  return { told, quadratic: solved.quadratic, eigenvalues: solved.conditioning.eigenvalues, saturated }
}

async function pairOf(
  input: Input,
  target: Input,
  wish: LearnWish,
  bands: Bands,
  signal: AbortSignal,
): Promise<LearnPair> {
  if (input.kind === 'array' && target.kind === 'array') return arrayPair(input.array, target.array, wish)
  const photos = { kind: 'image', image: asImage(target) } as const
  return photoPair(asImage(input), photos, wish, createWorkshop(bands), { signal })
}

function asImage(input: Input): Image {
  return input.kind === 'photo' ? input.image : arrayImage(input.array, input.name)
}

/** x: N×C×H×W; the target's missing axes are 1: P×Q is 1×1×P×Q, K×P×Q is 1×K×P×Q. */
function arrayPair({ x }: InputArray, target: InputArray, { size: [R, S], options }: LearnWish): LearnPair {
  const [N, C] = x.shape
  const [targetN, K, P, Q] = target.x.shape
  const g = convolutionGeometry(x.shape, [K ?? 1, C ?? 1, R, S], { ...options, groups: 1 })
  if (targetN !== N || P !== g.P || Q !== g.Q) {
    const wanted = [N, K, g.P, g.Q].join('×')
    throw new LabError('shape-mismatch', `the target wants ${wanted} numbers, it has ${target.x.shape.join('×')}`)
  }
  return { x, target: target.x, g, keep: null }
}
