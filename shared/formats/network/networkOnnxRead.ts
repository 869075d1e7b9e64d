import { LabError } from '../../errors.ts'
import { refusal } from '../../refusal.ts'
import { fileNoteBecause } from '../../fileNote.ts'
import { parseNetwork, readNetwork } from '../../network/description.ts'
import type { NamedArray } from '../kernelArray.ts'
import { readGraph } from '../onnxRead.ts'
import type { Graph, Node } from '../onnxRead.ts'
import { excerpt } from '../text.ts'
import { oneConvolution, withWeights } from './networkWeights.ts'
import type { NetworkRead, NetworkWeights } from './networkWeights.ts'

/**
 * A model that Kernel Lab wrote, or one whose graph is a row of the same operators: then as a network. Of any other one, the
 * convolutions; the notes say what is in the way. Throws `broken-file`, `unsupported-format`.
 */
export function readNetworkOnnx(bytes: Uint8Array): NetworkRead {
  const graph = readGraph(bytes)
  const convolutions = graph.nodes.filter(({ type }) => type === 'Conv').flatMap((node) => convolutionOf(node, graph))
  const own = graph.metadata.get('network')
  try {
    const network = own === undefined ? chainOf(graph) : ownNetwork(own, graph)
    return { network, convolutions, notes: [] }
  } catch (thrown) {
    if (!(thrown instanceof LabError) || convolutions.length === 0) throw thrown
    return { network: null, convolutions, notes: [fileNoteBecause('convolutionsOnly', thrown)] }
  }
}

function ownNetwork(text: string, { tensors }: Graph): NetworkWeights {
  const arrays = [...tensors].filter(([name]) => /^\d+\.(weight|bias)$/.test(name)).map(([, read]) => read())
  return withWeights(readNetwork(text), arrays)
}

interface ReadLayer {
  readonly layer: Readonly<Record<string, unknown>>
  readonly weight?: NamedArray
  readonly bias?: NamedArray
}

/** Node by node: each takes what the one before gives. */
function chainOf(graph: Graph): NetworkWeights {
  const { input, name } = inputOf(graph)
  const layers: ReadLayer[] = []
  let value = name
  for (const node of graph.nodes) {
    if (node.type === 'Constant') continue
    if (node.inputs[0] !== value) throw refusal('unsupported-format', 'nodeOrder', { node: named(node) })
    value = node.outputs[0]
    if (node.type === 'Identity') continue
    const read = readers[node.type]
    if (!read) throw refusal('unsupported-format', 'nodeUnknown', { node: named(node) })
    layers.push(read(node, graph))
  }
  const description = parseNetwork({ input, layers: layers.map(({ layer }) => layer) })
  const arrays = layers.flatMap(({ weight, bias }, i) => [
    ...(weight ? [{ ...weight, name: `${i}.weight` }] : []),
    ...(bias ? [{ ...bias, name: `${i}.bias` }] : []),
  ])
  return withWeights(description, arrays)
}

/** The one input that is no weight, N×C×H×W; H and W may be free, and are then of a size to look at. */
function inputOf({ graph, tensors }: Graph): { readonly input: readonly number[]; readonly name: string } {
  const [info] = graph.messages(11).filter((candidate) => !tensors.has(candidate.texts(1)[0] ?? ''))
  const dimensions = info?.messages(2)[0]?.messages(1)[0]?.messages(2)[0]?.messages(1) ?? []
  const [, C, H, W] = dimensions.map((dimension) => dimension.wholes(1)[0] ?? 0)
  if (dimensions.length !== 4 || !(C > 0)) {
    throw refusal('unsupported-format', 'noPictureModel')
  }
  return { input: [C, H > 0 ? H : 64, W > 0 ? W : 64], name: info.texts(1)[0] ?? '' }
}

type Reader = (node: Node, graph: Graph) => ReadLayer

const readers: Readonly<Record<string, Reader | undefined>> = {
  Conv: readConvolution,
  Gemm: readLinear,
  Relu: () => ({ layer: { type: 'relu' } }),
  LeakyRelu: (node) => ({ layer: { type: 'leakyRelu', negativeSlope: floatOf(node, 'alpha', 0.01) } }),
  Sigmoid: () => ({ layer: { type: 'sigmoid' } }),
  Tanh: () => ({ layer: { type: 'tanh' } }),
  MaxPool: (node) => ({
    layer: { type: 'maxPool2d', ...windowOf(node), dilation: wholesOf(node, 'dilations', [1, 1]) },
  }),
  AveragePool: (node) => {
    const countIncludePad = wholeOf(node, 'count_include_pad', 0) === 1
    return { layer: { type: 'avgPool2d', ...windowOf(node), countIncludePad } }
  },
  GlobalAveragePool: () => ({ layer: { type: 'globalAvgPool2d' } }),
  Flatten: (node) => {
    if (wholeOf(node, 'axis', 1) !== 1) throw refusal('unsupported-format', 'nodeFlatten', { node: named(node) })
    return { layer: { type: 'flatten' } }
  },
  Dropout: (node, { tensors }) => ({ layer: { type: 'dropout', p: tensors.get(node.inputs[1])?.().data[0] ?? 0.5 } }),
  Softmax: (node) => {
    const axis = wholeOf(node, 'axis', -1)
    if (axis !== 1 && axis !== -1) throw refusal('unsupported-format', 'nodeAxis', { node: named(node), axis })
    return { layer: { type: 'softmax' } }
  },
}

function readConvolution(node: Node, graph: Graph): ReadLayer {
  const [weight, bias] = weightsOf(node, graph)
  if (weight.shape.length !== 4)
    throw refusal('unsupported-format', 'nodeAxes', { node: named(node), axes: weight.shape.length - 2 })
  const [K, , ...kernel] = weight.shape
  const dilation = wholesOf(node, 'dilations', [1, 1])
  const layer = {
    type: 'conv2d',
    out: K,
    kernel,
    stride: wholesOf(node, 'strides', [1, 1]),
    padding: paddingOf(node, kernel, dilation),
    dilation,
    groups: wholeOf(node, 'group', 1),
    bias: bias !== undefined,
  }
  return { layer, weight, ...(bias && { bias }) }
}

/** y = x·wᵀ + b, or with w the other way round. */
function readLinear(node: Node, graph: Graph): ReadLayer {
  const [stored, bias] = weightsOf(node, graph)
  const plain = floatOf(node, 'alpha', 1) === 1 && floatOf(node, 'beta', 1) === 1 && wholeOf(node, 'transA', 0) === 0
  if (!plain || stored.shape.length !== 2) throw refusal('unsupported-format', 'nodeProduct', { node: named(node) })
  const weight = wholeOf(node, 'transB', 0) === 1 ? stored : transposed(stored)
  const layer = { type: 'linear', out: weight.shape[0], bias: bias !== undefined }
  return { layer, weight, ...(bias && { bias: { ...bias, shape: [bias.data.length] } }) }
}

function transposed({ name, shape: [F, K], data }: NamedArray): NamedArray {
  const turned = Float32Array.from({ length: K * F }, (_, i) => data[(i % F) * K + Math.floor(i / F)])
  return { name, shape: [K, F], data: turned }
}

function windowOf(node: Node): Readonly<Record<string, unknown>> {
  const kernel = wholesOf(node, 'kernel_shape', [])
  const padding = paddingOf(node, kernel, [1, 1])
  if (padding === 'same') throw refusal('unsupported-format', 'nodeUneven', { node: named(node) })
  return {
    kernel,
    stride: wholesOf(node, 'strides', [1, 1]),
    padding,
    ceilMode: wholeOf(node, 'ceil_mode', 0) === 1,
  }
}

/** The same pads on both sides, or those of `same`, which may have one more behind. */
function paddingOf(node: Node, kernel: readonly number[], dilation: readonly number[]): 'same' | readonly number[] {
  const automatic = node.attributes.get('auto_pad')?.texts(4)[0] ?? 'NOTSET'
  if (automatic === 'VALID') return [0, 0]
  const [u, v] = wholesOf(node, 'strides', [1, 1])
  if (automatic === 'SAME_UPPER' && u * v === 1) return 'same'
  if (automatic !== 'NOTSET')
    throw refusal('unsupported-format', 'nodePadding', { node: named(node), padding: automatic })
  const [top, left, bottom, right] = wholesOf(node, 'pads', [0, 0, 0, 0])
  if (top === bottom && left === right) return [top, left]
  const all = kernel.map((taps, i) => dilation[i] * (taps - 1))
  const isSame = u * v === 1 && top + bottom === all[0] && left + right === all[1]
  if (isSame && bottom - top <= 1 && right - left <= 1 && bottom >= top && right >= left) return 'same'
  throw refusal('unsupported-format', 'nodeUneven', { node: named(node) })
}

function weightsOf(node: Node, { tensors }: Graph): readonly [weight: NamedArray, bias?: NamedArray] {
  const [weight, bias] = node.inputs.slice(1, 3).map((name) => tensors.get(name))
  if (!weight || (node.inputs[2] && !bias)) throw refusal('unsupported-format', 'nodeComputed', { node: named(node) })
  return bias ? [weight(), bias()] : [weight()]
}

/** A convolution by itself, as it moves in its model where a layer of ours can move so. */
function convolutionOf(node: Node, graph: Graph): NetworkRead['convolutions'] {
  const weight = graph.tensors.get(node.inputs[1])
  if (!weight || weight().shape.length !== 4) return []
  const bias = graph.tensors.get(node.inputs[2])
  const name = node.name || node.outputs[0] || 'Conv'
  const moved = (): Readonly<Record<string, unknown>> => {
    try {
      const { stride, padding, dilation, groups } = readConvolution(node, graph).layer
      return { stride, padding, dilation, groups }
    } catch (thrown) {
      if (thrown instanceof LabError) return { groups: wholeOf(node, 'group', 1) }
      throw thrown
    }
  }
  return [oneConvolution(name, weight(), bias ? bias().data : null, moved())]
}

function wholesOf(node: Node, name: string, fallback: readonly number[]): readonly number[] {
  const values = node.attributes.get(name)?.wholes(8) ?? []
  return values.length ? values : fallback
}

function wholeOf(node: Node, name: string, fallback: number): number {
  return node.attributes.get(name)?.wholes(3)[0] ?? fallback
}

function floatOf(node: Node, name: string, fallback: number): number {
  return node.attributes.get(name)?.floats(2)[0] ?? fallback
}

function named({ type, name }: Node): string {
  return `${excerpt(type)}${name ? ` '${excerpt(name)}'` : ''}`
}
