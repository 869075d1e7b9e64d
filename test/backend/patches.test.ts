import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createArena } from '../../shared/backend/arena.ts'
import { clipFields, clipRows } from '../../shared/backend/gather/clipRows.ts'
import { unitOf } from '../../shared/backend/gather/gather.ts'
import { gatherPatches, patchFields, patchRows } from '../../shared/backend/gather/patches.ts'
import type { PatchMethod } from '../../shared/backend/gather/patches.ts'
import { markRows } from '../../shared/learning/clippedRows.ts'
import { pictureLimits } from '../../shared/learning/clipping.ts'
import { createMoments, dividedMoments, momentsError, subtractMoments } from '../../shared/learning/moments.ts'
import type { Moments } from '../../shared/learning/moments.ts'
import { addPatchSums, spreadPatchSums } from '../../shared/learning/patchSums.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { tensor } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { integerTensor, normalTensor } from '../support/builders.ts'
import { expectWithin } from '../support/closeTo.ts'

const arena = createArena()

/** Several pictures, channels and targets, every kind of border, rows longer than a vector by 0 to 7, and one that fills the scratch. */
const problems = [
  { x: [3, 1, 21, 37], w: [1, 1, 3, 3], options: { padding: 'same', border: { mode: 'reflect', value: 0 } } },
  { x: [2, 3, 30, 32], w: [2, 3, 5, 2], options: { padding: 'full', border: { mode: 'constant', value: 1 } } },
  { x: [1, 1, 40, 61], w: [1, 1, 1, 1], options: {} },
  { x: [1, 1, 45, 120], w: [1, 1, 13, 15], options: { padding: 'same', border: { mode: 'circular', value: 0 } } },
] as const

/** 0, 1 and 2 in runs of 1 to 40 positions. */
function runs(length: number): Uint8Array {
  const random = mulberry32(8)
  const marks = new Uint8Array(length)
  for (let i = 0, run = 0, mark = 0; i < length; i++, run--) {
    if (run <= 0) [run, mark] = [1 + Math.floor(random() * 40), Math.floor(random() * 3)]
    marks[i] = mark
  }
  return marks
}

describe.each(problems)('positions of $x through $w', ({ x: shape, w, options }) => {
  const g = convolutionGeometry(shape, w, options)
  const shapeOfY = [g.N, g.K, g.P, g.Q]
  const marks = runs(g.N * g.P * g.Q)

  function defined(x: Tensor, y: Tensor): Moments {
    const [moments, taken] = [createMoments(g, true), createMoments(g, true)]
    for (let n = 0; n < g.N; n++) {
      addPatchSums(moments, x, y, n, 0, g.P, marks, 1)
      addPatchSums(taken, x, y, n, 0, g.P, marks, 2)
    }
    subtractMoments(moments, taken)
    return moments
  }

  function gathered(method: PatchMethod, x: Tensor, y: Tensor, band: number): Moments {
    const sums = new Float64Array(patchRows(g) ** 2)
    for (let n = 0; n < g.N; n++) {
      for (let p = 0; p < g.P; p += band) {
        const end = Math.min(g.P, p + band)
        expect(gatherPatches(sums, method, x.data, y.data, g, n, p, end, marks, 1, 2, arena)).toBe(true)
      }
    }
    const moments = createMoments(g, true)
    spreadPatchSums(moments, sums)
    return dividedMoments(moments, unitOf[method])
  }

  it('are summed to the defined numbers bit for bit where they are whole, in any bands', () => {
    const [x, y] = [integerTensor(shape, 1, -9, 9), integerTensor(shapeOfY, 2, -9, 9)]
    expect(gathered('float64', x, y, 100)).toEqual(defined(x, y))
    expect(gathered('float64', x, y, 7)).toEqual(defined(x, y))
  })

  it('are summed as whole numbers of 8 bits exactly', () => {
    const whole = [integerTensor(shape, 3, 0, 255), integerTensor(shapeOfY, 4, 0, 255)]
    const [x, y] = whole.map((t) =>
      tensor(
        t.shape,
        Float32Array.from(t.data, (value) => value / 255),
      ),
    )
    const white = { ...g, border: { ...g.border, value: 255 * g.border.value } }
    const wanted = createMoments(white, true)
    const taken = createMoments(white, true)
    for (let n = 0; n < g.N; n++) {
      addPatchSums({ ...wanted, geometry: white }, whole[0], whole[1], n, 0, g.P, marks, 1)
      addPatchSums({ ...taken, geometry: white }, whole[0], whole[1], n, 0, g.P, marks, 2)
    }
    subtractMoments(wanted, taken)
    const found = gathered('integer', x, y, 11)
    const n = found.size - 1
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) expect(found.A[a * (n + 1) + b]).toBe(wanted.A[a * (n + 1) + b] / 255 ** 2)
    }
    expect(found.ySum).toEqual(wanted.ySum.map((sum) => sum / 255))
  })

  it('are marked bit for bit as the definition marks them, and the loss is summed within rounding', () => {
    const one = { ...g, K: 1 }
    const [x, y] = [normalTensor(shape, 5), normalTensor([g.N, 1, g.P, g.Q], 6)]
    const weights = normalTensor([g.C * g.R * g.S + 1], 7).data as Float64Array
    const limits = { low: -0.3, high: 0.5 }
    const marked = [0, 1].map(() => ({
      satisfied: marks.map((mark) => mark & 1),
      changes: new Uint8Array(marks.length),
    }))
    const losses = [0, 0]
    for (let n = 0; n < g.N; n++) {
      const pair = [Float64Array.from(weights), x.data, y.data, one, n] as const
      losses[0] += markRows(...pair, 0, g.P, limits, marked[0].satisfied, marked[0].changes)
      for (let p = 0; p < g.P; p += 9) {
        const end = Math.min(g.P, p + 9)
        losses[1] += clipRows('float64', ...pair, p, end, limits, marked[1].satisfied, marked[1].changes, arena)
      }
    }
    expect(marked[1]).toEqual(marked[0])
    expect(new Set(marked[0].changes)).toEqual(new Set([0, 1, 2]))
    expectWithin([losses[1]], [losses[0]], 2 * momentsError(createMoments(one, true)) * losses[0])
  })
})

describe('gathering positions', () => {
  it('compares pixels of 8 bits as the whole numbers that are summed, and white stays white', () => {
    const g = convolutionGeometry([1, 1, 18, 18], [1, 1, 3, 3])
    const [x, y] = [integerTensor([1, 1, 18, 18], 3, 0, 255), integerTensor([1, 1, 16, 16], 4, 0, 255)]
    y.data[7] = 255
    const over = (values: ArrayLike<number>) => Float64Array.from(values, (value) => value / 255)
    const weights = Float64Array.of(0, -1, 0, -1, 5, -1, 0, -1, 0, 0.1)
    const marked = [0, 1].map(() => ({ satisfied: new Uint8Array(256), changes: new Uint8Array(256) }))
    const wide = [x, y].map(({ data }) => over(data))
    const narrow = wide.map((values) => Float32Array.from(values))
    const loss = (i: number) => [g, 0, 0, 16, pictureLimits, marked[i].satisfied, marked[i].changes] as const
    const wanted = markRows(weights, wide[0], wide[1], ...loss(0))
    const found = clipRows('integer', weights, narrow[0], narrow[1], ...loss(1), arena)
    expect(marked[1]).toEqual(marked[0])
    expectWithin([found], [wanted], 256 * 2 ** -53 * wanted) // as many additions
  })

  it('tells pixels of 8 bits from other numbers, gives its scratch back, and has the plans that WebAssembly reads', () => {
    const g = convolutionGeometry([1, 1, 20, 20], [1, 1, 3, 3])
    const x = new Float32Array(400).fill(0.3)
    const marks = new Uint8Array(g.P * g.Q).fill(1)
    const y = new Float32Array(g.P * g.Q)
    expect(gatherPatches(new Float64Array(121), 'integer', x, y, g, 0, 0, g.P, marks, 1, null, arena)).toBe(false)
    expect(arena.bytes.taken).toBe(0)
    for (const [file, fields] of [
      ['patchPlan', patchFields],
      ['clipPlan', clipFields],
    ] as const) {
      const source = readFileSync(`shared/backend/gather/${file}.as.ts`, 'utf8')
      expect([...source.matchAll(/^ {2}(\w+): (usize|i32)$/gm)].map(([, name]) => name)).toEqual(fields)
    }
  })
})
