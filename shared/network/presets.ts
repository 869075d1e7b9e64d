import { LabError } from '../errors.ts'
import type { Random } from '../maths/random.ts'
import { parseNetwork } from './description.ts'
import type { InputShape, NetworkDescription } from './description.ts'
import { banks, bankWeights } from './fixedKernels.ts'
import type { BankName } from './fixedKernels.ts'
import type { Network } from './network.ts'
import { initialParameters } from './parameters.ts'
import type { NetworkParameters } from './parameters.ts'

export interface NetworkPreset<Id extends string = string> {
  readonly id: Id
  /** To look at, to tell classes apart, or to make a picture of a picture. */
  readonly purpose: 'look' | 'classify' | 'translate'
  /** The input that its layers were thought out for. */
  readonly input: InputShape
  readonly describe: (input: InputShape, classes: number) => NetworkDescription
  /** Layers whose kernels are given and not learned; the rest starts as PyTorch starts it. */
  readonly banks?: Readonly<Record<number, BankName>>
}

const conv = (out: number, kernel: number, padding = 0, bias = true) => ({ type: 'conv2d', out, kernel, padding, bias })
const relu = { type: 'relu' }
const pool = { type: 'maxPool2d', kernel: 2 }
const flatten = { type: 'flatten' }
const linear = (out: number) => ({ type: 'linear', out })

const photo: InputShape = [3, 480, 640]

export const networkPresets = [
  {
    id: 'edges-8',
    purpose: 'look',
    input: photo,
    describe: (input) => parseNetwork({ input, layers: [conv(8, 3, 1, false)] }),
    banks: { 0: 'edges' },
  },
  {
    id: 'gabor-16',
    purpose: 'look',
    input: photo,
    describe: (input) => parseNetwork({ input, layers: [conv(16, 21, 10, false)] }),
    banks: { 0: 'gabor' },
  },
  {
    id: 'lecture',
    purpose: 'look',
    input: photo,
    /** Gray, then the Laplacian. */
    describe: (input) => parseNetwork({ input, layers: [conv(1, 1, 0, false), conv(1, 3, 1, false)] }),
    banks: { 0: 'gray', 1: 'laplacian' },
  },
  {
    id: 'vgg-block',
    purpose: 'look',
    input: photo,
    describe: (input) => parseNetwork({ input, layers: [conv(16, 3, 1), relu, conv(16, 3, 1), relu, pool] }),
  },
  {
    id: 'lenet',
    purpose: 'classify',
    input: [1, 32, 32],
    /** LeCun, Bottou, Bengio and Haffner 1998, LeNet-5's layers with today's activation and pooling. */
    describe: (input, classes) =>
      parseNetwork({
        input,
        layers: [
          ...[conv(6, 5), relu, pool, conv(16, 5), relu, pool],
          ...[flatten, linear(120), relu, linear(84), relu, linear(classes)],
        ],
        loss: 'crossEntropy',
      }),
  },
  {
    id: 'tiny-vgg',
    purpose: 'classify',
    input: [3, 64, 64],
    /** The network that CNN Explainer shows: Wang et al. 2020. */
    describe: (input, classes) =>
      parseNetwork({
        input,
        layers: [
          ...[conv(10, 3), relu, conv(10, 3), relu, pool],
          ...[conv(10, 3), relu, conv(10, 3), relu, pool],
          ...[flatten, linear(classes)],
        ],
        loss: 'crossEntropy',
      }),
  },
  {
    id: 'picture-3',
    purpose: 'translate',
    input: [3, 128, 128],
    describe: (input) =>
      parseNetwork({
        input,
        layers: [conv(16, 3, 1), relu, conv(16, 3, 1), relu, conv(input[0], 3, 1)],
        loss: 'mse',
      }),
  },
  {
    id: 'one-convolution',
    purpose: 'translate',
    input: [1, 128, 128],
    /** The kernel learner: its loss is the sum of squared errors. */
    describe: (input) => parseNetwork({ input, layers: [conv(input[0], 3, 0, false)], loss: 'squaredError' }),
  },
] as const satisfies readonly NetworkPreset[]

export type NetworkPresetId = (typeof networkPresets)[number]['id']

export function findNetworkPreset(id: string): NetworkPreset<NetworkPresetId> | undefined {
  return networkPresets.find((preset) => preset.id === id)
}

/** The preset's own kernels where it has them, PyTorch's start everywhere else. */
export function presetParameters(preset: NetworkPreset, network: Network, random: Random): NetworkParameters {
  const given = Object.entries(preset.banks ?? {}).map(([layer, bank]) => {
    const shape = network.layers[Number(layer)].parameters.weight
    const weight = shape && bankWeights(banks[bank], shape)
    if (!weight) throw new LabError('internal', `the kernels '${bank}' do not fit layer ${layer} of ${preset.id}`)
    return [`${layer}.weight`, weight] as const
  })
  return new Map([...initialParameters(network, random), ...given])
}
