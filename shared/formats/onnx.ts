import { LabError } from '../errors.ts'
import { appliedWeight } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestChange, roundingNotes } from './loss.ts'
import { readOnnx } from './onnxRead.ts'
import { floatTensor, onnxFloat, wholeTensor } from './onnxTensor.ts'
import { bytesField, message, textField, varintField } from './protobuf.ts'
import { staticMotion } from './staticMotion.ts'

/** IR version 10 came with opset 21 and 22 (ONNX 1.16, 1.17). */
const irVersion = 10
const opset = 22

/** Pad's names of the borders that Conv itself cannot do; it has none for symmetric. */
const padModes = { constant: 'constant', replicate: 'edge', reflect: 'reflect', circular: 'wrap' } as const

/** One Conv (after a Pad, for a border other than zeros), float32: image N×C×H×W → result N×K×P×Q. */
function write(kernel: Kernel, options: ConvolutionOptions = {}): KernelWritten {
  const [K, C] = kernel.shape
  const { groups = 1 } = options
  const motion = planMotion(kernel, options)
  const applied = appliedWeight(kernel)
  const weight = Float32Array.from(applied)
  const bias = Float32Array.from(kernel.bias)
  const hasBias = kernel.bias.some((value) => value !== 0)
  const input = motion.padNode ? 'padded' : 'image'
  const graph = message(
    ...(motion.padNode ? [bytesField(1, motion.padNode)] : []),
    bytesField(1, node('Conv', [input, 'weight', ...(hasBias ? ['bias'] : [])], 'result', motion.attributes)),
    textField(2, kernel.name || 'kernel'),
    bytesField(5, floatTensor('weight', kernel.shape, weight)),
    ...(hasBias ? [bytesField(5, floatTensor('bias', [K], bias))] : []),
    ...motion.initializers.map((tensor) => bytesField(5, tensor)),
    bytesField(11, valueInfo('image', ['N', C * groups, 'H', 'W'])),
    bytesField(12, valueInfo('result', ['N', K, 'P', 'Q'])),
  )
  const bytes = message(
    varintField(1, irVersion),
    textField(2, 'kernel-lab'),
    bytesField(7, graph),
    bytesField(8, message(textField(1, ''), varintField(2, opset))),
  )
  const loss = Math.max(largestChange(applied, weight), largestChange(kernel.bias, bias))
  return { bytes, notes: [...dividedNotes(kernel.divisor), ...roundingNotes(loss, 'float32')], loss }
}

interface Motion {
  readonly attributes: readonly Uint8Array[]
  readonly padNode: Uint8Array | null
  readonly initializers: readonly Uint8Array[]
}

/** Stride, dilation and pads as attributes, or as a Pad node where the border is not zeros. */
function planMotion(kernel: Kernel, options: ConvolutionOptions): Motion {
  const [, , R, S] = kernel.shape
  const { stride, dilation, groups, pads, border } = staticMotion(kernel, options, 'ONNX Conv')
  const attributes = [
    ints('kernel_shape', [R, S]),
    ints('strides', stride),
    ints('dilations', dilation),
    attribute('group', 2, varintField(3, groups)),
  ]
  if (border.mode === 'zeros') {
    const pad = pads ? ints('pads', pads) : attribute('auto_pad', 3, textField(4, 'SAME_UPPER'))
    return { attributes: [...attributes, pad], padNode: null, initializers: [] }
  }
  if (border.mode === 'symmetric') {
    throw new LabError('cannot-hold', 'ONNX Pad has constant, edge, reflect and wrap, the border is symmetric')
  }
  if (!pads) {
    throw new LabError(
      'cannot-hold',
      `ONNX Pad wants fixed pads, those of “same” with stride ${stride} follow the picture`,
    )
  }
  const [top, left, bottom, right] = pads
  const mode = attribute('mode', 3, textField(4, padModes[border.mode]))
  return {
    attributes,
    padNode: node('Pad', ['image', 'pads', 'outside'], 'padded', [mode]),
    initializers: [
      wholeTensor('pads', [0, 0, top, left, 0, 0, bottom, right]),
      floatTensor('outside', [], Float32Array.of(border.value)),
    ],
  }
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5 */
function node(type: string, inputs: readonly string[], output: string, attributes: readonly Uint8Array[]): Uint8Array {
  return message(
    ...inputs.map((name) => textField(1, name)),
    textField(2, output),
    textField(3, type.toLowerCase()),
    textField(4, type),
    ...attributes.map((each) => bytesField(5, each)),
  )
}

/** AttributeProto: name 1, i 3, s 4, ints 8, type 20 (2 INT, 3 STRING, 7 INTS) */
function attribute(name: string, type: number, ...value: readonly Uint8Array[]): Uint8Array {
  return message(textField(1, name), ...value, varintField(20, type))
}

function ints(name: string, values: readonly number[]): Uint8Array {
  return attribute(name, 7, ...values.map((value) => varintField(8, value)))
}

/** ValueInfoProto: name 1, type 2; TypeProto.tensor_type 1: elem_type 1, shape 2; dim 1: dim_value 1 or dim_param 2 */
function valueInfo(name: string, extents: readonly (number | string)[]): Uint8Array {
  const shape = message(
    ...extents.map((extent) =>
      bytesField(1, typeof extent === 'number' ? varintField(1, extent) : textField(2, extent)),
    ),
  )
  const tensorType = message(varintField(1, onnxFloat), bytesField(2, shape))
  return message(textField(1, name), bytesField(2, bytesField(1, tensorType)))
}

export const onnx = kernelFormat({
  id: 'onnx',
  name: 'ONNX model',
  extensions: ['onnx'],
  // ir_version, then a length-delimited field or a number of the model.
  matches: (bytes) => bytes[0] === 0x08 && bytes[1] > 0 && bytes[1] < 32 && bytes.length > 16,
  read: readOnnx,
  write,
})
