import * as v from 'valibot'
import { poolingGeometry } from '../../maths/pooling.ts'
import type { Pooling, PoolingOptions } from '../../maths/pooling.ts'
import { axisWindows } from '../../maths/receptiveField.ts'
import { pair, planes, yesOrNo } from '../arguments.ts'
import { plain } from '../layer.ts'
import type { Layer, LayerKind, Shape } from '../layer.ts'

const schema = v.pipe(
  v.strictObject({
    type: v.literal('avgPool2d'),
    kernel: pair(1),
    stride: v.optional(pair(1)),
    padding: v.optional(pair(0), 0),
    ceilMode: v.optional(yesOrNo, false),
    countIncludePad: v.optional(yesOrNo, true),
  }),
  v.transform(({ type, kernel, stride = kernel, ...rest }) => ({ type, kernel, stride, ...rest })),
)

type Description = v.InferOutput<typeof schema>

/** y = the mean x of each window: maths/pooling.ts, averagePool. */
export const avgPool2d: LayerKind<Description> = {
  schema,
  build: (description, input) => averageLayer('avgPool2d', input, description, description.countIncludePad),
}

const globalSchema = v.strictObject({ type: v.literal('globalAvgPool2d') })

/** y[n,c] = the mean of each plane, a 1×1 map: PyTorch's AdaptiveAvgPool2d(1). */
export const globalAvgPool2d: LayerKind<v.InferOutput<typeof globalSchema>> = {
  schema: globalSchema,
  build(_description, input) {
    const [, H, W] = planes(input)
    return averageLayer('globalAvgPool2d', input, { kernel: [H, W] }, false)
  },
}

function averageLayer(type: string, input: Shape, options: PoolingOptions, countIncludePad: boolean): Layer {
  const sample = planes(input)
  const ofBatch = (N: number): Pooling => poolingGeometry([N, ...sample], options)
  const g = ofBatch(1)
  return {
    ...plain,
    type,
    input,
    output: [g.C, g.P, g.Q],
    reads: axisWindows(g),
    forward: (x, _own, { sums }) => ({ y: sums.averagePool(x, ofBatch(x.shape[0]), countIncludePad) }),
    backward: ({ dy, sums }) => ({ dx: sums.averagePoolGradInput(dy, ofBatch(dy.shape[0]), countIncludePad) }),
  }
}
