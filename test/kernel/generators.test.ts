import { describe, expect, it } from 'vitest'
import { isZeroSum, rank, sum } from '../../shared/kernel/analysis.ts'
import type { GeneratorId } from '../../shared/kernel/generators.ts'
import { completeValues, findGenerator, generate, generators } from '../../shared/kernel/generators.ts'
import { appliedWeight } from '../../shared/kernel/kernel.ts'
import { findPreset } from '../../shared/kernel/presets.ts'
import { symmetry } from '../../shared/kernel/symmetry.ts'
import { flipColumns } from '../../shared/kernel/transforms.ts'
import { expectWithin } from '../support/closeTo.ts'

/** Values printed to as many digits as stand here are right within half of the last one. */
const digits = (count: number) => 0.5 * 10 ** -count

/** Sums of at most 31² terms below 1, each rounded by 2⁻⁵³: far below this. */
const exact = 1e-13

describe('box', () => {
  it('shares 1 among all cells and keeps whole weights', () => {
    const kernel = generate('box', { rows: 2, columns: 3 })
    expect(kernel.shape).toEqual([1, 1, 2, 3])
    expect(kernel.weight).toEqual([1, 1, 1, 1, 1, 1])
    expect(kernel.divisor).toBe(6)
  })

  it('is square when only its rows are given', () => {
    expect(generate('box', { rows: 4 }).shape).toEqual([1, 1, 4, 4])
  })
})

describe('gaussian', () => {
  it('is exp(−r²/2σ²) over its sum', () => {
    // e^−½ = .6065307, e^−1 = .3678795; 1 + 4·.6065307 + 4·.3678795 = 4.8976406
    const [corner, edge, center] = [0.0751136, 0.1238414, 0.20418]
    const expected = [corner, edge, corner, edge, center, edge, corner, edge, corner]
    expectWithin(generate('gaussian', { size: 3, sigma: 1 }).weight, expected, digits(7))
  })

  it('is the outer product of OpenCV’s one-dimensional kernel', () => {
    // cv2.getGaussianKernel(5, 1.5): e^(−i²/4.5) over 1 + 2·.8007374 + 2·.4111123 = 3.4236994
    const taps = [0.120078, 0.233881, 0.292082, 0.233881, 0.120078]
    const expected = taps.flatMap((a) => taps.map((b) => a * b))
    // A product of two numbers below .3, each printed to 6 digits.
    expectWithin(generate('gaussian', { size: 5, sigma: 1.5 }).weight, expected, 2 * 0.3 * digits(6))
  })

  it('takes OpenCV’s sigma for its size where none is given', () => {
    // 0.3 · ((9 − 1)/2 − 1) + 0.8
    const [, sigma] = completeValues(findGenerator('gaussian') ?? expect.fail(), { size: 9 })
    expectWithin([sigma], [1.7], exact)
  })

  it('sums to 1 and has rank 1 whatever its size cuts off', () => {
    for (const sigma of [0.1, 1, 10]) {
      const kernel = generate('gaussian', { size: 7, sigma })
      expectWithin([sum(kernel)], [1], exact)
      expect(rank(kernel)).toBe(1)
    }
  })
})

describe('log', () => {
  it('is (1 − ρ)e^−ρ / πσ⁴ less its mean, positive in the center', () => {
    // σ = 1: 1/π = .3183099, ½e^−½/π = .0965324, corner 0; mean (.3183099 + 4·.0965324)/9 = .0782710
    const [corner, edge, center] = [-0.078271, 0.0182614, 0.2400389]
    const expected = [corner, edge, corner, edge, center, edge, corner, edge, corner]
    expectWithin(generate('log', { size: 3, sigma: 1 }).weight, expected, digits(6))
  })

  it('sums to 0 and is symmetric at every size', () => {
    for (const size of [3, 9, 31]) {
      const kernel = generate('log', { size, sigma: 2 })
      expect(isZeroSum(kernel)).toBe(true)
      expect(symmetry(kernel).quarterTurn).toBe('even')
    }
  })
})

describe('dog', () => {
  it('is the narrow Gaussian less the wide one', () => {
    const narrow = generate('gaussian', { size: 5, sigma: 1 }).weight
    const wide = generate('gaussian', { size: 5, sigma: 2 }).weight
    const kernel = generate('dog', { size: 5, sigma1: 1, sigma2: 2 })
    expect(kernel.weight).toEqual(narrow.map((value, i) => value - wide[i]))
    expect(isZeroSum(kernel)).toBe(true)
    expect(kernel.weight[12]).toBeGreaterThan(0)
  })

  it('takes 1.6 times the first sigma for the second', () => {
    expect(generate('dog', { sigma1: 2 })).toEqual(generate('dog', { sigma1: 2, sigma2: 3.2 }))
  })
})

describe('gabor', () => {
  const upright = { size: 5, sigma: 2, theta: 0, lambda: 4, psi: 0, gamma: 1 }

  it('is a bell times a wave across it', () => {
    // Middle row: e^(−x²/8) cos(πx/2): x = 0 → 1, ±1 → 0, ±2 → −e^−½
    const { weight } = generate('gabor', upright)
    expectWithin(weight.slice(10, 15), [-0.6065307, 0, 1, 0, -0.6065307], digits(7))
    // Middle column: no wave, e^(−y²/8): ±1 → e^−⅛
    expectWithin([weight[2], weight[7]], [0.6065307, 0.8824969], digits(7))
  })

  it('turns counterclockwise by theta, so 90° lets the wave run upwards', () => {
    const { weight } = generate('gabor', { ...upright, theta: 90 })
    expectWithin([weight[2], weight[7], weight[12], weight[11]], [-0.6065307, 0, 1, 0.8824969], digits(7))
  })

  it('is odd for a phase of 90°, positive on the right as OpenCV stores it', () => {
    // cos(πx/2 + 90°) = −sin(πx/2) with x = 1 on the left: −e^−⅛ there
    const kernel = generate('gabor', { ...upright, psi: 90 })
    expect(symmetry(kernel).horizontal).toBe('odd')
    expectWithin(kernel.weight.slice(11, 14), [-0.8824969, 0, 0.8824969], digits(7))
  })

  it('lengthens along the stripes for a small gamma', () => {
    // Two rows up: e^(−γ²·4/8) = e^−⅛ for γ = ½
    expectWithin([generate('gabor', { ...upright, gamma: 0.5 }).weight[2]], [0.8824969], digits(7))
  })
})

describe('motion', () => {
  it('is a row of equal parts at 0°, exactly nothing elsewhere', () => {
    expect(generate('motion', { size: 5, angle: 0 }).weight).toEqual([
      ...new Array<number>(10).fill(0),
      ...new Array<number>(5).fill(0.2),
      ...new Array<number>(10).fill(0),
    ])
  })

  it('is a column at 90° and the same line at 180°', () => {
    const column = generate('motion', { size: 3, angle: 90 }).weight
    expect(column).toEqual([0, 1 / 3, 0, 0, 1 / 3, 0, 0, 1 / 3, 0])
    expect(generate('motion', { size: 5, angle: 180 }).weight).toEqual(generate('motion', { size: 5 }).weight)
  })

  it('shares each sample between the pixels around it at 45°', () => {
    // The sample at t = 1 lies at (.7071, −.7071): .5 to the corner, .2071 to each edge, .0858 to the center; all
    // over 3
    const [corner, edge, center] = [0.1666667, 0.069036, 0.3905243]
    const expected = [0, edge, corner, edge, center, edge, corner, edge, 0]
    expectWithin(generate('motion', { size: 3, angle: 45 }).weight, expected, digits(6))
  })

  it('falls along its way for direction 1 and rises for −1', () => {
    const falling = generate('motion', { size: 5, direction: 1 })
    expectWithin(falling.weight.slice(10, 15), [0.4, 0.3, 0.2, 0.1, 0], exact)
    expect(generate('motion', { size: 5, direction: -1 }).weight).toEqual(flipColumns(falling).weight)
  })

  it('sums to 1 at every angle', () => {
    for (let angle = -180; angle <= 180; angle += 15) {
      expectWithin([sum(generate('motion', { size: 9, angle, direction: 0.5 }))], [1], exact)
    }
  })
})

describe('high-boost', () => {
  it('is the sharpening kernel for 1', () => {
    const { weight, divisor } = generate('high-boost', { boost: 1 })
    expect(weight).toEqual(findPreset('sharpen-8')?.kernel.weight)
    expect(divisor).toBe(1)
  })

  it('keeps flat gray as it is for every boost', () => {
    const kernel = generate('high-boost', { boost: 4 })
    expect([...appliedWeight(kernel)].slice(3, 6)).toEqual([-0.25, 3, -0.25])
    expect(sum(kernel)).toBe(1)
  })
})

describe('generate', () => {
  it.each(generators.map(({ id }) => id))('makes %s from its defaults, inside the sliders', (id) => {
    const generator = findGenerator(id) ?? expect.fail()
    const values = completeValues(generator)
    generator.parameters.forEach(({ min, max, integer }, i) => {
      expect(values[i]).toBeGreaterThanOrEqual(min)
      expect(values[i]).toBeLessThanOrEqual(max)
      if (integer) expect(Number.isInteger(values[i])).toBe(true)
    })
    expect(generate(id).weight.length).toBeGreaterThan(0)
  })

  it.each<[GeneratorId, Record<string, number>, string]>([
    ['gaussian', { size: 4 }, 'gaussian: size is an odd whole number from 3 to 1023, got 4'],
    ['gaussian', { size: 1e9 + 1 }, 'from 3 to 1023, got 1000000001'],
    ['gaussian', { sigma: 0 }, 'gaussian: sigma is a number from 0.1'],
    ['gaussian', { sigma: NaN }, 'got NaN'],
    ['box', { rows: 2.5 }, 'box: rows is a whole number from 1 to 1023, got 2.5'],
    ['motion', { direction: 2 }, 'direction is a number from -1 to 1, got 2'],
    ['box', { sigma: 2 }, 'box takes rows, columns, got sigma'],
  ])('refuses %s with %j', (id, values, message) => {
    expect(() => generate(id, values)).toThrow(message)
  })

  it('refuses a generator that does not exist', () => {
    expect(() => generate('median' as GeneratorId)).toThrow('no generator is called “median”')
  })
})
