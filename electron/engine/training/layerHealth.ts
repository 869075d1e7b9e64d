import { sizeOf } from '../../../shared/maths/tensor.ts'
import type { Network } from '../../../shared/network/network.ts'
import type { LayerAnswer } from '../../../shared/network/training/chunk.ts'
import type { LayerHealth } from '../../../shared/rpc/trainingContract.ts'

/** How every layer does in one step: from what its parts answered, the gradient of the whole step and the weights before it. */
export function healthOf(
  { layers }: Network,
  parts: readonly { readonly layers: readonly LayerAnswer[] | null }[],
  gradient: Float64Array,
  weights: Float64Array,
): LayerHealth[] {
  let at = 0
  return layers.map(({ type, parameters: { weight, bias } }, layer) => {
    const answers = parts.flatMap((part) => part.layers?.[layer] ?? [])
    const total = (of: (answer: LayerAnswer) => number): number => answers.reduce((sum, answer) => sum + of(answer), 0)
    const count = Math.max(
      1,
      total((answer) => answer.count),
    )
    const mean = total(({ sum }) => sum) / count
    const own = [weight, bias].reduce((sum, shape) => sum + (shape ? sizeOf(shape) : 0), 0)
    const [first, end] = [at, (at += own)]
    return {
      layer,
      type,
      gradientNorm: own ? norm(gradient.subarray(first, end)) : null,
      weightNorm: own ? norm(weights.subarray(first, end)) : null,
      mean,
      deviation: Math.sqrt(Math.max(0, total(({ squares }) => squares) / count - mean * mean)),
      dead: deadOf(answers),
    }
  })
}

/** √Σ v² */
function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

/** Channels that no part saw alive. */
function deadOf(answers: readonly LayerAnswer[]): LayerHealth['dead'] {
  const seen = answers.flatMap(({ alive }) => (alive ? [alive] : []))
  if (seen.length === 0) return null
  const of = seen[0].length
  const count = Array.from({ length: of }, (_, k) => seen.every((alive) => alive[k] === 0)).filter(Boolean).length
  return { count, of }
}
