import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { englishNotes } from '../../../shared/fileNote.ts'
import { message, bytesField } from '../../../shared/formats/protobuf.ts'
import { networkFormats, networkBytes } from '../../../shared/formats/network/networkFormats.ts'
import { writeNetworkOnnx } from '../../../shared/formats/network/networkOnnx.ts'
import { readNetworkBytes } from '../../../shared/formats/network/networkRead.ts'
import type { NetworkWeights } from '../../../shared/formats/network/networkWeights.ts'
import { writeSafetensors } from '../../../shared/formats/safetensors.ts'
import { mulberry32 } from '../../../shared/maths/random.ts'
import { parseNetwork } from '../../../shared/network/description.ts'
import { featureMaps } from '../../../shared/network/forward.ts'
import { createNetwork } from '../../../shared/network/network.ts'
import { initialParameters } from '../../../shared/network/parameters.ts'
import { networkPresets } from '../../../shared/network/presets.ts'
import { normalTensor, pixelTensor } from '../../support/builders.ts'
import { expectRelative } from '../../support/closeTo.ts'

function weightsOf(input: readonly number[], layers: readonly object[], more: object = {}): NetworkWeights {
  const description = parseNetwork({ input, layers, ...more })
  return { description, parameters: initialParameters(createNetwork(description), mulberry32(7)) }
}

/** Every layer, with arguments that are not the defaults. */
const classifier = weightsOf(
  [3, 19, 17],
  [
    { type: 'conv2d', out: 6, kernel: [3, 2], stride: [1, 2], padding: [2, 1], groups: 3 },
    { type: 'leakyRelu', negativeSlope: 0.2 },
    { type: 'maxPool2d', kernel: 3, stride: 2, padding: 1, ceilMode: true },
    { type: 'conv2d', out: 4, kernel: [4, 3], padding: 'same', dilation: [1, 2], bias: false },
    { type: 'sigmoid' },
    { type: 'avgPool2d', kernel: [3, 2], stride: 2, padding: 1, ceilMode: true },
    { type: 'tanh' },
    { type: 'avgPool2d', kernel: 2, stride: 1, padding: 1, countIncludePad: false },
    { type: 'flatten' },
    { type: 'dropout', p: 0.3 },
    { type: 'linear', out: 5, bias: false },
    { type: 'relu' },
    { type: 'linear', out: 3 },
    { type: 'softmax' },
  ],
  { classes: ['cat', 'chien', '猫'] },
)

const networks: readonly (readonly [string, NetworkWeights])[] = [
  ['every layer', classifier],
  ['a mean of each map', weightsOf([2, 6, 5], [{ type: 'conv2d', out: 3, kernel: 2 }, { type: 'globalAvgPool2d' }])],
  ...networkPresets.map(({ id, describe: make, input }): [string, NetworkWeights] => {
    const description = make([input[0], Math.min(64, input[1]), Math.min(64, input[2])], 4)
    return [id, { description, parameters: initialParameters(createNetwork(description), mulberry32(3)) }]
  }),
]

/** What another order of float32 sums can differ by, over a dozen layers. */
const float32Orders = 2e-5

async function runModel(bytes: Uint8Array, shape: readonly number[], data: Float32Array) {
  const session = await ort.InferenceSession.create(bytes)
  return (await session.run({ image: new ort.Tensor('float32', data, shape) })).result
}

describe('a network as an ONNX model', () => {
  it.each(networks)('ONNX Runtime computes the same: %s', async (_, weights) => {
    const { description, parameters } = weights
    const x = pixelTensor([2, ...description.input], 5)
    const y = featureMaps(createNetwork(description), parameters, x)
    const result = await runModel(writeNetworkOnnx(weights), x.shape, x.data)
    expect(result.dims).toEqual(y.shape)
    expectRelative(Float32Array.from(result.data as Float32Array), y.data, float32Orders)
  })

  it('is read from its graph alone where nothing else tells of the network', () => {
    const layers = [
      { type: 'conv2d', out: 4, kernel: [2, 3], padding: 'same', stride: 1 },
      { type: 'leakyRelu', negativeSlope: 0.25 },
      { type: 'maxPool2d', kernel: 2, stride: 2, padding: 1 },
      { type: 'avgPool2d', kernel: 2, countIncludePad: false },
      { type: 'tanh' },
      { type: 'flatten' },
      { type: 'dropout', p: 0.5 },
      { type: 'linear', out: 3 },
      { type: 'softmax' },
    ]
    const weights = weightsOf([1, 8, 9], layers)
    const [graph] = graphOf(writeNetworkOnnx(weights))
    const read = readNetworkBytes(graph)
    expect(read.notes).toEqual([])
    expect(read.network!.description).toEqual(weights.description)
    expect([...read.network!.parameters]).toEqual([...weights.parameters])
  })
})

/** The model without its metadata. */
function graphOf(bytes: Uint8Array): Uint8Array[] {
  const kept: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const [tag, wire] = [bytes[at] >> 3, bytes[at] & 7]
    let [end, length, shift] = [at + 1, 0, 0]
    do {
      length += (bytes[end] & 127) * 2 ** shift
      shift += 7
    } while (bytes[end++] >= 128)
    const stop = wire === 0 ? end : end + length
    if (tag !== 14) kept.push(bytes.subarray(at, stop))
    at = stop
  }
  return [message(...kept)]
}

describe('networks come back from their files bit by bit', () => {
  const readable = networkFormats.filter(({ id }) => id !== 'pytorch')
  it.each(readable.flatMap(({ id }) => networks.map(([name, weights]) => [id, name, weights] as const)))(
    '%s: %s',
    (id, _, weights) => {
      const { network, convolutions, notes } = readNetworkBytes(networkBytes(weights, id).bytes)
      expect(notes).toEqual([])
      expect(network!.description).toEqual(weights.description)
      expect([...network!.parameters]).toEqual([...weights.parameters])
      const count = weights.description.layers.filter(({ type }) => type === 'conv2d').length
      expect(convolutions).toHaveLength(count)
    },
  )
})

describe('foreign files', () => {
  it('of tensors give their convolutions, with the biases of the same names', () => {
    const weight = normalTensor([4, 3, 5, 5], 1)
    const bytes = writeSafetensors([
      { name: 'features.0.weight', shape: weight.shape, data: Float32Array.from(weight.data) },
      { name: 'features.0.bias', shape: [4], data: Float32Array.of(1, 2, 3, 4) },
      { name: 'classifier.weight', shape: [2, 8], data: new Float32Array(16) },
    ])
    const { network, convolutions, notes } = readNetworkBytes(bytes)
    expect(network).toBeNull()
    expect(englishNotes(notes).join()).toContain('no word about how its layers connect')
    expect(convolutions).toHaveLength(1)
    const [{ name, description, parameters }] = convolutions
    expect(name).toBe('features.0')
    expect(description.input[0]).toBe(3)
    expect(description.layers).toMatchObject([{ type: 'conv2d', out: 4, kernel: [5, 5], bias: true }])
    expect([...parameters.get('0.bias')!.data]).toEqual([1, 2, 3, 4])
  })

  it('that hold no network say what was wanted', () => {
    const flat = writeSafetensors([{ name: 'w', shape: [2, 8], data: new Float32Array(16) }])
    expect(() => readNetworkBytes(flat)).toThrow('a file with a 2-D convolution was wanted, got w 2×8')
    expect(() => readNetworkBytes(new TextEncoder().encode('P5 2 2'))).toThrow('.safetensors, .onnx or .json')
    expect(() => readNetworkBytes(new TextEncoder().encode('{"format":"other"}'))).toThrow(
      'format "kernel-lab/network"',
    )
    expect(() =>
      readNetworkBytes(message(bytesField(7, new Uint8Array(0)), bytesField(2, new Uint8Array(30)))),
    ).toThrow()
  })
})
