import { describe, expect, it } from 'vitest'
import { definedLayerSums } from '../../shared/maths/layerSums.ts'
import { mulberry32 } from '../../shared/maths/random.ts'
import { featureMaps, forward } from '../../shared/network/forward.ts'
import { cropped } from '../../shared/network/inputGradient.ts'
import { handTensor, normalTensor, pixelTensor } from '../support/builders.ts'
import { filled, networkOf, normalParameters } from '../support/networks.ts'

const conv = { type: 'conv2d', out: 2, kernel: 3 }
const relu = { type: 'relu' }

describe('featureMaps', () => {
  it('shift with the picture, bit for bit, where every stride is 1', () => {
    const layers = [conv, relu, conv, { type: 'maxPool2d', kernel: 2, stride: 1 }]
    const network = networkOf([3, 20, 24], ...layers)
    const parameters = normalParameters(network, 1)
    const large = normalTensor([1, 3, 25, 27], 2)
    const at = (row: number, column: number) =>
      cropped(large, { rows: { first: row, end: row + 20 }, columns: { first: column, end: column + 24 } })
    const still = featureMaps(network, parameters, at(0, 0))
    const moved = featureMaps(network, parameters, at(5, 3))
    const [, , P, Q] = still.shape
    const shared = { rows: { first: 5, end: P }, columns: { first: 3, end: Q } }
    const sharedMoved = { rows: { first: 0, end: P - 5 }, columns: { first: 0, end: Q - 3 } }
    expect(cropped(moved, sharedMoved)).toEqual(cropped(still, shared))
  })

  it('of a pooling by 2 shift by one for every two pixels, and not exactly for one', () => {
    const network = networkOf([1, 8, 8], { type: 'maxPool2d', kernel: 2 })
    const large = normalTensor([1, 1, 10, 8], 3)
    const at = (row: number) => cropped(large, { rows: { first: row, end: row + 8 }, columns: { first: 0, end: 8 } })
    const maps = (row: number, first: number) =>
      cropped(featureMaps(network, new Map(), at(row)), {
        rows: { first, end: first + 3 },
        columns: { first: 0, end: 4 },
      })
    expect(maps(2, 0)).toEqual(maps(0, 1))
    expect(maps(1, 0)).not.toEqual(maps(0, 1))
    expect(maps(1, 0)).not.toEqual(maps(0, 0))
  })

  it('are the values that the whole pass keeps', () => {
    const network = networkOf([1, 9, 9], conv, relu, { type: 'flatten' }, { type: 'linear', out: 4 })
    const parameters = normalParameters(network, 4)
    const x = normalTensor([2, 1, 9, 9], 5)
    const { values } = forward(network, parameters, x)
    network.layers.forEach((_, layer) => {
      expect(featureMaps(network, parameters, x, layer)).toEqual(values[layer + 1])
    })
    expect(featureMaps(network, parameters, x)).toEqual(values.at(-1))
  })

  it('keep the number type of the picture', () => {
    const network = networkOf([1, 4, 4], conv)
    const y = featureMaps(network, normalParameters(network, 6), pixelTensor([1, 1, 4, 4], 7))
    expect(y.data).toBeInstanceOf(Float32Array)
  })

  it('come from the sums that were handed in', () => {
    const network = networkOf([1, 9, 9], conv, relu, conv)
    let calls = 0
    const sums: typeof definedLayerSums = {
      ...definedLayerSums,
      convolve(x, w, b, g) {
        calls++
        return definedLayerSums.convolve(x, w, b, g)
      },
    }
    featureMaps(network, normalParameters(network, 8), normalTensor([1, 1, 9, 9], 9), 2, { sums })
    expect(calls).toBe(2)
  })
})

describe('forward refuses', () => {
  const network = networkOf([1, 6, 6], conv)
  const parameters = normalParameters(network, 11)

  it('a picture of another size', () => {
    expect(() => forward(network, parameters, normalTensor([1, 1, 6, 7], 1))).toThrow(
      'the network wants N×1×6×6, got 1×1×6×7',
    )
    expect(() => forward(network, parameters, normalTensor([1, 6, 6], 1))).toThrow('got 1×6×6')
  })

  it('parameters that are not its own', () => {
    const x = normalTensor([1, 1, 6, 6], 1)
    expect(() => forward(network, new Map(), x)).toThrow('wants a parameter 0.weight of 2×1×3×3, there is none')
    const turned = new Map([...parameters, ['0.weight', normalTensor([1, 2, 3, 3], 1)]] as const)
    expect(() => forward(network, turned, x)).toThrow('0.weight wants 2×1×3×3, got 1×2×3×3')
  })
})

describe('dropout', () => {
  const network = networkOf([1, 100, 100], { type: 'dropout', p: 0.25 })
  const ones = filled([1, 1, 100, 100], () => 1)

  it('does nothing when the network is used', () => {
    expect(featureMaps(network, new Map(), ones)).toEqual(ones)
  })

  it('drops its share and scales the rest when the network is trained', () => {
    const { data } = featureMaps(network, new Map(), ones, 0, { dropout: mulberry32(1) })
    const dropped = data.filter((value) => value === 0).length / data.length
    // A binomial share of 10 000 has a deviation of √(p(1 − p)/10 000) = 0.0043: five of them.
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.022)
    expect(new Set(data)).toEqual(new Set([0, 1 / 0.75]))
  })
})

describe('softmax', () => {
  it('answers with probabilities', () => {
    const network = networkOf([2, 1, 1], { type: 'flatten' }, { type: 'softmax' })
    expect([...featureMaps(network, new Map(), handTensor([1, 2, 1, 1], 3, 3)).data]).toEqual([0.5, 0.5])
  })
})
