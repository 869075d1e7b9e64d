import * as v from 'valibot'
import { LabError } from '../../errors.ts'
import { refusal } from '../../refusal.ts'
import { whole, yesOrNo } from '../arguments.ts'
import type { Layer, LayerKind, Shape } from '../layer.ts'

const schema = v.strictObject({
  type: v.literal('linear'),
  out: whole(1),
  bias: v.optional(yesOrNo, true),
})

type Description = v.InferOutput<typeof schema>

/** y = x·wᵀ + b: maths/linear.ts on N×F, with K×F weights. */
export const linear: LayerKind<Description> = { schema, build }

/** As many weights as one typed array of float64 may surely hold. */
const mostWeights = 2 ** 31 - 1

function build({ out, bias }: Description, input: Shape): Layer {
  if (input.length !== 1) {
    throw refusal('shape-mismatch', 'needsFlatten', { input: input.join('×') })
  }
  const [F] = input
  if (F * out > mostWeights) {
    throw new LabError('too-large', `holds at most ${mostWeights} weights, got ${F} · ${out}`)
  }
  const weight = [out, F]
  return {
    type: 'linear',
    input,
    output: [out],
    parameters: bias ? { weight, bias: [out] } : { weight },
    fanIn: F,
    multiplyAdds: F * out,
    reads: 'everything',
    forward: (x, { weight: w, bias: b = null }, { sums }) => ({ y: sums.linear(x, w!, b) }),
    backward: ({ x, dy, own: { weight: w }, sums, wanted }) => ({
      ...(wanted.input && { dx: sums.linearGradInput(dy, w!) }),
      ...(wanted.parameters && {
        own: { weight: sums.linearGradWeight(x, dy), ...(bias && { bias: sums.linearGradBias(dy) }) },
      }),
    }),
  }
}
