import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../shared/maths/random.ts'
import {
  initialParameters,
  packParameters,
  parameterCount,
  parameterShapes,
  unpackParameters,
} from '../../shared/network/parameters.ts'
import { networkOf, normalParameters } from '../support/networks.ts'

const network = networkOf(
  [4, 12, 12],
  { type: 'conv2d', out: 64, kernel: 5, groups: 2 },
  { type: 'relu' },
  { type: 'conv2d', out: 8, kernel: 3, bias: false },
  { type: 'flatten' },
  { type: 'linear', out: 30 },
)

describe('parameters', () => {
  it('have PyTorch’s names and shapes, in its order', () => {
    expect(parameterShapes(network).map(({ name, shape }) => [name, shape])).toEqual([
      ['0.weight', [64, 2, 5, 5]],
      ['0.bias', [64]],
      ['2.weight', [8, 64, 3, 3]],
      ['4.weight', [30, 8 * 6 * 6]],
      ['4.bias', [30]],
    ])
    expect(parameterCount(network)).toBe(3200 + 64 + 4608 + 8640 + 30)
  })

  it('come back from one row of numbers', () => {
    const parameters = normalParameters(network, 1)
    const packed = packParameters(network, parameters)
    expect(packed.length).toBe(parameterCount(network))
    expect(unpackParameters(network, packed, new Float64Array())).toEqual(parameters)
    expect(unpackParameters(network, packed).get('4.bias')?.data).toEqual(
      Float32Array.from(parameters.get('4.bias')?.data ?? []),
    )
  })
})

describe('initialParameters', () => {
  const start = initialParameters(network, mulberry32(7))

  it.each(parameterShapes(network).map(({ name, fanIn }) => [name, fanIn] as const))(
    '%s is uniform in ±1/√%d, as PyTorch starts',
    (name, fanIn) => {
      const values = [...(start.get(name)?.data ?? [])].map((value) => value * Math.sqrt(fanIn))
      const count = values.length
      const mean = values.reduce((sum, value) => sum + value, 0) / count
      const square = values.reduce((sum, value) => sum + value * value, 0) / count
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 + 2 ** -23) // rounded to float32
      // Of a uniform number in ±1, u has variance 1/3 and u² has variance 4/45: five deviations of a mean of `count`.
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / count))
      expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count))
    },
  )

  it('takes fan-in from the inputs of one output: C/groups · R · S, or F', () => {
    expect(parameterShapes(network).map(({ fanIn }) => fanIn)).toEqual([50, 50, 576, 288, 288])
  })

  it('is the same for the same seed, another for another', () => {
    expect(initialParameters(network, mulberry32(7))).toEqual(start)
    expect(initialParameters(network, mulberry32(8))).not.toEqual(start)
  })

  it('refuses more numbers than the lab learns, before it makes them', () => {
    const large = networkOf([1, 512, 512], { type: 'flatten' }, { type: 'linear', out: 2000 })
    expect(() => initialParameters(large, mulberry32(1))).toThrow('at most 268435456 numbers, this one has 524290000')
  })
})
