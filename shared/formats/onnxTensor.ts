import { refusal } from '../refusal.ts'
import { sizeOf } from '../maths/tensor.ts'
import type { Numbers } from '../maths/tensor.ts'
import { elementBytes, floatBytes, readElements } from './elements.ts'
import type { ElementType } from './elements.ts'
import type { NamedArray } from './kernelArray.ts'
import { bytesField, message, textField, varintField } from './protobuf.ts'
import type { Message } from './protobuf.ts'
import { excerpt } from './text.ts'

/** TensorProto.DataType */
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
}

export const onnxFloat = 1
const onnxInt64 = 7

/** TensorProto: dims 1, data_type 2, float_data 4, int32_data 5, int64_data 7, name 8, raw_data 9, double_data 10, data_location 14 */
export function readOnnxTensor(tensor: Message): NamedArray {
  const [name = ''] = tensor.texts(8)
  const shape = tensor.wholes(1)
  const [code = 0] = tensor.wholes(2)
  const type = elementTypes[code]
  if (!type) {
    throw refusal('unsupported-format', 'onnxType', { name: excerpt(name), type: code })
  }
  if (tensor.wholes(14).includes(1)) {
    throw refusal('unsupported-format', 'onnxSecondFile', { name: excerpt(name) })
  }
  if (!shape.every((extent) => extent >= 0)) {
    throw refusal('broken-file', 'onnxExtents', { name: excerpt(name), shape: shape.slice(0, 8).join('×') })
  }
  const data = readNumbers(tensor, type)
  if (data.length !== sizeOf(shape)) {
    throw refusal('broken-file', 'onnxCount', {
      name: excerpt(name),
      shape: shape.join('×'),
      count: sizeOf(shape),
      came: data.length,
    })
  }
  return { name, shape, data }
}

function readNumbers(tensor: Message, type: ElementType): Numbers {
  const [raw] = tensor.bytes(9)
  if (raw) {
    if (raw.length % elementBytes[type] !== 0) throw refusal('broken-file', 'onnxBytes', { bytes: raw.length, type })
    return readElements(raw, type)
  }
  switch (type) {
    case 'float32':
      return tensor.floats(4)
    case 'float64':
      return tensor.doubles(10)
    case 'float16':
    case 'bfloat16': // int32_data holds their bits
      return readElements(new Uint8Array(Uint16Array.from(tensor.wholes(5)).buffer), type)
    case 'int64':
      return Float64Array.from(tensor.wholes(7))
    case 'uint32':
    case 'uint64':
      return Float64Array.from(tensor.wholes(11))
    default:
      return Float64Array.from(tensor.wholes(5))
  }
}

export function floatTensor(name: string, shape: readonly number[], data: Float32Array): Uint8Array {
  return tensorProto(name, shape, onnxFloat, floatBytes(data))
}

export function wholeTensor(name: string, values: readonly number[]): Uint8Array {
  const data = BigInt64Array.from(values, BigInt)
  return tensorProto(name, [values.length], onnxInt64, new Uint8Array(data.buffer))
}

function tensorProto(name: string, shape: readonly number[], type: number, raw: Uint8Array): Uint8Array {
  return message(
    ...shape.map((extent) => varintField(1, extent)),
    varintField(2, type),
    textField(8, name),
    bytesField(9, raw),
  )
}
