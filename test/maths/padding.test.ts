import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Padding } from '../../shared/maths/convolutionOptions.ts'
import { parsePadding } from '../../shared/maths/padding.ts'

describe('parsePadding', () => {
  it.each<[string, Padding]>([
    ['valid', 'valid'],
    ['same', 'same'],
    ['full', 'full'],
    ['0', 0],
    ['12', 12],
    ['1,2', [1, 2]],
    [' 1, 2, 3, 4 ', [1, 2, 3, 4]],
  ])('reads %j', (text, padding) => {
    expect(parsePadding(text)).toEqual(padding)
  })

  it('reads what any padding is written as', () => {
    const count = fc.nat({ max: 10_000 })
    const paddings = fc.oneof(
      fc.constantFrom<Padding[]>('valid', 'same', 'full'),
      count,
      fc.tuple(count, count),
      fc.tuple(count, count, count, count),
    )
    fc.assert(
      fc.property(paddings, (padding) => {
        expect(parsePadding(String(padding))).toEqual(padding)
      }),
    )
  })

  it.each(['', 'Same', '-1', '1.5', '1e3', '1,', '1,2,3', '1,2,3,4,5', 'valid,1'])('refuses %j', (text) => {
    expect(() => parsePadding(text)).toThrow(/^padding is valid, same, full, N, PY,PX or T,L,B,R with whole numbers/)
  })
})
