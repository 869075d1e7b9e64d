import { onnxFloat } from './onnxTensor.ts'
import { bytesField, floatField, message, textField, varintField } from './protobuf.ts'

/** IR version 10 came with opset 21 and 22 (ONNX 1.16, 1.17). */
const irVersion = 10
const opset = 22

/** ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8, metadata_props 14 (key 1, value 2) */
export function onnxModel(graph: Uint8Array, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  return message(
    varintField(1, irVersion),
    textField(2, 'kernel-lab'),
    bytesField(7, graph),
    bytesField(8, message(textField(1, ''), varintField(2, opset))),
    ...Object.entries(metadata).map(([key, value]) => bytesField(14, message(textField(1, key), textField(2, value)))),
  )
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5 */
export function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Uint8Array[],
  name = type.toLowerCase(),
): Uint8Array {
  return message(
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, name),
    textField(4, type),
    ...attributes.map((each) => bytesField(5, each)),
  )
}

/** AttributeProto: name 1, f 2, i 3, s 4, ints 8, type 20 (1 FLOAT, 2 INT, 3 STRING, 7 INTS) */
function attribute(name: string, type: number, ...value: readonly Uint8Array[]): Uint8Array {
  return message(textField(1, name), ...value, varintField(20, type))
}

export function float(name: string, value: number): Uint8Array {
  return attribute(name, 1, floatField(2, value))
}

export function int(name: string, value: number): Uint8Array {
  return attribute(name, 2, varintField(3, value))
}

export function string(name: string, value: string): Uint8Array {
  return attribute(name, 3, textField(4, value))
}

export function ints(name: string, values: readonly number[]): Uint8Array {
  return attribute(name, 7, ...values.map((value) => varintField(8, value)))
}

/** ValueInfoProto: name 1, type 2; TypeProto.tensor_type 1: elem_type 1, shape 2; dim 1: dim_value 1 or dim_param 2 */
export function valueInfo(name: string, extents: readonly (number | string)[]): Uint8Array {
  const shape = message(
    ...extents.map((extent) =>
      bytesField(1, typeof extent === 'number' ? varintField(1, extent) : textField(2, extent)),
    ),
  )
  const tensorType = message(varintField(1, onnxFloat), bytesField(2, shape))
  return message(textField(1, name), bytesField(2, bytesField(1, tensorType)))
}
