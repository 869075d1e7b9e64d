import * as v from 'valibot'
import * as functions from '../../maths/activations.ts'
import type { Activation } from '../../maths/activations.ts'
import { finite, wish } from '../arguments.ts'
import { plain } from '../layer.ts'
import type { Layer, LayerKind, Shape } from '../layer.ts'

export const relu = withoutArguments('relu', functions.relu)
export const sigmoid = withoutArguments('sigmoid', functions.sigmoid)
export const tanh = withoutArguments('tanh', functions.tanh)

const leakySchema = v.strictObject({
  type: v.literal('leakyRelu'),
  negativeSlope: v.optional(finite(wish('wantsFinite')), 0.01),
})

export const leakyRelu: LayerKind<v.InferOutput<typeof leakySchema>> = {
  schema: leakySchema,
  build: ({ negativeSlope }, input) => activationLayer('leakyRelu', functions.leakyRelu(negativeSlope), input),
}

function withoutArguments<const Type extends string>(
  type: Type,
  activation: Activation,
): LayerKind<{ readonly type: Type }> {
  return {
    schema: v.strictObject({ type: v.literal(type) }),
    build: (_description, input) => activationLayer(type, activation, input),
  }
}

/** y = f(x), number by number: maths/activations.ts. */
function activationLayer(type: string, activation: Activation, input: Shape): Layer {
  return {
    ...plain,
    type,
    input,
    output: input,
    forward: (x, _own, { sums }) => ({ y: sums.activate(activation, x) }),
    backward: ({ x, y, dy, sums }) => ({ dx: sums.activateGradInput(activation, x, y, dy) }),
  }
}
