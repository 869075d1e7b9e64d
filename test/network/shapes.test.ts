import { describe, expect, it } from 'vitest'
import { parseNetwork } from '../../shared/network/description.ts'
import { createNetwork } from '../../shared/network/network.ts'
import { networkShapes } from '../../shared/network/shapes.ts'
import { networkOf } from '../support/networks.ts'

describe('networkShapes', () => {
  it('counts VGG-16 as everybody does', () => {
    const conv = (out: number) => [{ type: 'conv2d', out, kernel: 3, padding: 1 }, { type: 'relu' }]
    const block = (out: number, times: number) => [
      ...Array.from({ length: times }, () => conv(out)).flat(),
      { type: 'maxPool2d', kernel: 2 },
    ]
    const dense = (out: number) => [{ type: 'linear', out }, { type: 'relu' }, { type: 'dropout' }]
    const network = networkOf(
      [3, 224, 224],
      ...[...block(64, 2), ...block(128, 2), ...block(256, 3), ...block(512, 3), ...block(512, 3)],
      ...[{ type: 'flatten' }, ...dense(4096), ...dense(4096), { type: 'linear', out: 1000 }],
    )
    const { layers, total } = networkShapes(network)
    // torchvision's vgg16: 138 357 544 parameters; 15.47 billion multiply-adds.
    expect(total.parameters).toBe(138_357_544)
    expect(total.multiplyAdds).toBe(15_470_264_320)
    const pooled = layers.filter(({ type }) => type === 'maxPool2d').at(-1)
    expect(pooled).toEqual({
      type: 'maxPool2d',
      output: [512, 7, 7],
      parameters: 0,
      multiplyAdds: 0,
      // The 212 pixels of Araujo, Norris and Sim 2019; the middle of the first field is 105.5 − 90.
      receptiveField: { size: [212, 212], stride: [32, 32], offset: [-90, -90], center: [15.5, 15.5] },
      denseParameters: 512 * 14 * 14 * 512 * 7 * 7,
    })
  })

  it('counts a fully-connected layer as its own replacement', () => {
    const layers = (bias: boolean) => [{ type: 'flatten' }, { type: 'linear', out: 7, bias }]
    for (const bias of [true, false]) {
      const { parameters, denseParameters } = networkShapes(networkOf([2, 3, 4], ...layers(bias))).layers[1]
      expect([parameters, denseParameters]).toEqual([7 * 24 + (bias ? 7 : 0), parameters])
    }
  })

  it('shows what sharing weights saves', () => {
    const network = networkOf([1, 28, 28], { type: 'conv2d', out: 6, kernel: 5, padding: 2 })
    const { layers, total } = networkShapes(network)
    expect(layers[0].parameters).toBe(6 * 25 + 6)
    expect(layers[0].multiplyAdds).toBe(6 * 28 * 28 * 25)
    expect(layers[0].denseParameters).toBe(784 * 4704 + 4704)
    expect(total).toEqual({ parameters: 156, multiplyAdds: 117_600, denseParameters: 784 * 4704 + 4704 })
  })

  it('divides the weights by the groups', () => {
    const network = networkOf([4, 5, 5], { type: 'conv2d', out: 6, kernel: [3, 1], groups: 2, bias: false })
    expect(networkShapes(network).layers[0]).toMatchObject({
      output: [6, 3, 5],
      parameters: 6 * 2 * 3,
      multiplyAdds: 6 * 3 * 5 * 6,
      receptiveField: { size: [3, 1] },
    })
  })

  it('sees the whole picture behind global pooling and fully-connected layers', () => {
    const description = {
      input: [1, 8, 6],
      layers: [{ type: 'conv2d', out: 2, kernel: 3, padding: 1 }, { type: 'globalAvgPool2d' }],
    }
    const { layers } = networkShapes(createNetwork(parseNetwork(description)))
    // One window over 8×6 values, each with one more pixel around it.
    expect(layers[1].receptiveField).toMatchObject({ size: [10, 8], offset: [-1, -1] })
  })
})
