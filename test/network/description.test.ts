import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNetwork, parseNetwork, readNetwork, withInput } from '../../shared/network/description.ts'
import { createNetwork, fitLayers } from '../../shared/network/network.ts'
import { networkPresets } from '../../shared/network/presets.ts'
import { stacks } from '../support/networks.ts'

function network(...layers: unknown[]): unknown {
  return { input: [3, 8, 8], layers }
}

describe('parseNetwork', () => {
  it('fills in PyTorch’s defaults, and a pair for one number', () => {
    const written = network(
      { type: 'conv2d', out: 4, kernel: [3, 5] },
      { type: 'maxPool2d', kernel: 2 },
      { type: 'avgPool2d', kernel: [2, 1], stride: 1 },
      { type: 'leakyRelu' },
      { type: 'dropout' },
      { type: 'flatten' },
      { type: 'linear', out: 2 },
    )
    expect(parseNetwork(written)).toEqual({
      input: [3, 8, 8],
      layers: [
        {
          ...{ type: 'conv2d', out: 4, kernel: [3, 5], stride: [1, 1], padding: [0, 0], dilation: [1, 1] },
          ...{ groups: 1, bias: true },
        },
        { type: 'maxPool2d', kernel: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1], ceilMode: false },
        {
          ...{ type: 'avgPool2d', kernel: [2, 1], stride: [1, 1], padding: [0, 0] },
          ...{ ceilMode: false, countIncludePad: true },
        },
        { type: 'leakyRelu', negativeSlope: 0.01 },
        { type: 'dropout', p: 0.5 },
        { type: 'flatten' },
        { type: 'linear', out: 2, bias: true },
      ],
    })
  })

  it.each([
    [{ input: [3, 8], layers: [{ type: 'relu' }] }, 'the network: input wants [C, H, W]'],
    [{ input: [3, 8, 0], layers: [{ type: 'relu' }] }, 'the network: input.2 wants a whole number from 1, got 0'],
    [{ input: [3, 8, 8] }, 'the network: layers is missing'],
    [network(), 'the network: layers wants at least one layer'],
    [network(...new Array<object>(513).fill({ type: 'relu' })), 'at most 512 layers'],
    [{ ...(network({ type: 'relu' }) as object), loss: 'mes' }, 'loss is one of crossEntropy, mse, l1, huber'],
    [{ ...(network({ type: 'relu' }) as object), optimizer: 'sgd' }, 'there is no argument optimizer'],
    [network({ type: 'relu' }, 3), 'layer 1: an object was wanted, got 3'],
    [network({ type: 'relu' }, { type: 'conv' }), 'layer 1: type is one of conv2d, relu'],
    [network({}), 'layer 0: type'],
    [network({ type: 'conv2d', kernel: 3 }), 'layer 0 (conv2d): out is missing'],
    [network({ type: 'conv2d', out: '3', kernel: 3 }), 'layer 0 (conv2d): out wants a whole number from 1, got "3"'],
    [network({ type: 'conv2d', out: 1, kernel: [1, 2, 3] }), 'kernel wants a whole number from 1, or a pair'],
    [network({ type: 'conv2d', out: 1, kernel: 0 }), 'kernel wants a whole number from 1, or a pair'],
    [network({ type: 'conv2d', out: 1, kernel: 3, padding: 'full' }), 'padding wants a whole number from 0, a pair'],
    [network({ type: 'conv2d', out: 1, kernel: 3, pad: 1 }), 'layer 0 (conv2d): there is no argument pad'],
    [network({ type: 'conv2d', out: 1, kernel: 3, bias: 1 }), 'bias wants true or false, got 1'],
    [network({ type: 'dropout', p: 1 }), 'layer 0 (dropout): p wants a number from 0 to below 1, got 1'],
    [network({ type: 'leakyRelu', negativeSlope: '1' }), 'negativeSlope wants a finite number, got "1"'],
    [{ ...(network({ type: 'softmax' }) as object), loss: 'crossEntropy' }, 'crossEntropy wants scores'],
    [null, 'the network: an object was wanted, got null'],
  ])('refuses %j', (written, message) => {
    const parse = () => parseNetwork(written)
    expect(parse).toThrow(message)
    expect(parse).toThrow(expect.objectContaining({ code: 'bad-argument' }))
  })
})

describe('a network file', () => {
  it('reads the example of the documentation', () => {
    const text = `{"input":[3,32,32],"layers":[{"type":"conv2d","out":16,"kernel":3,"stride":1,"padding":1,"dilation":1,
      "groups":1,"bias":true},{"type":"relu"},{"type":"maxPool2d","kernel":2,"stride":2},{"type":"flatten"},
      {"type":"linear","out":10}],"loss":"crossEntropy"}`
    expect(createNetwork(readNetwork(text)).output).toEqual([10])
  })

  it('comes back as it was written, whatever the layers', () => {
    fc.assert(
      fc.property(stacks, ({ description }) => {
        expect(readNetwork(formatNetwork(description))).toEqual(description)
      }),
    )
    for (const { describe, input } of networkPresets) {
      const description = describe(input, 4)
      expect(readNetwork(formatNetwork(description))).toEqual(description)
    }
  })

  it('has a line per layer and one number where both axes are equal', () => {
    const text = formatNetwork(parseNetwork(network({ type: 'maxPool2d', kernel: [2, 3] }, { type: 'relu' })))
    expect(text.split('\n')).toEqual([
      '{',
      '  "input": [3,8,8],',
      '  "layers": [',
      '    {"type":"maxPool2d","kernel":[2,3],"stride":[2,3],"padding":0,"dilation":1,"ceilMode":false},',
      '    {"type":"relu"}',
      '  ]',
      '}',
      '',
    ])
  })

  it.each([
    ['{', 'broken-file', 'a network in JSON was wanted'],
    [' '.repeat((1 << 20) + 1), 'too-large', 'at most 1048576 characters'],
  ])('is refused when it is broken or huge', (text, code, message) => {
    expect(() => readNetwork(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })
})

describe('createNetwork', () => {
  it.each([
    [[{ type: 'linear', out: 3 }], 'layer 0 (linear): wants numbers in a row, got 3×8×8'],
    [
      [{ type: 'relu' }, { type: 'flatten' }, { type: 'maxPool2d', kernel: 2 }],
      'layer 2 (maxPool2d): wants C×H×W, got 192',
    ],
    [
      [
        { type: 'maxPool2d', kernel: 2 },
        { type: 'conv2d', out: 1, kernel: 5 },
      ],
      'layer 1 (conv2d): the kernel covers 5 rows',
    ],
    [[{ type: 'avgPool2d', kernel: 9 }], 'layer 0 (avgPool2d): the window covers 9 rows'],
    [[{ type: 'conv2d', out: 4, kernel: 1, groups: 2 }], 'groups must divide its 3 input and 4 output channels, got 2'],
    [[{ type: 'conv2d', out: 4, kernel: 1, padding: 'same', stride: 2 }], "padding 'same' wants stride 1"],
    [[{ type: 'maxPool2d', kernel: 2, padding: 2 }], "padding is at most half the kernel's 2 rows, got 2"],
    [[{ type: 'flatten' }, { type: 'linear', out: 2 ** 26 }], 'holds at most 2147483647 weights'],
    [[{ type: 'conv2d', out: 2 ** 26, kernel: 1 }], 'input and output hold at most 2147483647 numbers'],
  ])('names the first misfit: %j', (layers, message) => {
    expect(() => createNetwork(parseNetwork(network(...layers)))).toThrow(message)
  })

  it('says what came, and keeps the layers before it', () => {
    const description = parseNetwork(
      network({ type: 'maxPool2d', kernel: 2 }, { type: 'conv2d', out: 1, kernel: 5 }, { type: 'linear', out: 1 }),
    )
    const { layers, misfit } = fitLayers(description)
    expect(layers.map(({ output }) => output)).toEqual([[3, 4, 4]])
    expect(misfit?.message).toMatch(/got 4; its input is 3×4×4$/)
    expect(misfit?.detail).toMatchObject({ layer: 1, input: [3, 4, 4] })
  })

  it('fits the same layers to pictures of another size', () => {
    const description = parseNetwork(network({ type: 'conv2d', out: 2, kernel: 3 }))
    expect(createNetwork(withInput(description, [3, 20, 30])).output).toEqual([2, 18, 28])
  })
})
