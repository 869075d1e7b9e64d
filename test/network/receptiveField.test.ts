import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputsRead } from '../../shared/maths/receptiveField.ts'
import type { AxisWindow } from '../../shared/maths/receptiveField.ts'
import { sizeOf } from '../../shared/maths/tensor.ts'
import type { Tensor } from '../../shared/maths/tensor.ts'
import { featureMaps } from '../../shared/network/forward.ts'
import { cropped } from '../../shared/network/inputGradient.ts'
import type { Network } from '../../shared/network/network.ts'
import { parameterShapes } from '../../shared/network/parameters.ts'
import type { NetworkParameters } from '../../shared/network/parameters.ts'
import { cutFor, fieldOf, receptiveFields } from '../../shared/network/receptiveField.ts'
import type { Place, Region } from '../../shared/network/receptiveField.ts'
import { normalTensor } from '../support/builders.ts'
import { filled, networkOf, normalParameters, stacks } from '../support/networks.ts'

/** Weights from 1 to 2: whatever is read is then felt, and nothing cancels. */
function positiveParameters(network: Network): NetworkParameters {
  return new Map(
    parameterShapes(network).map(({ name, shape }) => [name, filled(shape, (i) => 1 + ((i * 7) % 10) / 10)]),
  )
}

/**
 * Larger than any sum of the stack (four layers of at most 18 products, 2 · weight each: 36⁴ ≈ 2·10⁶), also after averages
 * over up to 9 values in each of them, so that it becomes the maximum of every pooling window it meets.
 */
const shock = 1e12

/** For every input pixel, whether each output (of any channel) changes when all channels of that pixel do. */
function bruteForce(network: Network): readonly Tensor[] {
  const [C, H, W] = network.input
  const parameters = positiveParameters(network)
  const x = filled([1, C, H, W], (i) => ((i * 13) % 29) / 29)
  const rest = featureMaps(network, parameters, x)
  return Array.from({ length: H * W }, (_, hw) => {
    const shocked = filled(x.shape, (i) => x.data[i] + (i % (H * W) === hw ? shock : 0))
    const y = featureMaps(network, parameters, shocked)
    return filled(rest.shape, (i) => (y.data[i] === rest.data[i] ? 0 : 1))
  })
}

/** The pixels that an output changes with. */
function feltBy(changes: readonly Tensor[], at: number): number[] {
  return changes.flatMap(({ data }, hw) => (data[at] ? [hw] : []))
}

function places({ output: [K, P = 1, Q = 1] }: Network): Place[] {
  return Array.from({ length: K * P * Q }, (_, i) => ({
    k: Math.floor(i / (P * Q)),
    p: Math.floor(i / Q) % P,
    q: i % Q,
  }))
}

/** Softmax of numbers like 1e12 gives 0 and 1, whatever else is read: it is asked about by name below. */
const sensitive = stacks.filter(({ layers }) => layers.every(({ type }) => !['softmax', 'tanh'].includes(type)))

describe('receptive fields equal brute force', () => {
  it('the interval of every output, over random stacks', () => {
    fc.assert(
      fc.property(sensitive, (network) => {
        const changes = bruteForce(network)
        const W = network.input[2]
        for (const [at, place] of places(network).entries()) {
          const felt = feltBy(changes, at)
          const region = fieldOf(network, network.layers.length - 1, place)
          const rows = felt.map((hw) => Math.floor(hw / W))
          const columns = felt.map((hw) => hw % W)
          const span = (indices: number[]) => ({ first: Math.min(...indices), end: Math.max(...indices) + 1 })
          expect(region).toEqual(felt.length === 0 ? null : { rows: span(rows), columns: span(columns) })
        }
      }),
      { numRuns: 150 },
    )
  })

  it('every single pixel, holes of dilation among them', () => {
    fc.assert(
      fc.property(sensitive, (network) => {
        fc.pre(network.output.length === 3)
        const windows = network.layers.flatMap(({ reads }) => (typeof reads === 'string' ? [] : [reads]))
        const axis = (i: 0 | 1): AxisWindow[] => windows.map((reads) => reads[i])
        const changes = bruteForce(network)
        const W = network.input[2]
        for (const [at, { p, q }] of places(network).entries()) {
          const columns = [...inputsRead(axis(1), q)]
          const expected = [...inputsRead(axis(0), p)].flatMap((h) => columns.map((w) => h * W + w))
          expect(feltBy(changes, at)).toEqual(expected)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('size, stride and offset give the interval wherever it lies in the picture', () => {
    fc.assert(
      fc.property(stacks, (network) => {
        fc.pre(network.output.length === 3)
        const last = network.layers.length - 1
        const { size, stride, offset } = receptiveFields(network)[last]
        for (const place of places(network)) {
          const first = [place.p, place.q].map((index, axis) => index * stride[axis] + offset[axis])
          const end = first.map((start, axis) => start + size[axis])
          if (Math.min(...first) < 0 || end[0] > network.input[1] || end[1] > network.input[2]) continue
          expect(fieldOf(network, last, place)).toEqual({
            rows: { first: first[0], end: end[0] },
            columns: { first: first[1], end: end[1] },
          })
        }
      }),
    )
  })

  it('shapes are those of what is computed', () => {
    fc.assert(
      fc.property(stacks, (network) => {
        const x = normalTensor([3, ...network.input], 1)
        network.layers.forEach(({ output }, layer) => {
          const y = featureMaps(network, normalParameters(network, 2), x, layer)
          expect([y.shape, y.data.length]).toEqual([[3, ...output], 3 * sizeOf(output)])
        })
      }),
      { numRuns: 50 },
    )
  })
})

describe('a row of numbers', () => {
  it('keeps the field of each map position until something mixes them', () => {
    const network = networkOf([1, 6, 6], { type: 'maxPool2d', kernel: 2 }, { type: 'flatten' }, { type: 'softmax' })
    expect(fieldOf(network, 1, { k: 5, p: 0, q: 0 })).toEqual({
      rows: { first: 2, end: 4 },
      columns: { first: 4, end: 6 },
    })
    expect(fieldOf(network, 2, { k: 5, p: 0, q: 0 })).toEqual({
      rows: { first: 0, end: 6 },
      columns: { first: 0, end: 6 },
    })
  })

  it('refuses a place that a layer does not have', () => {
    const network = networkOf([1, 6, 6], { type: 'maxPool2d', kernel: 2 }, { type: 'flatten' })
    expect(() => fieldOf(network, 0, { k: 0, p: 3, q: 0 })).toThrow('p wants a whole number from 0 to 2, got 3')
    expect(() => fieldOf(network, 1, { k: 9, p: 0, q: 0 })).toThrow('k wants a whole number from 0 to 8, got 9')
    expect(() => fieldOf(network, 2, { k: 0, p: 0, q: 0 })).toThrow('a layer is a whole number from 0 to 1, got 2')
  })
})

describe('cutFor', () => {
  const maps = stacks.filter(({ output }) => output.length === 3)
  const oneOutput = { rows: { first: 0, end: 1 }, columns: { first: 0, end: 1 } }
  const regions = fc.tuple(...(Array(4).fill(fc.double({ min: 0, max: 1, noNaN: true })) as fc.Arbitrary<number>[]))

  /** Two cuts of an axis as shares of it, as an interval of at least one output. */
  function interval(a: number, b: number, extent: number) {
    const [low, high] = [Math.min(a, b), Math.max(a, b)]
    const first = Math.min(Math.floor(low * extent), extent - 1)
    return { first, end: Math.max(first + 1, Math.ceil(high * extent)) }
  }

  function regionOf(y: Tensor, [a, b, c, d]: readonly number[]): Region {
    return { rows: interval(a, b, y.shape[2]), columns: interval(c, d, y.shape[3]) }
  }

  it('computes the wanted outputs from its part of the picture, bit for bit', () => {
    fc.assert(
      fc.property(maps, regions, (network, shares) => {
        const parameters = normalParameters(network, 3)
        const x = normalTensor([2, ...network.input], 4)
        const whole = featureMaps(network, parameters, x)
        const wanted = regionOf(whole, shares)
        const cut = cutFor(network, network.layers.length - 1, wanted)
        const part = featureMaps(cut.network, parameters, cropped(x, cut))
        const [p, q] = cut.first
        const inPart = {
          rows: { first: wanted.rows.first - p, end: wanted.rows.end - p },
          columns: { first: wanted.columns.first - q, end: wanted.columns.end - q },
        }
        expect(cropped(part, inPart)).toEqual(cropped(whole, wanted))
      }),
      { numRuns: 400 },
    )
  })

  it('is the whole picture for a row of numbers', () => {
    const network = networkOf([1, 5, 7], { type: 'conv2d', out: 1, kernel: 3, stride: 2 }, { type: 'flatten' })
    const { rows, columns, first } = cutFor(network, 1, oneOutput)
    expect([rows, columns, first]).toEqual([{ first: 0, end: 5 }, { first: 0, end: 7 }, [0, 0]])
  })

  it('refuses outputs that the layer does not have', () => {
    const network = networkOf([1, 5, 7], { type: 'conv2d', out: 1, kernel: 3 })
    const beyond = { ...oneOutput, rows: { first: 2, end: 4 } }
    expect(() => cutFor(network, 0, beyond)).toThrow('outputs of 3×5 were wanted, got rows 2 to 4, columns 0 to 1')
  })

  it('takes no more rows than the windows of the wanted outputs and one stride', () => {
    const layers = [
      { type: 'conv2d', out: 1, kernel: 3, padding: 1 },
      { type: 'maxPool2d', kernel: 2 },
    ]
    const network = networkOf([1, 400, 400], ...layers, ...layers)
    const { rows, columns, first } = cutFor(network, 3, {
      rows: { first: 50, end: 60 },
      columns: { first: 0, end: 100 },
    })
    // Size 10, offset −3: rows 200 − 3 to 4·59 − 3 + 10, begun at a multiple of 4.
    expect([rows, columns, first]).toEqual([{ first: 196, end: 243 }, { first: 0, end: 400 }, [49, 0]])
  })
})
