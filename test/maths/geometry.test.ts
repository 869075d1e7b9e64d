import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Padding, Rounding } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import type { Geometry } from '../../shared/maths/geometry.ts'
import { geometry } from '../support/geometries.ts'
import { refusal } from '../support/refusal.ts'

const pads = ({ top, left, bottom, right }: Geometry) => [top, left, bottom, right]

describe('convolutionGeometry', () => {
  it('holds every letter of the shapes', () => {
    const g = convolutionGeometry([2, 6, 10, 11], [4, 3, 5, 3], {
      stride: [2, 3],
      dilation: [2, 1],
      padding: [1, 2, 3, 4],
      groups: 2,
      border: { mode: 'constant', value: 0.5 },
    })
    // P = ⌊(10 + 1 + 3 − (2·4 + 1)) / 2⌋ + 1 = 3, Q = ⌊(11 + 2 + 4 − 3) / 3⌋ + 1 = 5
    expect(g).toEqual({
      ...{ N: 2, C: 6, H: 10, W: 11, K: 4, R: 5, S: 3, P: 3, Q: 5, u: 2, v: 3, d: 2, e: 1 },
      ...{ top: 1, left: 2, bottom: 3, right: 4, groups: 2, rounding: 'floor' },
      border: { mode: 'constant', value: 0.5 },
    })
    expect(Object.isFrozen(g) && Object.isFrozen(g.border)).toBe(true)
  })

  it("has PyTorch's defaults", () => {
    const { u, v, d, e, groups, border, rounding, ...g } = geometry(5, 6, 3, 3)
    expect({ u, v, d, e, groups, border, rounding }).toEqual({
      ...{ u: 1, v: 1, d: 1, e: 1, groups: 1, rounding: 'floor' },
      border: { mode: 'zeros', value: 0 },
    })
    expect([g.P, g.Q, g.top, g.left, g.bottom, g.right]).toEqual([3, 4, 0, 0, 0, 0])
  })

  it('gives a border no value but the constant one', () => {
    expect(geometry(3, 3, 3, 3, { border: { mode: 'zeros', value: 7 } }).border.value).toBe(0)
  })
})

describe('padding', () => {
  it.each<[Padding, number[]]>([
    ['valid', [0, 0, 0, 0]],
    ['full', [2, 4, 2, 4]],
    [1, [1, 1, 1, 1]],
    [
      [1, 2],
      [1, 2, 1, 2],
    ],
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
  ])('%j of a 3×5 kernel puts %j at top, left, bottom, right', (padding, expected) => {
    expect(pads(geometry(9, 9, 3, 5, { padding }))).toEqual(expected)
  })

  it('same puts the odd row at the bottom and the odd column at the right (ONNX SAME_UPPER)', () => {
    expect(pads(geometry(5, 5, 2, 4, { padding: 'same' }))).toEqual([0, 1, 1, 2])
    // ⌈7/2⌉ = 4 windows of 3 reach over 3·2 + 3 = 9 rows, ⌈8/2⌉ = 4 over 9 columns: 2 more rows, 1 more column
    expect(pads(geometry(7, 8, 3, 3, { padding: 'same', stride: 2 }))).toEqual([1, 0, 1, 1])
  })

  it('same gives ⌈H/u⌉ × ⌈W/v⌉ under every stride, dilation and rounding', () => {
    const extent = fc.integer({ min: 1, max: 30 })
    const small = fc.integer({ min: 1, max: 5 })
    const rounding = fc.constantFrom<Rounding[]>('floor', 'ceil', 'round', 'error')
    fc.assert(
      fc.property(extent, small, small, small, rounding, (H, R, stride, dilation, rounding) => {
        const g = geometry(H, H, R, R, { padding: 'same', stride, dilation, rounding })
        expect([g.P, g.Q]).toEqual([Math.ceil(H / stride), Math.ceil(H / stride)])
        expect(g.bottom - g.top === 0 || g.bottom - g.top === 1).toBe(true)
      }),
    )
  })

  it('full gives every position where kernel and picture touch', () => {
    const g = geometry(4, 6, 3, 2, { padding: 'full', dilation: [2, 1] })
    expect([g.P, g.Q]).toEqual([4 + 5 - 1, 6 + 2 - 1]) // three taps two rows apart reach over five
  })
})

describe('what is refused', () => {
  const bad = (value: unknown) => value as never

  it.each<[string, () => unknown, string, string]>([
    [
      'a kernel larger than the padded input',
      () => geometry(3, 9, 3, 3, { dilation: 2, padding: [0, 1] }),
      'shape-mismatch',
      'the kernel covers 5 rows, the padded input must have at least as many, got 3',
    ],
    [
      'a kernel that only ceil would let hang over',
      () => geometry(9, 2, 3, 3, { rounding: 'ceil', stride: 2 }),
      'shape-mismatch',
      'the kernel covers 3 columns, the padded input must have at least as many, got 2',
    ],
    [
      'groups that do not divide',
      () => convolutionGeometry([1, 4, 5, 5], [3, 2, 3, 3], { groups: 2 }),
      'bad-argument',
      'groups must divide C=4 and K=3, got 2',
    ],
    [
      'channels that do not match',
      () => convolutionGeometry([1, 1, 5, 5], [1, 3, 3, 3]),
      'shape-mismatch',
      'w must have as many channels as x: C=1, got 3',
    ],
    [
      'channels that do not match the group',
      () => convolutionGeometry([1, 4, 5, 5], [2, 4, 3, 3], { groups: 2 }),
      'shape-mismatch',
      'w must have as many channels as x: C/groups=4/2=2, got 4',
    ],
    [
      'three extents',
      () => convolutionGeometry([1, 5, 5], [1, 1, 3, 3]),
      'shape-mismatch',
      'x wants 4 positive whole extents N×C×H×W, got 1×5×5',
    ],
    [
      'an empty kernel',
      () => geometry(5, 5, 0, 3),
      'shape-mismatch',
      'w wants 4 positive whole extents K×(C/groups)×R×S, got 1×1×0×3',
    ],
    [
      'half a stride',
      () => geometry(5, 5, 3, 3, { stride: 1.5 }),
      'bad-argument',
      'stride wants whole numbers from 1, got 1.5',
    ],
    [
      'stride 0',
      () => geometry(5, 5, 3, 3, { stride: [1, 0] }),
      'bad-argument',
      'stride wants whole numbers from 1, got 0',
    ],
    [
      'no dilation',
      () => geometry(5, 5, 3, 3, { dilation: NaN }),
      'bad-argument',
      'dilation wants whole numbers from 1, got NaN',
    ],
    [
      'three strides',
      () => geometry(5, 5, 3, 3, { stride: bad([1, 1, 1]) }),
      'bad-argument',
      'stride wants one number or vertical,horizontal, got 3 numbers',
    ],
    [
      'negative padding',
      () => geometry(5, 5, 3, 3, { padding: -1 }),
      'bad-argument',
      'padding wants whole numbers from 0, got -1',
    ],
    [
      'three pads',
      () => geometry(5, 5, 3, 3, { padding: bad([1, 2, 3]) }),
      'bad-argument',
      'padding is valid, same, full, N, PY,PX or T,L,B,R with whole numbers from 0, got "1,2,3"',
    ],
    [
      'an unknown padding',
      () => geometry(5, 5, 3, 3, { padding: bad('SAME') }),
      'bad-argument',
      'padding is valid, same, full, N, PY,PX or T,L,B,R with whole numbers from 0, got "SAME"',
    ],
    [
      'an unknown rounding',
      () => geometry(5, 5, 3, 3, { rounding: bad('down') }),
      'bad-argument',
      'rounding is one of floor, ceil, round, error, got "down"',
    ],
    [
      'an unknown border',
      () => geometry(5, 5, 3, 3, { border: { mode: bad('mirror'), value: 0 } }),
      'bad-argument',
      'border is one of zeros, constant, replicate, reflect, symmetric, circular, got "mirror"',
    ],
    [
      'a constant border without a value',
      () => geometry(5, 5, 3, 3, { border: { mode: 'constant', value: NaN } }),
      'bad-argument',
      'a constant border has a finite value, got NaN',
    ],
    [
      'padding that would fill the memory',
      () => geometry(5, 5, 3, 3, { padding: [1e9, 0] }),
      'too-large',
      'the padded input has at most 67108864 rows, got 2000000005',
    ],
    [
      'more output than an index can count',
      () => convolutionGeometry([1, 1, 40_000, 40_000], [2, 1, 1, 1]),
      'too-large',
      'input and output hold at most 2147483647 numbers each, got 1×1×40000×40000 and 1×2×40000×40000',
    ],
  ])('%s', (_, make, code, message) => {
    const error = refusal(make)
    expect([error.code, error.message]).toEqual([code, message])
  })
})
