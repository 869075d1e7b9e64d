import { describe, expect, it } from 'vitest'
import { rank, sum } from '../../shared/kernel/analysis.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { presetFamilyNames, presetNames } from '../../shared/kernel/presetNames.ts'
import type { PresetId } from '../../shared/kernel/presets.ts'
import { findPreset, presetFamilies, presets } from '../../shared/kernel/presets.ts'
import { rotateRing } from '../../shared/kernel/rotateRing.ts'
import { symmetry } from '../../shared/kernel/symmetry.ts'
import { transpose } from '../../shared/kernel/transforms.ts'

/** The dihedral symmetries, one letter each: e even, o odd, - none; in the order of the interface. */
const all = 'eeeeee'
const alongX = 'oeo---'
const alongY = 'eoo---'

type Row = readonly [size: string, sum: number, rank: number, symmetry: string]

/** Worked out from the sources' tables by hand: sums by adding, ranks by looking for rows that are multiples. */
const table: Readonly<Record<PresetId, Row>> = {
  identity: ['3×3', 1, 1, all],
  'box-3': ['3×3', 1, 1, all],
  'box-5': ['5×5', 1, 1, all],
  'box-7': ['7×7', 1, 1, all],
  'gaussian-3': ['3×3', 1, 1, all],
  'gaussian-5': ['5×5', 1, 1, all],
  'gaussian-7': ['7×7', 1, 1, all],
  smooth: ['3×3', 1, 2, all],
  'smooth-more': ['5×5', 1, 3, all],
  'ring-blur': ['5×5', 1, 2, all],
  'motion-5': ['5×5', 1, 1, 'eee---'],
  laplacian: ['3×3', 0, 2, all],
  'laplacian-8-negative': ['3×3', 0, 2, all],
  'laplacian-4': ['3×3', 0, 2, all],
  'laplacian-4-negative': ['3×3', 0, 2, all],
  'laplacian-diagonal-negative': ['3×3', 0, 2, all],
  'laplacian-magick-2': ['3×3', 0, 2, all],
  'laplacian-magick-3': ['3×3', 0, 1, all],
  'laplacian-5': ['5×5', 0, 2, all],
  'laplacian-7': ['7×7', 0, 2, all],
  'log-5': ['5×5', 0, 3, all],
  'log-9': ['9×9', 0, 5, all],
  'mexican-hat-5': ['5×5', 0, 2, all],
  contour: ['3×3', 0, 2, all],
  'frei-chen-1': ['3×3', 0, 1, alongX],
  'frei-chen-2': ['3×3', 0, 1, alongY],
  'frei-chen-3': ['3×3', 0, 2, '--oeo-'],
  'frei-chen-4': ['3×3', 0, 2, '--ooe-'],
  'frei-chen-5': ['3×3', 0, 2, 'eeeooo'],
  'frei-chen-6': ['3×3', 0, 1, 'ooeeeo'],
  'frei-chen-7': ['3×3', 0, 1, all],
  'frei-chen-8': ['3×3', 0, 2, all],
  'frei-chen-9': ['3×3', 3, 1, all],
  'sobel-x': ['3×3', 0, 1, alongX],
  'sobel-y': ['3×3', 0, 1, alongY],
  'sobel-x-5': ['5×5', 0, 1, alongX],
  'sobel-y-5': ['5×5', 0, 1, alongY],
  'sobel-x-7': ['7×7', 0, 1, alongX],
  'sobel-y-7': ['7×7', 0, 1, alongY],
  'scharr-x': ['3×3', 0, 1, alongX],
  'scharr-y': ['3×3', 0, 1, alongY],
  'scharr-fine-x': ['3×3', 0, 1, alongX],
  'scharr-fine-y': ['3×3', 0, 1, alongY],
  'prewitt-x': ['3×3', 0, 1, alongX],
  'prewitt-y': ['3×3', 0, 1, alongY],
  'farid-x': ['5×5', 0, 1, alongX],
  'farid-y': ['5×5', 0, 1, alongY],
  'difference-x': ['1×3', 0, 1, alongX],
  'difference-y': ['3×1', 0, 1, alongY],
  'central-difference-x': ['1×3', 0, 1, alongX],
  'central-difference-y': ['3×1', 0, 1, alongY],
  'roberts-1': ['2×2', 0, 2, '--oeo-'],
  'roberts-2': ['2×2', 0, 2, '--ooe-'],
  ...turned('kirsch', 0, [2, 3], ''),
  ...turned('robinson', 0, [1, 2], 'odd'),
  ...turned('prewitt-compass', 0, [2, 3], ''),
  'sharpen-4': ['3×3', 1, 2, all],
  'sharpen-8': ['3×3', 1, 2, all],
  'sharpen-soft': ['3×3', 1, 2, all],
  'sharpen-imagej': ['3×3', 1, 2, all],
  detail: ['3×3', 1, 2, all],
  'edge-enhance': ['3×3', 1, 2, all],
  'unsharp-5': ['5×5', 1, 2, all],
  emboss: ['3×3', 1, 3, '---e--'],
  'emboss-relief': ['3×3', 0, 2, '----e-'],
  ...turned('shadow', 1, [2, 3], ''),
  'rgb-to-gray': ['1×1', 1, 1, all],
}

/**
 * A compass family: straight directions have one rank and a mirror, diagonal ones another. `odd` ones are odd in the
 * other mirror too.
 */
function turned<const Name extends string>(
  name: Name,
  sum: number,
  [straight, diagonal]: [number, number],
  odd: string,
) {
  const [n, ne, e, se] = odd ? [alongY, '--ooe-', alongX, '--oeo-'] : ['e-----', '----e-', '-e----', '---e--']
  const row = (rank: number, kinds: string): Row => ['3×3', sum, rank, kinds]
  return {
    [`${name}-n`]: row(straight, n),
    [`${name}-ne`]: row(diagonal, ne),
    [`${name}-e`]: row(straight, e),
    [`${name}-se`]: row(diagonal, se),
    [`${name}-s`]: row(straight, n),
    [`${name}-sw`]: row(diagonal, ne),
    [`${name}-w`]: row(straight, e),
    [`${name}-nw`]: row(diagonal, se),
  } as Record<`${Name}-${'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'}`, Row>
}

function weights(id: PresetId): readonly number[] {
  return findPreset(id)?.kernel.weight ?? []
}

describe.each(Object.entries(table))('the preset %s', (id, [size, total, expectedRank, kinds]) => {
  const { kernel } = findPreset(id) ?? expect.fail(`${id} is missing`)

  it('has its size, sum, rank and symmetry', () => {
    const letters = Object.values(symmetry(kernel)).map((parity) => parity?.[0] ?? '-')
    expect(kernel.shape.slice(2).join('×')).toBe(size)
    // The few sums of decimals (gray, Farid) round by less than one unit in the last place of 1.
    expect(Math.abs(sum(kernel) - total)).toBeLessThanOrEqual(2 ** -52)
    expect(rank(kernel)).toBe(expectedRank)
    expect(letters.join('')).toBe(kinds)
  })
})

describe('presets', () => {
  it('all stand in the table, once each', () => {
    expect(presets.map(({ id }) => id).sort()).toEqual(Object.keys(table).sort())
  })

  it('are frozen, named by their id in kebab-case, and say where they come from', () => {
    for (const { id, kernel, source } of presets) {
      expect(Object.isFrozen(kernel)).toBe(true)
      expect(kernel.name).toBe(id)
      expect(id).toMatch(/^[a-z]+(-[a-z0-9]+)*$/)
      expect(Object.values(source.text)).not.toContain('')
      if (source.url) expect(new URL(source.url).protocol).toBe('https:')
    }
  })

  it('have a name of their own in both languages, and every family has one', () => {
    for (const language of ['en', 'zh'] as const) {
      const names = presets.map(({ id }) => presetNames[id][language])
      expect(new Set(names).size).toBe(presets.length)
      expect(names.every((name) => name.length > 0)).toBe(true)
      expect(presetFamilies.every((family) => presetFamilyNames[family][language].length > 0)).toBe(true)
    }
  })

  it('name the sign of every Laplacian by id and by name', () => {
    for (const { id, kernel } of presets.filter((preset) => /^(laplacian|log)/.test(preset.id))) {
      const center = kernel.weight[(kernel.weight.length - 1) / 2]
      expect(center < 0).toBe(id.endsWith('-negative'))
      expect(presetNames[id].en).toContain(`${String(center).replace('-', '−')} in the center`)
    }
  })

  it('are not found under a name that none has', () => {
    expect(findPreset('sobel')).toBeUndefined()
    expect(findPreset('constructor')).toBeUndefined()
  })

  it('hold the numbers of the lecture and of the tables', () => {
    expect(weights('laplacian')).toEqual([-1, -1, -1, -1, 8, -1, -1, -1, -1])
    expect(weights('laplacian-4-negative')).toEqual([0, 1, 0, 1, -4, 1, 0, 1, 0])
    expect(weights('sobel-x')).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1])
    expect(weights('scharr-y')).toEqual([-3, -10, -3, 0, 0, 0, 3, 10, 3])
    expect(weights('sobel-x-5').slice(0, 10)).toEqual([-1, -2, 0, 2, 1, -4, -8, 0, 8, 4])
    expect(weights('gaussian-5').slice(10, 15)).toEqual([6, 24, 36, 24, 6])
    expect(weights('unsharp-5')[12]).toBe(-476)
    expect(weights('roberts-2')).toEqual([0, 1, -1, 0])
  })

  it('give the 7 taps of OpenCV, exactly', () => {
    const { kernel } = findPreset('gaussian-7') ?? expect.fail()
    const taps = [0.03125, 0.109375, 0.21875, 0.28125, 0.21875, 0.109375, 0.03125]
    expect([...appliedWeight(kernel)]).toEqual(taps.flatMap((a) => taps.map((b) => a * b)))
  })

  it('turn offsets of 8-bit tools into biases from 0 to 1', () => {
    expect(findPreset('emboss-relief')?.kernel.bias).toEqual([128 / 255])
    expect(findPreset('contour')?.kernel.bias).toEqual([1])
    expect(findPreset('sobel-x')?.kernel.bias).toEqual([0])
  })

  it('take each y derivative as the transpose of its x', () => {
    for (const { id, kernel } of presets.filter((preset) => /-x(-|$)/.test(preset.id))) {
      const y = findPreset(id.replace('-x', '-y'))
      expect(y?.kernel.weight).toEqual(transpose(kernel).weight)
    }
  })

  it('have one output channel of three input channels for gray', () => {
    expect(findPreset('rgb-to-gray')?.kernel.shape).toEqual([1, 3, 1, 1])
  })
})

describe('the Frei–Chen kernels', () => {
  it('are an orthonormal basis of all 3×3 windows', () => {
    const basis = presets.filter(({ id }) => id.startsWith('frei-chen')).map(({ kernel }) => appliedWeight(kernel))
    expect(basis).toHaveLength(9)
    basis.forEach((a, i) =>
      basis.forEach((b, j) => {
        const product = a.reduce((sum, value, at) => sum + value * b[at], 0)
        // Nine products of numbers below 1, each rounded by at most 2⁻⁵³ three times.
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThanOrEqual(27 * 2 ** -53)
      }),
    )
  })
})

describe('the compass families', () => {
  it('turn as their sources print them', () => {
    expect(weights('robinson-e')).toEqual([-1, 0, 1, -2, 0, 2, -1, 0, 1])
    expect(weights('robinson-ne')).toEqual([0, 1, 2, -1, 0, 1, -2, -1, 0])
    expect(weights('kirsch-e')).toEqual([-3, -3, 5, -3, 0, 5, -3, -3, 5])
    expect(weights('prewitt-compass-e')).toEqual([-1, 1, 1, -1, -2, 1, -1, 1, 1])
    expect(weights('shadow-nw')).toEqual([2, 1, 0, 1, 1, -1, 0, -1, -2])
  })

  it('come back to the start after eight steps', () => {
    const { kernel } = findPreset('kirsch-n') ?? expect.fail()
    expect(rotateRing(kernel, 8)).toEqual(kernel)
  })
})
