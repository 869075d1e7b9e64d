import { afterAll, describe, expect, it } from 'vitest'
import { compareShift } from '../../../electron/engine/layers/shiftJob.ts'
import { parseKernelName } from '../../../shared/kernel/kernelName.ts'
import type { Network } from '../../../shared/network/network.ts'
import { bankOnGray } from '../../../shared/network/fixedKernels.ts'
import { testBands, testImage } from '../../support/engineParts.ts'
import { testStack } from '../../support/layerStacks.ts'
import { networkOf } from '../../support/networks.ts'

const bands = testBands()
afterAll(() => bands.close())

const conv = (out: number, padding: number) => ({ type: 'conv2d', out, kernel: 3, padding })
const maxPool = { type: 'maxPool2d', kernel: 2 }

async function compare(network: Network, shift: readonly [number, number], layer = network.layers.length - 1) {
  const [, height, width] = network.input
  const { stack } = await testStack(testImage(width, height), network, bands)
  return compareShift(stack, layer, shift, bands)
}

describe('a shifted photo', () => {
  it.each([
    [1, 0],
    [0, -3],
    [-5, 7],
    [8, 8],
  ] as const)('moves every value of convolutions and activations exactly: by %i, %i', async (down, right) => {
    const network = networkOf([3, 24, 31], conv(5, 1), { type: 'relu' }, conv(4, 1), { type: 'tanh' })
    const { moved, divides, compared, exact, largest, relative } = await compare(network, [down, right])
    expect({ moved, divides, largest, relative }).toEqual({
      moved: [down, right],
      divides: true,
      largest: 0,
      relative: 0,
    })
    // Fields of 5×5 within what both photos show, for 4 maps.
    expect(compared).toBe(4 * (24 - Math.abs(down) - 4) * (31 - Math.abs(right) - 4))
    expect(exact).toBe(compared)
  })

  it('moves pooled values exactly by whole strides', async () => {
    const network = networkOf([3, 20, 26], conv(4, 1), maxPool)
    const { moved, divides, compared, exact } = await compare(network, [-4, 6])
    expect({ moved, divides }).toEqual({ moved: [-2, 3], divides: true })
    expect(exact).toBe(compared)
    expect(compared).toBeGreaterThan(0)
  })

  it('moves them nearly by less than a stride: many stay, few are exact', async () => {
    const network = networkOf([3, 20, 26], conv(4, 1), maxPool)
    const { moved, divides, compared, exact, unchanged, relative } = await compare(network, [0, 1])
    expect({ moved, divides }).toEqual({ moved: [0, 1], divides: false })
    expect(exact).toBeLessThan(compared)
    expect(unchanged).toBeGreaterThan(0)
    expect(relative).toBeGreaterThan(0)
  })

  it('is counted as by hand', async () => {
    // One row 0 1 5 2 3 4 in pairs: 1 5 4. Shifted right by 1, with the 0 of the rim twice: 0 0 1 5 2 3 in pairs: 0 5 3.
    const data = new Float32Array(new SharedArrayBuffer(24))
    data.set([0, 1, 5, 2, 3, 4])
    const image = { width: 6, height: 1, channels: 1, data, alpha: null, depth: 8 } as const
    const pairs = networkOf([1, 1, 6], { type: 'maxPool2d', kernel: [1, 2] })
    const { stack } = await testStack(image, pairs, bands)
    // ½ a pair is rounded up to 1. The second pair (1 5) is held against the first (0 1), the third (2 3) against the second (5 2).
    expect(await compareShift(stack, 0, [0, 1], bands)).toEqual({
      moved: [0, 1],
      divides: false,
      compared: 2,
      exact: 0,
      unchanged: 1,
      largest: 4,
      relative: (4 + 2) / (1 + 5),
    })
  })

  it('compares nothing where no field lies within both', async () => {
    const { compared, relative } = await compare(networkOf([3, 6, 6], conv(1, 1)), [5, 0])
    expect({ compared, relative }).toEqual({ compared: 0, relative: 0 })
  })

  it('of the preset kernels moves exactly too', async () => {
    const network = networkOf([3, 30, 30], { type: 'conv2d', out: 1, kernel: 3, bias: false })
    const parameters = new Map([['0.weight', bankOnGray([parseKernelName('laplacian')], 3)]])
    const { stack } = await testStack(testImage(30, 30), network, bands, { parameters })
    const { compared, exact } = await compareShift(stack, 0, [3, -2], bands)
    expect([compared, exact]).toEqual([25 * 26, 25 * 26])
  })
})
