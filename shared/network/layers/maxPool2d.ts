import * as v from 'valibot'
import { poolingGeometry } from '../../maths/pooling.ts'
import type { Pooling } from '../../maths/pooling.ts'
import { axisWindows } from '../../maths/receptiveField.ts'
import { pair, planes, yesOrNo } from '../arguments.ts'
import { plain } from '../layer.ts'
import type { Layer, LayerKind, Shape } from '../layer.ts'

const schema = v.pipe(
  v.strictObject({
    type: v.literal('maxPool2d'),
    kernel: pair(1),
    stride: v.optional(pair(1)),
    padding: v.optional(pair(0), 0),
    dilation: v.optional(pair(1), 1),
    ceilMode: v.optional(yesOrNo, false),
  }),
  v.transform(({ type, kernel, stride = kernel, ...rest }) => ({ type, kernel, stride, ...rest })),
)

type Description = v.InferOutput<typeof schema>

/** y = the largest x of each window: maths/pooling.ts, maxPool. */
export const maxPool2d: LayerKind<Description> = { schema, build }

function build(description: Description, input: Shape): Layer {
  const sample = planes(input)
  const ofBatch = (N: number): Pooling => poolingGeometry([N, ...sample], description)
  const g = ofBatch(1)
  return {
    ...plain,
    type: 'maxPool2d',
    input,
    output: [g.C, g.P, g.Q],
    reads: axisWindows(g),
    forward(x, _own, { sums }) {
      const { y, indices } = sums.maxPool(x, ofBatch(x.shape[0]))
      return { y, memory: indices }
    },
    backward: ({ dy, memory, sums }) => ({ dx: sums.maxPoolGradInput(dy, memory as Int32Array, ofBatch(dy.shape[0])) }),
  }
}
