import * as v from 'valibot'
import { softmax as probabilities, softmaxGradInput } from '../../maths/softmax.ts'
import { plain } from '../layer.ts'
import type { LayerKind } from '../layer.ts'

const schema = v.strictObject({ type: v.literal('softmax') })

/** y[n,k] = exp x[n,k] / Σ_k exp x[n,k], over the classes, or over the channels at each place of a map: maths/softmax.ts. */
export const softmax: LayerKind<v.InferOutput<typeof schema>> = {
  schema,
  build: (_description, input) => ({
    ...plain,
    type: 'softmax',
    input,
    output: input,
    reads: input.length === 1 ? 'everything' : 'place',
    forward: (x) => ({ y: probabilities(x) }),
    backward: ({ y, dy }) => ({ dx: softmaxGradInput(y, dy) }),
  }),
}
