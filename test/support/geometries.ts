import fc from 'fast-check'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import type { ConvolutionOptions, Padding, Rounding } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'

/** Shapes and options as a caller writes them. */
export interface ConvolutionPlan {
  readonly x: readonly number[]
  readonly w: readonly number[]
  readonly options: ConvolutionOptions
}

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))

const paddings: fc.Arbitrary<Padding> = fc.oneof(
  fc.constantFrom('valid' as const, 'same' as const, 'full' as const),
  fc.integer({ min: 0, max: 3 }),
  pair(0, 4),
  fc.tuple(...([4, 3, 5, 2] as const).map((max) => fc.integer({ min: 0, max }))) as fc.Arbitrary<
    [number, number, number, number]
  >,
)

/** Small convolutions of every kind, pictures smaller than the kernel among them; those that are refused are left out. */
export const convolutionPlans: fc.Arbitrary<ConvolutionPlan> = fc
  .record({
    N: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 2 }),
    filters: fc.integer({ min: 1, max: 2 }),
    size: pair(1, 9),
    taps: pair(1, 4),
    stride: pair(1, 3),
    dilation: pair(1, 3),
    padding: paddings,
    mode: fc.constantFrom(...borderModes),
    rounding: fc.constantFrom<Rounding[]>('floor', 'ceil', 'round'),
  })
  .map(({ N, groups, channels, filters, size, taps, mode, ...options }) => ({
    x: [N, groups * channels, ...size],
    w: [groups * filters, channels, ...taps],
    options: { ...options, groups, border: { mode, value: 3 } },
  }))
  .filter(fits)

function fits({ x, w, options }: ConvolutionPlan): boolean {
  try {
    convolutionGeometry(x, w, options)
    return true
  } catch {
    return false
  }
}

export function geometryOf({ x, w, options }: ConvolutionPlan): Geometry {
  return convolutionGeometry(x, w, options)
}

export const shapeOfY = (g: Geometry): readonly number[] => [g.N, g.K, g.P, g.Q]

/** One plane of H×W under one R×S kernel. */
export function geometry(H: number, W: number, R: number, S: number, options?: ConvolutionOptions): Geometry {
  return convolutionGeometry([1, 1, H, W], [1, 1, R, S], options)
}
