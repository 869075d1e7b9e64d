import { borderModes, roundings } from '../../shared/maths/convolutionOptions.ts'
import type { Padding, PerAxis } from '../../shared/maths/convolutionOptions.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { geometryOf } from './geometries.ts'
import type { ConvolutionPlan } from './geometries.ts'

/**
 * So many small convolutions, the same ones for the same seed: N 1–2, groups 1–3, C and K up to 6, pictures 1…17 rows by 1…37
 * columns, kernels 1…7 (larger than the picture too, where padding makes room), strides and dilations 1–3 per axis, pads of
 * every spelling, every border and rounding. What convolutionGeometry refuses is drawn again.
 */
export function geometryGrid(count: number, seed = 1): ConvolutionPlan[] {
  const random = mulberry32(seed)
  const plans: ConvolutionPlan[] = []
  while (plans.length < count) {
    const plan = drawPlan(random)
    if (isAccepted(plan)) plans.push(plan)
  }
  return plans
}

function drawPlan(random: () => number): ConvolutionPlan {
  const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1))
  const oneOf = <T>(list: readonly T[]): T => list[whole(0, list.length - 1)]
  const pair = (list: readonly number[]): PerAxis => [oneOf(list), oneOf(list)]
  const pads = (): Padding =>
    oneOf<Padding>(['valid', 'same', 'full', whole(0, 3), [whole(0, 4), whole(0, 4)], [0, 5, 2, 1], [4, 0, 0, 3]])
  const groups = oneOf([1, 1, 1, 2, 3])
  const channels = groups === 1 ? whole(1, 4) : whole(1, 2)
  const filters = groups === 1 ? whole(1, 4) : whole(1, 2)
  return {
    x: [whole(1, 2), groups * channels, whole(1, 17), oneOf([whole(1, 17), whole(16, 37)])],
    w: [groups * filters, channels, whole(1, 7), whole(1, 7)],
    options: {
      groups,
      stride: pair([1, 1, 2, 3]),
      dilation: pair([1, 1, 2, 3]),
      padding: pads(),
      border: { mode: oneOf(borderModes), value: 3 },
      rounding: oneOf(roundings),
    },
  }
}

function isAccepted(plan: ConvolutionPlan): boolean {
  try {
    geometryOf(plan)
    return true
  } catch {
    return false
  }
}

/** x=1×3×9×8 w=4×3×3×3 {…}: what a failure is called. */
export function planName({ x, w, options }: ConvolutionPlan): string {
  return `x=${x.join('×')} w=${w.join('×')} ${JSON.stringify(options)}`
}
