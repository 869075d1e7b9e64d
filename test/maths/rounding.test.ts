import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalWords } from '../../shared/refusal.ts'
import { geometry } from '../support/geometries.ts'
import { refusal } from '../support/refusal.ts'

/** Slides a window along padded rows and counts: the size without a formula, for whoever would make the same mistake twice. */
function slide(padded: number, reach: number, stride: number): { windows: number; rest: number } {
  let windows = 0
  let start = 0
  for (; start + reach <= padded; start += stride) windows++
  return { windows, rest: padded - (start - stride + reach) }
}

describe('rounding', () => {
  const plans = fc.record({
    H: fc.integer({ min: 1, max: 40 }),
    R: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 7 }),
    dilation: fc.integer({ min: 1, max: 4 }),
    pad: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
  })

  it.each(['floor', 'ceil', 'round', 'error'] as const)('%s counts what a window slid by hand counts', (rounding) => {
    fc.assert(
      fc.property(plans, ({ H, R, stride, dilation, pad: [top, bottom] }) => {
        const reach = dilation * (R - 1) + 1
        const padded = H + top + bottom
        fc.pre(padded >= reach)
        const { windows, rest } = slide(padded, reach, stride)
        const make = () =>
          geometry(H, 1, R, 1, { stride: [stride, 1], dilation, padding: [top, 0, bottom, 0], rounding })
        if (rounding === 'error' && rest > 0) {
          expect(refusalWords(refusal(make))?.values['rest']).toBe(rest)
          return
        }
        const hangsOver = rest > 0 && (rounding === 'ceil' || (rounding === 'round' && rest >= stride / 2))
        const g = make()
        expect(g.P).toBe(windows + (hangsOver ? 1 : 0))
        // The border grows by what the last window lacks, and by nothing else.
        expect([g.top, g.bottom]).toEqual([top, bottom + (hangsOver ? stride - rest : 0)])
      }),
      { numRuns: 500 },
    )
  })

  it('rounds a half up', () => {
    // (6 − 3) / 2 = 1.5
    expect(geometry(6, 3, 3, 3, { stride: 2, rounding: 'round' }).P).toBe(3)
    // (7 − 3) / 3 = 1.33
    expect(geometry(7, 3, 3, 3, { stride: 3, rounding: 'round' }).P).toBe(2)
  })

  it('keeps a last window that starts in the border, since the border gives it values', () => {
    // Windows of 2 start at −1, 2, 5; the picture ends at 4. PyTorch's pooling would drop the third.
    const g = geometry(5, 2, 2, 2, { stride: [3, 1], padding: [1, 0], rounding: 'ceil' })
    expect([g.P, g.bottom]).toEqual([3, 2])
  })

  it('error names the rest and the nearest inputs that fit, and those fit', () => {
    // (10 − 3) = 7 = 2·3 + 1: one row is left; 9 and 12 rows leave none.
    const error = refusal(() => geometry(10, 9, 3, 3, { stride: 3, rounding: 'error' }))
    expect(error.code).toBe('shape-mismatch')
    expect(error.message).toBe(
      'stride 3 must divide the 7 rows that the window can move, a rest of 1 is left; ' +
        'the nearest inputs that fit have 9 or 12 rows, this one has 10',
    )
    const values = { stride: 3, way: 7, rest: 1, smaller: 9, larger: 12, input: 10 }
    expect(refusalWords(error)).toEqual({ id: 'restOfRows', values })
    fc.assert(
      fc.property(plans, ({ H, R, stride, dilation, pad: [top, bottom] }) => {
        const options = { stride: [stride, 1], dilation, padding: [top, 0, bottom, 0], rounding: 'error' } as const
        const reach = dilation * (R - 1) + 1
        fc.pre(H + top + bottom >= reach && slide(H + top + bottom, reach, stride).rest > 0)
        const { smaller, larger } = refusalWords(refusal(() => geometry(H, 1, R, 1, options)))!.values
        const nearest = [smaller, larger].filter((extent) => extent !== undefined).map(Number)
        expect(nearest.length).toBeGreaterThan(0)
        for (const extent of nearest) expect(() => geometry(extent, 1, R, 1, options)).not.toThrow()
      }),
    )
  })

  it('error names one input that fits where the other would have no rows', () => {
    // 1 + 6 − 4 = 3: three rows are left, and one row has no three to give; 2 + 6 − 4 = 4 leaves none.
    const options = { padding: [3, 0], rounding: 'error' } as const
    const error = refusal(() => geometry(1, 9, 4, 3, { ...options, stride: [4, 1] }))
    expect(error.message).toContain('a rest of 3 is left; the nearest input that fits has 2 rows, this one has 1')
    expect(refusalWords(error)?.id).toBe('restOfFewRows')
    const columns = refusal(() => geometry(9, 1, 3, 4, { padding: [0, 3], rounding: 'error', stride: [1, 4] }))
    expect(refusalWords(columns)?.id).toBe('restOfFewColumns')
  })

  it('error speaks of columns too', () => {
    const error = refusal(() => geometry(9, 10, 3, 3, { stride: 2, rounding: 'error' }))
    expect(refusalWords(error)).toMatchObject({ id: 'restOfColumns', values: { rest: 1, smaller: 9, larger: 11 } })
  })
})
