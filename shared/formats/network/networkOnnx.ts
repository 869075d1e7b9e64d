import { formatNetwork } from '../../network/description.ts'
import type { LayerDescription } from '../../network/layerKinds.ts'
import type { Layer } from '../../network/layer.ts'
import { createNetwork } from '../../network/network.ts'
import { float, int, ints, node, onnxModel, valueInfo } from '../onnxGraph.ts'
import { floatTensor, wholeTensor } from '../onnxTensor.ts'
import { bytesField, message, textField } from '../protobuf.ts'
import type { NetworkWeights } from './networkWeights.ts'

/** What one layer adds to a graph. */
interface Part {
  readonly nodes: readonly Uint8Array[]
  readonly initializers: readonly Uint8Array[]
}

/**
 * The whole network as an ONNX model, float32: `image` N×C×H×W → `result`, the batch free. Weights keep PyTorch's names; the
 * network file travels in the model's metadata, for what ONNX has no words: the loss and the names of the classes.
 */
export function writeNetworkOnnx({ description, parameters }: NetworkWeights): Uint8Array {
  const network = createNetwork(description)
  const values = network.layers.map((_, i) => (i === network.layers.length - 1 ? 'result' : `value${i}`))
  const parts = network.layers.map((layer, i) =>
    partOf(description.layers[i], layer, String(i), i === 0 ? 'image' : values[i - 1], values[i]),
  )
  const weights = [...parameters].map(([name, { shape, data }]) => floatTensor(name, shape, Float32Array.from(data)))
  const graph = message(
    ...parts.flatMap(({ nodes }) => nodes.map((each) => bytesField(1, each))),
    textField(2, 'network'),
    ...[...weights, ...parts.flatMap(({ initializers }) => initializers)].map((tensor) => bytesField(5, tensor)),
    bytesField(11, valueInfo('image', ['N', ...network.input])),
    bytesField(12, valueInfo('result', ['N', ...network.output])),
  )
  return onnxModel(graph, { network: formatNetwork(description) })
}

function partOf(description: LayerDescription, layer: Layer, name: string, from: string, to: string): Part {
  const one = (type: string, attributes: readonly Uint8Array[] = [], inputs = [from]): Part => ({
    nodes: [node(type, inputs, to, attributes, name)],
    initializers: [],
  })
  const weights = [from, `${name}.weight`, ...(layer.parameters.bias ? [`${name}.bias`] : [])]
  switch (description.type) {
    case 'conv2d':
      return one('Conv', convolution(description), weights)
    case 'linear':
      return one('Gemm', [int('transB', 1)], weights)
    case 'relu':
      return one('Relu')
    case 'leakyRelu':
      return one('LeakyRelu', [float('alpha', description.negativeSlope)])
    case 'sigmoid':
      return one('Sigmoid')
    case 'tanh':
      return one('Tanh')
    case 'maxPool2d': {
      const { kernel, stride, dilation, padding } = description
      const pads = [...padding, ...hanging(description, layer)]
      return one('MaxPool', [
        ints('kernel_shape', kernel),
        ints('strides', stride),
        ints('dilations', dilation),
        ints('pads', pads),
      ])
    }
    case 'avgPool2d':
      return averagePool(description, layer, name, from, to)
    case 'globalAvgPool2d':
      return one('GlobalAveragePool')
    case 'flatten':
      return one('Flatten', [int('axis', 1)])
    case 'dropout': {
      const ratio = `${name}.ratio`
      const part = one('Dropout', [], [from, ratio])
      return { ...part, initializers: [floatTensor(ratio, [], Float32Array.of(description.p))] }
    }
    case 'softmax':
      return one('Softmax', [int('axis', 1)])
  }
}

function convolution({ kernel, stride, padding, dilation, groups }: Extract<LayerDescription, { type: 'conv2d' }>) {
  return [
    ints('kernel_shape', kernel),
    ints('strides', stride),
    ints('dilations', dilation),
    int('group', groups),
    ints('pads', convolutionPads(padding, kernel, dilation)),
  ]
}

/** top, left, bottom, right; PyTorch's `same` puts the odd one behind. */
function convolutionPads(
  padding: 'same' | 'valid' | readonly [number, number],
  kernel: readonly [number, number],
  dilation: readonly [number, number],
): readonly number[] {
  if (padding === 'valid') return [0, 0, 0, 0]
  if (padding !== 'same') return [...padding, ...padding]
  const all = kernel.map((taps, i) => dilation[i] * (taps - 1))
  return [...all.map((sum) => Math.floor(sum / 2)), ...all.map((sum) => Math.ceil(sum / 2))]
}

type Pool = Extract<LayerDescription, { type: 'maxPool2d' | 'avgPool2d' }>

/**
 * Padding behind, bottom and right, with which the rounding down of ONNX gives as many windows as ceilMode does here: the two
 * disagree about a last window that begins in the padding.
 */
function hanging(description: Pool, { input, output }: Layer): readonly number[] {
  const { kernel, stride, padding } = description
  return [0, 1].map((i) => {
    const dilation = description.type === 'maxPool2d' ? description.dilation[i] : 1
    const reach = dilation * (kernel[i] - 1) + 1
    const needed = (output[i + 1] - 1) * stride[i] + reach - input[i + 1] - padding[i]
    return Math.max(padding[i], needed)
  })
}

/**
 * The mean counts zeros of the padding (countIncludePad) but never places that only ceilMode reaches. ONNX counts both or
 * none: where both occur, the padding becomes part of the picture first.
 */
function averagePool(
  description: Extract<LayerDescription, { type: 'avgPool2d' }>,
  layer: Layer,
  name: string,
  from: string,
  to: string,
): Part {
  const { kernel, stride, padding, countIncludePad } = description
  const behind = hanging(description, layer)
  const pool = (input: string, pads: readonly number[], counted: boolean): Uint8Array =>
    node(
      'AveragePool',
      [input],
      to,
      [
        ints('kernel_shape', kernel),
        ints('strides', stride),
        ints('pads', pads),
        int('count_include_pad', counted ? 1 : 0),
      ],
      name,
    )
  const over = behind.map((pad, i) => pad - padding[i])
  if (!countIncludePad || over.every((pad) => pad === 0)) {
    return { nodes: [pool(from, [...padding, ...behind], countIncludePad)], initializers: [] }
  }
  const [padded, pads] = [`${name}.padded`, `${name}.pads`]
  return {
    nodes: [node('Pad', [from, pads], padded, [], `${name}.pad`), pool(padded, [0, 0, ...over], false)],
    initializers: [wholeTensor(pads, [0, 0, ...padding, 0, 0, ...padding])],
  }
}
