import { describe, expect, it } from 'vitest'
import { refusalWords } from '../../shared/refusal.ts'
import { checkConstraint } from '../../shared/learning/constraints/constraint.ts'
import { checkShift } from '../../shared/learning/shift.ts'
import { checkBorder } from '../../shared/maths/border.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { ConvolutionOptions } from '../../shared/maths/convolutionOptions.ts'
import { checkOptimizer } from '../../shared/maths/optimizers.ts'
import { parsePadding } from '../../shared/maths/padding.ts'
import { poolingGeometry } from '../../shared/maths/pooling.ts'
import { refusal } from '../support/refusal.ts'

const onPhoto = (options: ConvolutionOptions) => () => convolutionGeometry([1, 1, 9, 9], [1, 1, 3, 3], options)
const pooled = (kernel: number, padding: number) => () => poolingGeometry([1, 1, 4, 4], { kernel, padding })
const sgd = (more: object) => () => checkOptimizer({ kind: 'sgd', learningRate: 0.1, ...more })

/** What people can type into the lab, and the id that every language has a text for. */
const typed: readonly (readonly [id: string, refused: () => unknown])[] = [
  ['wholeStride', onPhoto({ stride: 0 })],
  ['wholeDilation', onPhoto({ dilation: 1.5 })],
  ['wholePadding', onPhoto({ padding: -1 })],
  ['wholeGroups', onPhoto({ groups: 0 })],
  ['wholeKernel', pooled(0, 0)],
  ['paddingForm', () => parsePadding('some')],
  ['paddingCount', () => parsePadding('1,2,3')],
  ['borderValue', () => checkBorder({ mode: 'constant', value: NaN })],
  ['paddedRows', onPhoto({ padding: [1e9, 0] })],
  ['paddedColumns', onPhoto({ padding: [0, 1e9] })],
  ['geometryNumbers', () => convolutionGeometry([1, 1, 40_000, 40_000], [2, 1, 1, 1])],
  ['poolingPadRows', pooled(3, 2)],
  ['poolingFewRows', pooled(9, 0)],
  ['learningRate', sgd({ learningRate: -1 })],
  ['momentum', sgd({ momentum: Infinity })],
  ['weightDecay', sgd({ weightDecay: NaN })],
  ['shiftRange', () => checkShift([0, 99])],
  ['penaltyFromZero', () => checkConstraint({ kind: 'sparse', penalty: -1 }, { R: 3, S: 3 })],
  ['finiteSum', () => checkConstraint({ kind: 'sum', sum: NaN }, { R: 3, S: 3 })],
]

describe('a refusal of what people type', () => {
  it.each(typed)('is known as %s to every language', (id, refused) => {
    expect(refusalWords(refusal(refused))?.id).toBe(id)
  })
})
