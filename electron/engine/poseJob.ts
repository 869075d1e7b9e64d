import { whiteOf } from '../../shared/image/samples.ts'
import { countSaturated, unsaturated } from '../../shared/learning/clipping.ts'
import { englishNote } from '../../shared/learning/englishNote.ts'
import type { LearnNote, SolvedKernel } from '../../shared/learning/learnTypes.ts'
import { joinMoments } from '../../shared/learning/groupedMoments.ts'
import { explainedShare } from '../../shared/learning/loss.ts'
import type { Quadratic } from '../../shared/learning/quadratic.ts'
import type { LearnProblem } from '../../shared/rpc/engineContract.ts'
import type { Bands } from './bands.ts'
import type { JobOptions } from './convolveJob.ts'
import { fitClippedPair } from './clippedJob.ts'
import { gatherMoments, patchMethod } from './gatherJob.ts'
import type { LearnPair } from './gatherJob.ts'
import type { LaidPairs, LearnWish } from './learnJob.ts'
import { kernelOf, worstRegions } from './residualJob.ts'

/** Everything of a problem but its name: what the window is told, and what descent works on. */
export interface PosedProblem {
  readonly told: Omit<LearnProblem, 'id'>
  readonly quadratic: Quadratic
  readonly eigenvalues: readonly number[]
}

/** Below this share of the variance, it is told where the rest lies. */
const wellExplained = 0.99

/** Gathers and solves: the exact answer, through the clipping and under the constraint if there are any, and what there is to say. */
export async function posePairs(
  { pairs, findings: laid, shift }: LaidPairs,
  wish: Pick<LearnWish, 'bias' | 'constraint' | 'ridge' | 'clipped' | 'sums'>,
  bands: Bands,
  options: JobOptions = {},
): Promise<PosedProblem> {
  const { constraint = null, ridge = 0 } = wish
  const parts = []
  for (const pair of pairs) parts.push(await solvePart(pair, wish, bands, options))
  const moments = pairs.length === 1 ? parts[0].moments : joinMoments(parts.map((part) => part.moments))
  const [solved] = await bands.run({ kind: 'solve', moments, ridge, constraint }, 1, { signal: options.signal })
  const through = parts.every(({ answer }) => answer)
    ? joinAnswers(parts.map(({ answer }) => answer as SolvedKernel))
    : null
  const free = through ?? pick(solved.exact)
  const exact = solved.constrained ? pick(solved.constrained) : free
  const explained = explainedShare(moments, exact.loss)
  const findings: LearnNote[] = [...laid, ...solved.conditioning.notes.filter(({ id }) => id !== 'unexplained')]
  if (solved.constrained) {
    findings.push({ id: 'constrained', share: explained, unconstrained: explainedShare(moments, free.loss) })
    if (!solved.constrained.settled) findings.push({ id: 'unsettled' })
  }
  if (explained < wellExplained) {
    findings.push({ id: 'unexplained', share: Math.max(0, explained) })
    const regions = await worstRegions(pairs, kernelOf(exact), bands, { signal: options.signal })
    findings.push({ id: 'worst-regions', regions })
  }
  const { conditionNumber, stableLearningRate, determined, eigenvalues } = solved.conditioning
  const told = {
    samples: parts.reduce((sum, part) => sum + part.samples, 0),
    exact,
    unconstrained: solved.constrained ? free : null,
    explained,
    ...{ conditionNumber, stableLearningRate, determined, notes: findings.map(englishNote), findings },
    gathering: parts[0].gathering,
    ...(shift && { shift }),
    saturated: parts.reduce((sum, part) => sum + part.saturated, 0),
  }
  return { told, quadratic: solved.quadratic, eigenvalues }
}

/** The moments of the positions that count, and the answer through the clipping where there is any. */
async function solvePart(
  { keep: _, ...whole }: LearnPair,
  { bias, clipped = 'aware', ridge = 0, sums = 'auto' }: Pick<LearnWish, 'bias' | 'clipped' | 'ridge' | 'sums'>,
  bands: Bands,
  options: JobOptions,
) {
  const limits = { low: 0, high: whiteOf(whole.target.data) }
  const saturated = whole.isCutOff ? countSaturated(whole.target, whole.g, limits) : 0
  const leftOut = clipped === 'ignore' && saturated > 0
  const through = clipped === 'aware' && saturated > 0
  const pair = { ...whole, keep: leftOut ? unsaturated(whole.target, whole.g, limits) : null }
  const { moments, gathering } = await gatherMoments(pair, bias, bands, options, sums)
  const part = { gathering, saturated, samples: moments.samples }
  if (!through) return { ...part, moments, answer: null }
  const method = patchMethod(gathering.method)
  const answer = await fitClippedPair(moments, whole, method, ridge, bands, options)
  const counting =
    answer.counting ?? (await gatherMoments({ ...whole, keep: answer.keep() }, bias, bands, options, sums)).moments
  return { ...part, moments: counting, answer: pick(answer) }
}

function pick({ weight, bias, loss }: SolvedKernel): SolvedKernel {
  return { weight, bias, loss }
}

/** The kernels of planes that were learned side by side, as one. */
function joinAnswers(answers: readonly SolvedKernel[]): SolvedKernel {
  if (answers.length === 1) return answers[0]
  const [, C, R, S] = answers[0].weight.shape
  return {
    weight: { shape: [answers.length, C, R, S], data: answers.flatMap(({ weight }) => weight.data) },
    bias: answers.flatMap(({ bias }) => bias),
    loss: answers.reduce((sum, { loss }) => sum + loss, 0),
  }
}
