import { lossShare } from '../../../shared/network/loss.ts'
import { tensor } from '../../../shared/maths/tensor.ts'
import { softmax } from '../../../shared/maths/softmax.ts'
import { largestScore } from '../../../shared/network/training/chunk.ts'
import type { Evaluation, Mistake } from '../../../shared/rpc/trainingContract.ts'
import type { Bands } from '../bands.ts'
import type { TrainingPlan } from './plan.ts'

/** As many as a person looks at. */
const mostMistakes = 24

/** Samples that one thread looks at together: few enough to share them out, and what they need is little. */
const atOnce = 16

/** Loss, accuracy, confusion and the worst mistakes over what the plan looks at, with the weights as they are. */
export async function evaluate(
  { looked, data, network: { description } }: TrainingPlan,
  model: { readonly network: string; readonly parameters: Float32Array },
  epoch: number,
  bands: Bands,
): Promise<Evaluation> {
  const starts = Array.from({ length: Math.ceil(looked.length / atOnce) }, (_, i) => i * atOnce)
  const parts = await Promise.all(
    starts.map(async (first) => {
      const chosen = looked.slice(first, first + atOnce)
      const [reply] = await bands.run({ kind: 'score', ...model, drawn: chosen.map(({ drawn }) => drawn) }, 1)
      return { chosen, ...reply }
    }),
  )
  const total = (of: (part: (typeof parts)[number]) => number): number => parts.reduce((sum, part) => sum + of(part), 0)
  const loss =
    total(({ sum }) => sum) *
    lossShare(
      description.loss!,
      total(({ counted }) => counted),
    )
  if (data.kind === 'pairs') return { epoch, score: { loss, accuracy: null }, confusion: [], mistakes: [] }
  const K = data.classes.length
  const confusion = Array.from({ length: K }, () => new Array<number>(K).fill(0))
  const mistakes: Mistake[] = []
  for (const { chosen, scores } of parts) {
    const probabilities = softmax(tensor([chosen.length, K], scores!))
    for (const [n, { sample }] of chosen.entries()) {
      const { label, name } = data.samples[sample]
      const answer = largestScore(probabilities, n)
      confusion[label][answer]++
      const [probability, right] = [answer, label].map((k) => probabilities.data[n * K + k])
      if (answer !== label) mistakes.push({ sample, file: name, label, answer, probability, right })
    }
  }
  mistakes.sort((a, b) => a.right - b.right || a.sample - b.sample)
  const accuracy = total(({ correct }) => correct) / looked.length
  return { epoch, score: { loss, accuracy }, confusion, mistakes: mistakes.slice(0, mostMistakes) }
}
