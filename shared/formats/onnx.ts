import { refusal } from '../refusal.ts'
import { appliedWeight } from '../kernel/kernel.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { ConvolutionOptions } from '../maths/convolutionOptions.ts'
import { kernelFormat } from './kernelFormat.ts'
import type { KernelWritten } from './kernelFormat.ts'
import { dividedNotes, largestChange, roundingNotes } from './loss.ts'
import { readOnnx } from './onnxRead.ts'
import { int, ints, node, onnxModel, string, valueInfo } from './onnxGraph.ts'
import { floatTensor, wholeTensor } from './onnxTensor.ts'
import { bytesField, message, textField } from './protobuf.ts'
import { staticMotion } from './staticMotion.ts'

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
  const bytes = onnxModel(graph)
  const loss = Math.max(largestChange(applied, weight), largestChange(kernel.bias, bias))
  return { bytes, notes: [...dividedNotes(kernel.divisor), ...roundingNotes(loss, 'float32Rounded')], loss }
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
    int('group', groups),
  ]
  if (border.mode === 'zeros') {
    const pad = pads ? ints('pads', pads) : string('auto_pad', 'SAME_UPPER')
    return { attributes: [...attributes, pad], padNode: null, initializers: [] }
  }
  if (border.mode === 'symmetric') {
    throw refusal('cannot-hold', 'onnxSymmetric')
  }
  if (!pads) {
    throw refusal('cannot-hold', 'onnxSame', { stride: stride.join(',') })
  }
  const [top, left, bottom, right] = pads
  const mode = string('mode', padModes[border.mode])
  return {
    attributes,
    padNode: node('Pad', ['image', 'pads', 'outside'], 'padded', [mode]),
    initializers: [
      wholeTensor('pads', [0, 0, top, left, 0, 0, bottom, right]),
      floatTensor('outside', [], Float32Array.of(border.value)),
    ],
  }
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
