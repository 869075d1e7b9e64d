import { refusal } from '../refusal.ts'
import { fileNote } from '../fileNote.ts'
import type { FileNote } from '../fileNote.ts'
import type { ConvolutionOptions, Padding } from '../maths/convolutionOptions.ts'
import { kernelFromArray } from './kernelArray.ts'
import type { NamedArray } from './kernelArray.ts'
import type { KernelsRead, ReadKernel } from './kernelFormat.ts'
import { readOnnxTensor } from './onnxTensor.ts'
import { readMessage } from './protobuf.ts'
import type { Message } from './protobuf.ts'
import { excerpt } from './text.ts'

/** One step of a model's graph. */
export interface Node {
  readonly name: string
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, Message>
}

/** The weights of every Conv node of a model, in the order of the graph, with how each one moves. */
export function readOnnx(bytes: Uint8Array): KernelsRead {
  const { nodes, tensors } = readGraph(bytes)
  const notes: FileNote[] = []
  const kernels: ReadKernel[] = []
  for (const node of nodes.filter(({ type }) => type === 'Conv')) {
    const weight = tensors.get(node.inputs[1])
    const bias = tensors.get(node.inputs[2])
    const label = excerpt(node.name || node.outputs[0] || 'Conv')
    if (!weight) notes.push(fileNote('onnxComputed', { name: label }))
    else if (weight().shape.length > 4) notes.push(fileNote('onnxVolumes', { name: label }))
    else kernels.push(readConv(node, weight(), bias ? bias() : null, notes))
  }
  if (kernels.length === 0) {
    throw refusal('unsupported-format', 'onnxNoConv', { found: operators(nodes) })
  }
  if (nodes.some(({ type }) => type === 'Pad')) notes.push(fileNote('onnxPads'))
  return { kernels, notes }
}

export interface Graph {
  readonly graph: Message
  readonly nodes: readonly Node[]
  readonly tensors: ReadonlyMap<string, () => NamedArray>
  /** metadata_props */
  readonly metadata: ReadonlyMap<string, string>
}

export function readGraph(bytes: Uint8Array): Graph {
  const model = readMessage(bytes)
  const [graph] = model.messages(7)
  if (!graph) throw refusal('broken-file', 'onnxNoGraph')
  const nodes = graph.messages(1).map(readNode)
  const metadata = model.messages(14).map((entry) => [entry.texts(1)[0] ?? '', entry.texts(2)[0] ?? ''] as const)
  return { graph, nodes, tensors: constants(graph, nodes), metadata: new Map(metadata) }
}

/** Initializers, and the values of Constant nodes; read when asked for, because most belong to other layers. */
function constants(graph: Message, nodes: readonly Node[]): Map<string, () => NamedArray> {
  const tensors = new Map<string, () => NamedArray>()
  for (const tensor of graph.messages(5)) tensors.set(tensor.texts(8)[0] ?? '', () => readOnnxTensor(tensor))
  for (const { type, outputs, attributes } of nodes) {
    const value = attributes.get('value')?.messages(5)[0]
    if (type === 'Constant' && value) tensors.set(outputs[0], () => ({ ...readOnnxTensor(value), name: outputs[0] }))
  }
  return tensors
}

function readNode(node: Message): Node {
  return {
    inputs: node.texts(1),
    outputs: node.texts(2),
    name: node.texts(3)[0] ?? '',
    type: node.texts(4)[0] ?? '',
    attributes: new Map(node.messages(5).map((attribute) => [attribute.texts(1)[0] ?? '', attribute])),
  }
}

function readConv(node: Node, weight: NamedArray, bias: NamedArray | null, notes: FileNote[]): ReadKernel {
  // A Conv over one axis (K×C×S) is one over two whose kernel has one row.
  const oneAxis = weight.shape.length === 3
  const [K, C, ...window] = weight.shape
  const shape = oneAxis ? [K, C, 1, ...window] : weight.shape
  if (shape.length !== 4) throw refusal('broken-file', 'onnxWeights', { shape: weight.shape.join('×') })
  return {
    kernel: kernelFromArray({ ...weight, shape }, bias?.data ?? null),
    options: readOptions(node, oneAxis, notes),
  }
}

function readOptions(node: Node, oneAxis: boolean, notes: FileNote[]): ConvolutionOptions {
  const wholes = (name: string, least: number, count: number): number[] | null => {
    const values = node.attributes.get(name)?.wholes(8) ?? []
    if (values.length === 0) return null
    if (values.length !== count || !values.every((value) => Number.isSafeInteger(value) && value >= least)) {
      throw refusal('broken-file', 'onnxWholes', { name, count, least, came: values.slice(0, 8).join(', ') })
    }
    return values
  }
  const perAxis = (name: string): readonly [number, number] => {
    const values = wholes(name, 1, oneAxis ? 1 : 2) ?? [1, 1]
    return oneAxis ? [1, values[0]] : [values[0], values[1]]
  }
  const pads = wholes('pads', 0, oneAxis ? 2 : 4) ?? [0, 0, 0, 0]
  const groups = node.attributes.get('group')?.wholes(3)[0] ?? 1
  if (!Number.isSafeInteger(groups) || groups < 1) throw refusal('broken-file', 'onnxGroup', { groups })
  return {
    stride: perAxis('strides'),
    dilation: perAxis('dilations'),
    groups,
    padding: readPadding(node, oneAxis ? [0, pads[0], 0, pads[1]] : pads, notes),
  }
}

function readPadding(node: Node, [top, left, bottom, right]: readonly number[], notes: FileNote[]): Padding {
  const [automatic = 'NOTSET'] = node.attributes.get('auto_pad')?.texts(4) ?? []
  if (automatic === 'SAME_LOWER') notes.push(fileNote('onnxSameLower'))
  if (automatic.startsWith('SAME')) return 'same'
  return automatic === 'VALID' ? 'valid' : [top, left, bottom, right]
}

function operators(nodes: readonly Node[]): string {
  const types = [...new Set(nodes.map(({ type }) => excerpt(type)))]
  return types.length ? types.slice(0, 12).join(', ') : 'no nodes'
}
