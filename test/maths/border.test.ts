import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  borderColumns,
  borderIndex,
  borderPatterns,
  borderRows,
  formatBorder,
  parseBorder,
} from '../../shared/maths/border.ts'
import { borderModes } from '../../shared/maths/convolutionOptions.ts'
import type { BorderMode } from '../../shared/maths/convolutionOptions.ts'
import { convolutionGeometry } from '../../shared/maths/geometry.ts'

function indices(mode: BorderMode, extent: number, around: number): number[] {
  return Array.from({ length: extent + 2 * around }, (_, i) => borderIndex(mode, i - around, extent))
}

describe('borderIndex', () => {
  // What numpy.pad(numpy.arange(3), 7, mode) answers (NumPy 1.24: edge, reflect, symmetric, wrap): far deeper than the picture.
  it.each([
    ['replicate', [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2]],
    ['reflect', [1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1]],
    ['symmetric', [0, 0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 2, 2]],
    ['circular', [2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0]],
  ] as const)('folds %s repeatedly, as NumPy does', (mode, expected) => {
    expect(indices(mode, 3, 7)).toEqual(expected)
  })

  // numpy.pad(numpy.arange(2), 5, mode)
  it.each([
    ['reflect', [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]],
    ['symmetric', [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]],
  ] as const)('folds %s over two rows as NumPy does', (mode, expected) => {
    expect(indices(mode, 2, 5)).toEqual(expected)
  })

  it.each(['replicate', 'reflect', 'symmetric', 'circular'] as const)('%s repeats a single row for ever', (mode) => {
    expect(indices(mode, 1, 3)).toEqual([0, 0, 0, 0, 0, 0, 0])
  })

  it.each(['zeros', 'constant'] as const)('%s has no input outside the picture', (mode) => {
    expect(indices(mode, 3, 2)).toEqual([-1, -1, 0, 1, 2, -1, -1])
  })

  it('is the position itself inside the picture, and an index of the picture or −1 outside', () => {
    const positions = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(
        fc.constantFrom(...borderModes),
        positions,
        fc.integer({ min: 1, max: 40 }),
        (mode, position, extent) => {
          const index = borderIndex(mode, position, extent)
          if (position >= 0 && position < extent) expect(index).toBe(position)
          else if (mode === 'zeros' || mode === 'constant') expect(index).toBe(-1)
          else expect(index >= 0 && index < extent).toBe(true)
        },
      ),
    )
  })
})

describe('the patterns shown to people', () => {
  // Beside a b c d stand v (the constant) and 0 (zeros); any other letter is an input value.
  it.each(borderModes)('%s is what borderIndex does', (mode) => {
    const letter = (index: number) => (index >= 0 ? 'abcd'[index] : mode === 'zeros' ? '0' : 'v')
    const row = indices(mode, 4, 2).map(letter).join('')
    expect(borderPatterns[mode].pattern).toBe(`${row.slice(0, 2)}|${row.slice(2, 6)}|${row.slice(6)}`)
  })
})

describe('the tables of a geometry', () => {
  it('give the input row and column of every padded one', () => {
    const border = { mode: 'reflect', value: 0 } as const
    const g = convolutionGeometry([1, 1, 3, 4], [1, 1, 1, 1], { padding: [1, 2, 3, 0], border })
    expect([...borderRows(g)]).toEqual([1, 0, 1, 2, 1, 0, 1]) // b|abc|bab
    expect([...borderColumns(g)]).toEqual([2, 1, 0, 1, 2, 3]) // cb|abcd|
  })

  it('cover the last window that hangs over', () => {
    const g = convolutionGeometry([1, 1, 4, 4], [1, 1, 3, 3], { stride: 2, rounding: 'ceil' })
    expect([...borderRows(g)]).toEqual([0, 1, 2, 3, -1])
  })
})

describe('parseBorder', () => {
  it.each(['zeros', 'constant:0.5', 'constant:-2', 'constant:1e-9', 'replicate', 'reflect', 'symmetric', 'circular'])(
    'reads %s, and formatBorder writes it back',
    (text) => {
      expect(formatBorder(parseBorder(text))).toBe(text)
    },
  )

  it('reads any finite constant back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseBorder(formatBorder({ mode: 'constant', value })).value).toBe(value === 0 ? 0 : value)
      }),
    )
  })

  it.each([
    '',
    'zero',
    'constant',
    'constant:',
    'constant:x',
    'constant:NaN',
    'constant:Infinity',
    'zeros:1',
    'constant:1:2',
  ])('refuses %j and says what it wanted', (text) => {
    expect(() => parseBorder(text)).toThrow(
      `border is one of zeros, constant:V, replicate, reflect, symmetric, circular, got "${text}"`,
    )
  })
})
