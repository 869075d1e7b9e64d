import * as v from 'valibot'
import type { Random } from '../../maths/random.ts'
import { zeros } from '../../maths/tensor.ts'
import type { Tensor } from '../../maths/tensor.ts'
import { finite, wish } from '../arguments.ts'
import { plain } from '../layer.ts'
import type { LayerKind } from '../layer.ts'

const message = wish('wantsShare')

const schema = v.strictObject({
  type: v.literal('dropout'),
  /** The share of values that is dropped. */
  p: v.optional(v.pipe(finite(message), v.minValue(0, message), v.ltValue(1, message)), 0.5),
})

/** y[i] = keep[i] · x[i], keep = 0 with probability p, else 1/(1−p), so that the expected y is x; y = x when nothing is trained. */
export const dropout: LayerKind<v.InferOutput<typeof schema>> = {
  schema,
  build: ({ p }, input) => ({
    ...plain,
    type: 'dropout',
    input,
    output: input,
    forward(x, _own, { dropout: random }) {
      if (!random) return { y: x }
      const keep = drawKeep(p, x.data.length, random)
      return { y: scaled(x, keep), memory: keep }
    },
    /** ∂L/∂x[i] = keep[i] · ∂L/∂y[i] */
    backward: ({ dy, memory }) => ({ dx: memory ? scaled(dy, memory) : dy }),
  }),
}

function drawKeep(p: number, length: number, random: Random): Float64Array {
  return Float64Array.from({ length }, () => (random() < p ? 0 : 1 / (1 - p)))
}

function scaled(x: Tensor, factors: ArrayLike<number>): Tensor {
  const y = zeros(x.shape, x.data)
  for (let i = 0; i < factors.length; i++) y.data[i] = factors[i] * x.data[i]
  return y
}
