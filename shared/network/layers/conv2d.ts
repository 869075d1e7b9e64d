import * as v from 'valibot'
import { refusal } from '../../refusal.ts'
import { convolutionGeometry } from '../../maths/geometry.ts'
import type { Geometry } from '../../maths/geometry.ts'
import { axisWindows } from '../../maths/receptiveField.ts'
import { pair, planes, whole, wish, yesOrNo } from '../arguments.ts'
import type { Layer, LayerKind, Shape } from '../layer.ts'

const schema = v.strictObject({
  type: v.literal('conv2d'),
  /** K, the number of kernels. */
  out: whole(1),
  kernel: pair(1),
  stride: v.optional(pair(1), 1),
  padding: v.optional(v.union([pair(0), v.literal('same'), v.literal('valid')], wish('wantsPadding')), 0),
  dilation: v.optional(pair(1), 1),
  groups: v.optional(whole(1), 1),
  bias: v.optional(yesOrNo, true),
})

type Description = v.InferOutput<typeof schema>

/** y = w ⋆ x + b: maths/convolve.ts on N×C×H×W, with K×(C/groups)×R×S weights. */
export const conv2d: LayerKind<Description> = { schema, build }

function build(description: Description, input: Shape): Layer {
  planes(input)
  const weight = weightShape(description, input)
  const ofBatch = (N: number): Geometry => convolutionGeometry([N, ...input], weight, description)
  const g = ofBatch(1)
  const fanIn = (g.C / g.groups) * g.R * g.S
  return {
    type: 'conv2d',
    input,
    output: [g.K, g.P, g.Q],
    parameters: description.bias ? { weight, bias: [g.K] } : { weight },
    fanIn,
    multiplyAdds: g.K * g.P * g.Q * fanIn,
    reads: axisWindows(g),
    forward: (x, { weight: w, bias: b = null }, { sums }) => ({
      y: sums.convolve(x, w!, b, ofBatch(x.shape[0])),
    }),
    backward({ x, dy, own: { weight: w }, sums, wanted }) {
      const g = ofBatch(x.shape[0])
      return {
        ...(wanted.input && { dx: sums.convolveGradInput(dy, w!, g) }),
        ...(wanted.parameters && {
          own: {
            weight: sums.convolveGradWeight(x, dy, g),
            ...(description.bias && { bias: sums.convolveGradBias(dy, g) }),
          },
        }),
      }
    },
  }
}

function weightShape({ out, kernel: [R, S], stride: [u, v], padding, groups }: Description, [C]: Shape): Shape {
  if (C % groups !== 0 || out % groups !== 0) {
    throw refusal('shape-mismatch', 'groups', { channels: C, out, groups })
  }
  if (padding === 'same' && u * v !== 1) {
    throw refusal('bad-argument', 'sameStride', { stride: `${u},${v}` })
  }
  return [out, C / groups, R, S]
}
