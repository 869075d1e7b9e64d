import * as v from 'valibot'
import { sizeOf } from '../../maths/tensor.ts'
import { plain } from '../layer.ts'
import type { LayerKind } from '../layer.ts'

const schema = v.strictObject({ type: v.literal('flatten') })

/** y[n, (c·H + h)·W + w] = x[n,c,h,w]: the same numbers, shared and not copied, in one row per sample. */
export const flatten: LayerKind<v.InferOutput<typeof schema>> = {
  schema,
  build: (_description, input) => ({
    ...plain,
    type: 'flatten',
    input,
    output: [sizeOf(input)],
    forward: (x) => ({ y: { shape: [x.shape[0], sizeOf(input)], data: x.data } }),
    backward: ({ x, dy }) => ({ dx: { shape: x.shape, data: dy.data } }),
  }),
}
